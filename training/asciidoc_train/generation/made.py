"""What a teacher, or the templates, came up with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from asciidoc_train.files import JsonObject, write_json_lines
from asciidoc_train.rows import Row, write_rows


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

    def write(self, folder: Path) -> str:
        """Write `rows.jsonl` and `rejected.jsonl`; returns a line that tells of it.

        Rows that were made before stay where none are made now.

        Raises:
            StoreError: A file cannot be written.
        """
        path = folder / "rows.jsonl"
        write_json_lines(folder / "rejected.jsonl", self.rejected)
        counts = f"{len(self.rows)} rows, {len(self.rejected)} rejected"
        if not self.rows and path.exists():
            return f"{counts}; left as it was: {path}"
        write_rows(path, self.rows)
        return f"{counts}: {path}"
