"""The user's store: what models made of prompts, in a SQLite file that may be lost any time."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ascii_diagram.limits import MAX_NOTATION_BYTES

if TYPE_CHECKING:
    import sqlite3

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS resolutions (
    key TEXT PRIMARY KEY,
    notation TEXT NOT NULL,
    model TEXT NOT NULL,
    created INTEGER NOT NULL,
    used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resolutions_used ON resolutions (used);
"""
_BUSY_SECONDS = 5.0
# A read notes its time only when the noted one is this old, so that reading hardly ever writes.
_USED_RESOLUTION = 3600
_EVICTED_SHARE = 10

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept for one request: checked canonical notation and the model that wrote it."""

    notation: str
    model: str


class Store:
    """A bounded table of resolutions, safe for several threads and processes at once.

    No fault of the file system reaches the caller: a broken file is made anew, and where nothing
    can be written the store only reads, or holds nothing; either is logged once as a warning.

    Args:
        directory: Where the file lies; made, for the owner only, when the first entry comes.
        max_mb: Most megabytes (1 000 000 bytes) of entries; the least recently used go first.
        clock: Seconds since the epoch.
    """

    def __init__(
        self, directory: Path, *, max_mb: float = 64, clock: Callable[[], float] = time.time
    ) -> None:
        self.path = directory / "resolutions.sqlite3"
        self._max_bytes = int(max_mb * 1_000_000)
        self._clock = clock
        self._mutex = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._writable = True
        self._warned = False

    def get(self, key: str) -> Entry | None:
        """Return what is kept under `key`, or None."""

        def read(connection: sqlite3.Connection) -> Entry | None:
            row = connection.execute(
                "SELECT notation, model, used FROM resolutions WHERE key = ?", (key,)
            ).fetchone()
            if row is None:
                return None
            notation, model, used = row
            if not (isinstance(notation, str) and isinstance(model, str)):
                return None
            self._touch(connection, key, used)
            return Entry(notation, model)

        with self._mutex:
            if self._connection is None and not self._may_exist():
                return None
            return self._guarded(read)

    def _may_exist(self) -> bool:
        try:
            return self.path.exists()
        except OSError:  # nobody may look there: left for the opening to tell
            return True

    def put(self, key: str, entry: Entry) -> None:
        """Keep `entry` under `key`, in place of what was there."""
        if len(entry.notation.encode(errors="replace")) > MAX_NOTATION_BYTES:
            return

        def write(connection: sqlite3.Connection) -> None:
            now = int(self._clock())
            connection.execute(
                "INSERT OR REPLACE INTO resolutions VALUES (?, ?, ?, ?, ?)",
                (key, entry.notation, entry.model, now, now),
            )
            self._evict(connection)

        with self._mutex:
            if self._writable:
                self._guarded(write)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._mutex:
            self._drop_connection()

    def _guarded(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result | None:
        """Run `work` in a transaction; mend a broken file once, swallow what cannot be mended."""
        import sqlite3

        for attempt in (1, 2):
            try:
                connection = self._connection or self._open()
                with connection:
                    return work(connection)
            except (sqlite3.OperationalError, OSError) as error:
                # Locked for too long, disk full, no permission: the file itself is good.
                self._drop_connection()
                self._warn(f"the store {self.path} cannot be used now: {error}")
                return None
            except sqlite3.DatabaseError as error:
                self._drop_connection()
                if attempt == 2 or not self._discard():
                    self._warn(f"the store {self.path} is broken: {error}")
                    return None
                self._warn(f"the store {self.path} was broken ({error}) and has been made anew")
        return None

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        self._writable = self._prepare_file()
        mode = "rw" if self._writable else "ro"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            check_same_thread=False,  # the mutex serialises
        )
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version not in (0, _SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"it has the unknown format {version}")
            if self._writable:
                # Waiting for the disk would cost more than most answers. A killed process loses
                # nothing by it, a machine that loses power may have to begin a new file.
                connection.execute("PRAGMA synchronous = OFF")
                if version == 0:
                    connection.executescript(_SCHEMA)
                    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _prepare_file(self) -> bool:
        """Make the directory and an owner-only file; return whether the file can be written."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            self._warn(f"nothing can be stored in {self.path.parent}: {error.strerror}")
            return False
        # The rollback journal is made next to the file.
        if not os.access(self.path.parent, os.W_OK):
            self._warn(f"nothing can be stored in {self.path.parent}: it is read-only")
            return False
        return True

    def _touch(self, connection: sqlite3.Connection, key: str, used: object) -> None:
        now = int(self._clock())
        fresh = isinstance(used, int) and 0 <= now - used < _USED_RESOLUTION
        if not fresh and self._writable:
            connection.execute("UPDATE resolutions SET used = ? WHERE key = ?", (now, key))

    def _evict(self, connection: sqlite3.Connection) -> None:
        """Delete the least recently used tenth until the entries fit the bound."""
        while self._bytes_used(connection) > self._max_bytes:
            (count,) = connection.execute("SELECT count(*) FROM resolutions").fetchone()
            if not count:
                return
            connection.execute(
                "DELETE FROM resolutions WHERE key IN"
                " (SELECT key FROM resolutions ORDER BY used, created LIMIT ?)",
                (max(1, count // _EVICTED_SHARE),),
            )

    @staticmethod
    def _bytes_used(connection: sqlite3.Connection) -> int:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _discard(self) -> bool:
        """Delete the file and its journals; return whether that worked."""
        try:
            for suffix in ("", "-journal", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _drop_connection(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.close()
            self._connection = None

    def _warn(self, message: str) -> None:
        if not self._warned:
            import logging

            self._warned = True
            logging.getLogger(__name__).warning(message)
