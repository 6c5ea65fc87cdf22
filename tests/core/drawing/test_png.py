from __future__ import annotations

import builtins
import struct
import sys
from types import ModuleType

import pytest

from ascii_diagram.drawing.png import SCALE, render_png
from ascii_diagram.errors import DrawingError, LimitError
from tests.png_renderer import need_png

DRAWING = "┌───┐\n│ A │\n└───┘"


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_it_is_as_large_as_the_drawing_and_its_margin() -> None:
    need_png()
    assert size(render_png(DRAWING)) == ((5 * 9 + 18) * SCALE, (3 * 17 + 18) * SCALE)


def test_labels_and_lines_are_painted() -> None:
    need_png()
    images = {render_png(d) for d in (DRAWING, DRAWING.replace("A", "B"), " A", "     \n\n")}
    assert len(images) == 4


class Renderer(ModuleType):
    """Stands in for the renderer: paints what `paints` is in."""

    def __init__(self, paints: str) -> None:
        super().__init__("resvg_py")
        self._paints = paints

    def svg_to_bytes(self, svg_string: str, **_: object) -> bytes:
        return b"painted" if self._paints in svg_string else b"blank"


def test_a_machine_without_fonts_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", Renderer("<path"))
    with pytest.raises(DrawingError, match="no font") as caught:
        render_png(DRAWING)
    assert "font" in caught.value.hint
    monkeypatch.setitem(sys.modules, "resvg_py", Renderer("<text"))
    assert render_png(DRAWING) == b"painted"


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def fail(name: str, *rest: object) -> ModuleType:
        if name == "resvg_py":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(DrawingError) as caught:
        render_png(DRAWING)
    assert "ascii-diagram[png]" in caught.value.hint


def test_bad_and_huge_drawings_are_refused() -> None:
    with pytest.raises(DrawingError, match="line 1"):
        render_png("\x07")
    with pytest.raises(LimitError):
        render_png("\n".join(["x" * 1_000] * 1_000))
