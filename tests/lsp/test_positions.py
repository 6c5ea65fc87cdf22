from __future__ import annotations

import pytest
from ascii_diagram_lsp.text import Units, offset_of, units_of
from hypothesis import given
from hypothesis import strategies as st

TEXT = "aé漢😀e\u0301\u2028z"
CODECS: dict[Units, tuple[str, int]] = {
    "utf-8": ("utf-8", 1),
    "utf-16": ("utf-16-le", 2),
    "utf-32": ("utf-32-le", 4),
}


@pytest.mark.parametrize("units", CODECS)
@given(text=st.text(max_size=40))
def test_units_are_those_of_the_codec(units: Units, text: str) -> None:
    codec, size = CODECS[units]
    assert units_of(text, units) == len(text.encode(codec)) // size
    for offset in range(len(text) + 1):
        assert offset_of(text, units_of(text[:offset], units), units) == offset


@pytest.mark.parametrize(
    ("units", "column", "offset"),
    [
        ("utf-8", 3, 2),
        ("utf-8", 2, 1),  # inside é
        ("utf-8", 7, 3),  # inside the emoji
        ("utf-16", 4, 3),  # between its surrogates
        ("utf-16", 5, 4),
        ("utf-32", 4, 4),
        ("utf-16", 99, len(TEXT)),
        ("utf-8", -1, 0),
    ],
)
def test_columns_inside_a_character_and_outside_the_line(
    units: Units, column: int, offset: int
) -> None:
    assert offset_of(TEXT, column, units) == offset


def test_lone_surrogates_are_counted() -> None:
    assert units_of("\ud83dx", "utf-16") == 2
    assert offset_of("\ud83dx", 1, "utf-16") == 1
