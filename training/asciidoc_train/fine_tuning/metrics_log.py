"""The losses of a run: one JSON object a line, for steps and for evaluations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject, cannot_write, read_json_lines, write_json_lines


class MetricsLog:
    """Appends to a run's metrics, a line at once."""

    def __init__(self, path: Path, *, upto: int) -> None:
        """Open the log and drop what is said of steps after `upto`: they are done again."""
        self._path = path
        kept = [item for item in read_metrics(path) if _step(item) <= upto] if upto else []
        write_json_lines(path, kept)

    def add(self, item: JsonObject) -> None:
        """Write one line; raises StoreError."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(item) + "\n")
        except OSError as error:
            raise cannot_write(self._path, error) from error


def read_metrics(path: Path) -> Iterator[JsonObject]:
    """Yield the lines; one that was cut off by a crash is left out.

    Raises:
        RowError: The file cannot be read.
    """
    for _, item in read_json_lines(path):
        if not isinstance(item, RowError):
            yield item


def _step(item: JsonObject) -> int:
    step = item.get("step")
    return step if isinstance(step, int) else 0
