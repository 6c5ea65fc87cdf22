"""What teachers answered, kept in SQLite as soon as it is there: nothing is asked or paid twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Generator
from dataclasses import astuple, dataclass
from pathlib import Path

from asciidoc_train.errors import StoreError


@dataclass(frozen=True, slots=True)
class Answered:
    """A teacher's answer: who gave it on which day at what cost (tokens, seconds)."""

    text: str
    model: str
    prompt_tokens: int
    answer_tokens: int
    seconds: float
    day: str


def request_key(body: object) -> str:
    """Return the hash under which the answer to a request is kept."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


class AnswerCache:
    """Answers by the hash of their request, one transaction each.

    Raises:
        StoreError: The file is something else or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._guarded():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30)
            self._db.execute(
                "create table if not exists answers (key text primary key, text text not null,"
                " model text not null, prompt_tokens integer not null,"
                " answer_tokens integer not null, seconds real not null, day text not null) strict"
            )

    @contextlib.contextmanager
    def _guarded(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            full = "full" in str(error) or "No space" in str(error)
            hint = (
                "make room and run the same command again: every answer before this one is kept"
                if full
                else "move the file away if it is something else; its answers are asked anew then"
            )
            raise StoreError(f"{self._path}: {error}", hint=hint) from error

    def get(self, key: str) -> Answered | None:
        """Return the answer to a request, None when there is none yet; raises StoreError."""
        with self._guarded():
            found = self._db.execute(
                "select text, model, prompt_tokens, answer_tokens, seconds, day"
                " from answers where key = ?",
                (key,),
            ).fetchone()
        return Answered(*found) if found else None

    def put(self, key: str, answer: Answered) -> None:
        """Keep an answer; raises StoreError, such as on a full disk."""
        with self._guarded(), self._db:
            self._db.execute(
                "insert or replace into answers values (?, ?, ?, ?, ?, ?, ?)",
                (key, *astuple(answer)),
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()
