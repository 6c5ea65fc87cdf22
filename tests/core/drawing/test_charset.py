"""Glyphs that every monospaced font draws one cell wide."""

from __future__ import annotations

import pytest

from ascii_diagram.drawing.charset import ASCII, EXTENDED, UNICODE, Charset
from ascii_diagram.reading import LINE_CHARACTERS

WGL4 = frozenset("─│┌┐└┘├┤┬┴┼═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬▲►▼◄○∙¦")
"""Lines, arrowheads and marks of the Windows Glyph List 4 that do not look like letters."""


def glyphs(charset: Charset) -> set[str]:
    tables = (charset.vertical, charset.horizontal, charset.junctions, charset.turns)
    more = (charset.thick, charset.bars, charset.borders, charset.crossings)
    rest = (charset.rounded, charset.heads)
    return {g for table in (*tables, *more, *rest) for g in table.values()} | {charset.knob}


def test_the_unicode_charset_needs_no_more_than_wgl4() -> None:
    assert {glyph for glyph in glyphs(UNICODE) if not glyph.isascii()} <= WGL4


def test_the_ascii_charset_is_ascii() -> None:
    assert all(glyph.isascii() for glyph in glyphs(ASCII))


@pytest.mark.parametrize("charset", [UNICODE, EXTENDED])
def test_the_reader_knows_every_glyph(charset: Charset) -> None:
    assert {glyph for glyph in glyphs(charset) if not glyph.isascii()} <= LINE_CHARACTERS
