"""What directives and requests both choose from. Next to nothing is imported, for hooks wait."""

from __future__ import annotations

from typing import Literal

Style = Literal["tui_flow", "hybrid", "ascii_art"]
"""Kind of picture: boxes and arrows, boxes with bodies, a free picture."""

TakenAs = Literal["auto", "notation", "prose"]
"""What a prompt is read as; `auto` for what it looks like."""
