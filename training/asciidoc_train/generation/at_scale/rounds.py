"""Rounds of asking, each in a folder of its own.

datatrove marks shards as done by their numbers alone. So a folder only ever has the tasks that it
was made for: it is named by them, and what is asked once more gets another folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asciidoc_train.teacher.cache import request_key


def finished_rounds(folder: Path) -> list[Path]:
    """Return the rounds whose shards are all done."""
    return [path for path in sorted(folder.glob("*-*")) if _is_finished(path)]


def open_round(folder: Path, ids: Sequence[str], shards: int) -> Path:
    """Return the folder in which to ask for documents: new, or of a round that is not done yet.

    Args:
        folder: Of all rounds.
        ids: Of the documents.
        shards: To which they are dealt out.
    """
    digest, number = request_key([list(ids), shards])[:16], 1
    while _is_finished(place := folder / f"{digest}-{number}"):
        number += 1
    return place


def _is_finished(place: Path) -> bool:
    shards = len(list((place / "tasks").glob("*.jsonl")))
    marks = place / "logs" / "completions"
    return shards > 0 and all((marks / f"{shard:05}").is_file() for shard in range(shards))
