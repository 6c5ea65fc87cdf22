"""The row store: one SQLite file with every row once, and a full-text index over it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from asciidoc_train.errors import StoreError
from asciidoc_train.rows import ORIGINS, Row, Split

_FIELDS = tuple(Row.model_fields)
_VERSION = 1
_INTEGERS = ("width", "height")
_TYPES = {n: "integer" if n in _INTEGERS else "text not null" for n in _FIELDS}
_COLUMNS = ", ".join(f'"{name}" {kind}' for name, kind in _TYPES.items())
_SCHEMA = f"""
begin;
create table rows (hash text primary key, question text not null unique, {_COLUMNS}) strict;
create index by_split on rows(split);
create virtual table words using fts5(hash unindexed, prompt, notation, domain, topic);
pragma user_version = {_VERSION};
commit;
"""
_TRUST = " ".join(f"when '{origin}' then {rank}" for rank, origin in enumerate(ORIGINS))
_ORDER = f"case origin {_TRUST} end, hash"


class RowStore:
    """Rows by their content hash; a question (prompt and style) stands in it once.

    Args:
        path: The file; made when it is not there, its folder too.

    Raises:
        StoreError: It is no row store, or one of a newer version, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._guarded():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30)
            self._prepare()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _prepare(self) -> None:
        version = self._db.execute("pragma user_version").fetchone()[0]
        if version == _VERSION:
            return
        if version != 0 or self._db.execute("select 1 from sqlite_master").fetchone():
            raise StoreError(
                f"{self._path}: no row store of version {_VERSION}",
                hint="export it with the version that made it, or name another --work folder",
            )
        self._db.executescript(_SCHEMA)

    @contextlib.contextmanager
    def _guarded(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _store_error(self._path, error) from error
        except OSError as error:
            raise StoreError(f"{self._path}: {error.strerror or error}") from error

    def add(self, rows: Iterable[Row]) -> int:
        """Add rows in one transaction; those whose question is there already are left out.

        Returns:
            How many were added.

        Raises:
            StoreError: Nothing was added, such as on a full disk.
        """
        added = 0
        marks = ", ".join("?" * (len(_FIELDS) + 2))
        with self._guarded(), self._db:
            for row in rows:
                data = row.model_dump(mode="json")
                values = [row.hash, row.question, *(data[name] for name in _FIELDS)]
                done = self._db.execute(f"insert or ignore into rows values ({marks})", values)
                if done.rowcount:
                    added += 1
                    self._db.execute(
                        "insert into words values (?, ?, ?, ?, ?)",
                        (row.hash, row.prompt, row.notation, row.domain, row.topic),
                    )
        return added

    def remove(self, hashes: Iterable[str]) -> None:
        """Remove rows; hashes that are not there do no harm."""
        with self._guarded(), self._db:
            for name in hashes:
                self._db.execute("delete from rows where hash = ?", (name,))
                self._db.execute("delete from words where hash = ?", (name,))

    def rows(self, *, split: Split | None = None) -> Iterator[Row]:
        """Yield rows, the most trusted origin first; the order depends on the rows alone."""
        where, values = ("where split = ?", [split]) if split is not None else ("", [])
        yield from self._select(f"{where} order by {_ORDER}", values)

    def count(self) -> int:
        """Return how many rows there are."""
        with self._guarded():
            return int(self._db.execute("select count(*) from rows").fetchone()[0])

    def search(self, words: str, limit: int = 20) -> list[Row]:
        """Return the rows that hold all the words, the best matches first.

        Raises:
            StoreError: The store cannot be read.
        """
        query = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
        if not query:
            return []
        with self._guarded():
            found = self._db.execute(
                "select hash from words where words match ? order by rank, hash limit ?",
                (query, limit),
            ).fetchall()
        rows = [next(self._select("where hash = ?", [name]), None) for (name,) in found]
        return [row for row in rows if row is not None]

    def _select(self, rest: str, values: Sequence[object]) -> Iterator[Row]:
        names = ", ".join(f'"{name}"' for name in _FIELDS)
        with self._guarded():
            cursor = self._db.execute(f"select {names} from rows {rest}", values)
            found = cursor.fetchall()
        for values_of_row in found:
            yield Row.model_validate(dict(zip(_FIELDS, values_of_row, strict=True)))


def _store_error(path: Path, error: sqlite3.Error) -> StoreError:
    text = str(error)
    if "full" in text:
        hint = "make room and run the same command again: what was finished before is kept"
    elif "not a database" in text or "malformed" in text:
        hint = "the file is damaged or something else; move it away and build the store again"
    elif "locked" in text:
        hint = "another asciidoc-train uses it; wait for it to end"
    else:
        hint = "is the folder writable?"
    return StoreError(f"{path}: {text}", hint=hint)
