import pytest

from ascii_diagram.diagram import Picture
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.picture import draw_picture
from ascii_diagram.drawing.verify import verify
from ascii_diagram.errors import DrawingError, WidthError

CAT = (r" /\_/\ ", "( o.o )", "", " > ^ <")


def test_a_picture_is_passed_through_without_blanks_at_the_ends() -> None:
    picture = Picture(("", "  ", *CAT, "   "))
    rows = draw_picture(picture, DrawingOptions())
    assert rows == [" /\\_/\\", "( o.o )", "", " > ^ <"]
    verify(picture, rows, DrawingOptions())


def test_an_empty_picture_has_no_rows() -> None:
    assert draw_picture(Picture((" ", "")), DrawingOptions()) == []


def test_too_wide_a_picture_is_refused_not_clipped() -> None:
    with pytest.raises(WidthError) as caught:
        draw_picture(Picture(("ab", "日本語")), DrawingOptions(5))
    assert caught.value.minimum == 6
    assert draw_picture(Picture(("ab", "日本語")), DrawingOptions(6)) == ["ab", "日本語"]


@pytest.mark.parametrize("char", ["\t", "\x1b", "\u202e", "\u200b", "\r"])
def test_characters_that_may_not_be_shown_are_named_with_their_place(char: str) -> None:
    with pytest.raises(DrawingError, match=rf"line 2 .*U\+{ord(char):04X}\) at column 3"):
        draw_picture(Picture(("ok", f"ab{char}c")), DrawingOptions())


def test_ascii_pictures_hold_ascii_only() -> None:
    picture = Picture(("ok", "a─b"))
    assert draw_picture(picture, DrawingOptions()) == ["ok", "a─b"]
    with pytest.raises(DrawingError, match=r"line 2 .*'─' at column 2"):
        draw_picture(picture, DrawingOptions(charset="ascii"))
