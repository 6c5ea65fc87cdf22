"""Signs that mean the same in every room: arrowheads, knobs, and signs that may be dashes."""

from __future__ import annotations

from ascii_diagram.diagram import Direction

ARROWHEADS: dict[Direction, str] = {
    "up": "▲▴△▵↑⇑⬆",
    "right": "►▶▸▷▹→⟶⇒➔➜➝➞➤➡⮕❯",
    "down": "▼▾▽▿↓⇓⬇",
    "left": "◄◀◂◁◃←⟵⇐⬅",
}
"""Arrowheads other than those of ASCII, by the direction in which they point."""

KNOBS = "●○◆◇◉"
"""Marks at the end of a line that do not point anywhere."""

DASH_ALONG, DASH_DOWN = "∙", "¦"
"""Dashes of lines that run along a row or down a column; elsewhere a bullet and a bar of a text."""
