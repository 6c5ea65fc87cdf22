from __future__ import annotations

import pytest

from tests.core.expansion.expanding import actions, expand
from tests.core.expansion.fakes import FakeBackend


def expanded(text: str, backend: FakeBackend | None = None) -> list[str]:
    return expand(text, backend, path="COMMIT_EDITMSG").text.split("\n")


def test_a_caption_does_not_become_part_of_the_subject(backend: FakeBackend) -> None:
    lines = expanded("Subject\nascii-diagram: the API asks the cache\n", backend)
    assert lines[:4] == ["Subject", "", "the API asks the cache", ""]


def test_a_caption_goes_on_with_the_text_above_it(backend: FakeBackend) -> None:
    lines = expanded("Subject\n\nBefore:\nascii-diagram: the API asks the cache\n", backend)
    assert lines[2:5] == ["Before:", "the API asks the cache", ""]


@pytest.mark.parametrize("line", ["--- a/b", "---", "diff - b", "Index: b"])
def test_a_caption_does_not_end_the_message_for_mail_tools(line: str) -> None:
    backend = FakeBackend(**{f"a {line}": "a -> b"})
    lines = expanded(f"Subject\n\nascii-diagram[prose]: a\n{line}\n", backend)
    assert lines[2:4] == ["a", f" {line}"]


def test_a_caption_is_never_another_directive() -> None:
    backend = FakeBackend(**{"ascii-diagram: a": "a -> b"})
    text = "Subject\n\nascii-diagram[prose]: ascii-diagram: a\n"
    expansion = expand(text, backend, path="COMMIT_EDITMSG")
    assert expansion.text == text
    assert actions(expansion) == ["failed"]
