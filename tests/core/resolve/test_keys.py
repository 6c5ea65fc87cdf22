"""Which requests count as equal."""

from __future__ import annotations

import pytest

from ascii_diagram.resolve.keys import canonical_request, request_key
from ascii_diagram.resolve.request import Request


@pytest.mark.parametrize(
    "same",
    [
        Request("a  cafe\u0301 \n asks"),
        Request("a caf\u00e9 asks", width=40),
        Request("a caf\u00e9 \u202easks\x1b", reading="prose"),
    ],
)
def test_wrapping_composition_and_hidden_characters_do_not_matter(same: Request) -> None:
    assert request_key(same) == request_key(Request("a caf\u00e9 asks"))
    assert canonical_request(same) == Request("a caf\u00e9 asks")


def test_words_style_and_room_of_a_picture_matter() -> None:
    asked = [
        Request("a"),
        Request("A"),
        Request("a", "hybrid"),
        Request("a", "ascii_art", 40),
        Request("a", "ascii_art", 41),
        Request("a", "ascii_art", 41, height=9),
    ]
    assert len({request_key(request) for request in asked}) == 6
    assert request_key(Request("a", height=9)) == request_key(Request("a"))


def test_the_key_does_not_change_between_releases() -> None:
    key = request_key(Request("the API asks the cache first, then Postgres"))
    assert key == "c3a66232ac5a4ccf2bed322dce3a34e097164a377c65efbd1d78c7ed9c2e2238"
