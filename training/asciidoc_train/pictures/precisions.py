"""In which precisions the weights of a picture model are written."""

from __future__ import annotations

from typing import Literal

Precision = Literal["float", "int8", "int4"]
PRECISIONS: tuple[Precision, ...] = ("float", "int8", "int4")
