"""What a teacher, or the templates, came up with."""

from __future__ import annotations

from dataclasses import dataclass

from asciidoc_train.files import JsonObject
from asciidoc_train.rows import Row


@dataclass(frozen=True, slots=True)
class Made:
    """Rows that were made, those that were not, and figures.

    Attributes:
        stopped: Why it ended early; None when everything was tried.
    """

    rows: list[Row]
    rejected: list[JsonObject]
    figures: JsonObject
    stopped: BaseException | None = None
