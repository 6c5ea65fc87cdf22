"""Whether PNGs can be made on this machine."""

from __future__ import annotations

import pytest

from ascii_diagram.drawing.png import render_png
from ascii_diagram.errors import DrawingError


def need_png() -> None:
    """Skip the test where there is no renderer, or no font for it."""
    pytest.importorskip("resvg_py")
    try:
        render_png("A")
    except DrawingError as error:
        pytest.skip(error.message)
