"""Finished drawings, kept so that a build which changes nothing draws nothing.

What is kept may be lost any time. Another version of the drawing engine never sees it: the source
files it is made of are part of every key.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import ascii_diagram
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import AsciiDiagramError, DrawingError
from ascii_diagram.resolve import Store
from ascii_diagram.resolve.store import Entry

_SHORT = 200
"""Characters of a name for readers who cannot see; what takes more is a description."""
_MOST_KEPT = 4_096
_ENGINE = ("diagram.py", "describing", "drawing", "notation", "reading")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing, and what it shows in plain English, in short and at length."""

    text: str
    short: str
    long: str


class Drawings:
    """Draws, or finds what was drawn before: in memory, then in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, Drawn | AsciiDiagramError] = {}

    def draw(self, notation: str, options: DrawingOptions) -> Drawn:
        """Return the drawing of `notation` and its words.

        Raises:
            AsciiDiagramError: It cannot be read or drawn.
        """
        return self._found(_key(notation, options), notation, options)

    def words(self, notation: str) -> Drawn:
        """Return the words for `notation`, without a drawing.

        Raises:
            AsciiDiagramError: It cannot be read.
        """
        return self._found(_key(notation, None), notation, None)

    def close(self) -> None:
        """Close the store; the next use opens it again."""
        self._store.close()

    def reopened(self) -> Drawings:
        """Return what a forked process may use: the same, with a connection of its own."""
        again = Drawings(Store(self._store.path.parent))
        again._kept = self._kept
        return again

    def _found(self, key: str, notation: str, options: DrawingOptions | None) -> Drawn:
        known = self._kept.get(key)
        if known is None:
            stored = self._store.get(key)
            known = _unpacked(stored.notation) if stored else None
        if known is None:
            known = _made(notation, options)
            if isinstance(known, Drawn):
                self._store.put(key, Entry(json.dumps(astuple(known)), ""))
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = known
        if isinstance(known, AsciiDiagramError):
            raise known
        return known


def _made(notation: str, options: DrawingOptions | None) -> Drawn | AsciiDiagramError:
    from ascii_diagram.describing import describe
    from ascii_diagram.drawing import draw_diagram
    from ascii_diagram.notation import parse

    try:
        diagram = parse(notation)
        text = "" if options is None else draw_diagram(diagram, options)
        return Drawn(text, describe(diagram, limit=_SHORT), describe(diagram))
    except AsciiDiagramError as error:
        return error
    except Exception as error:  # the rest of the site must not suffer from it
        return DrawingError(
            f"the drawing engine failed: {type(error).__name__}: {error}",
            hint="please report it with this diagram",
        )


def _unpacked(packed: str) -> Drawn | None:
    try:
        text, short, long = cast("list[object]", json.loads(packed))
    except (ValueError, TypeError):
        return None
    if isinstance(text, str) and isinstance(short, str) and isinstance(long, str):
        return Drawn(text, short, long)
    return None


def _key(notation: str, options: DrawingOptions | None) -> str:
    content = json.dumps([engine_fingerprint(), notation, repr(options)])
    return hashlib.sha256(content.encode()).hexdigest()


@lru_cache(maxsize=1)
def engine_fingerprint() -> str:
    """Name the sources that drawings are made by, by their sizes and times."""
    digest = hashlib.sha256()
    (folder,) = ascii_diagram.__path__
    for name in _ENGINE:
        part = Path(folder, name)
        for file in sorted(part.glob("**/*.py")) if part.is_dir() else [part]:
            status = file.stat()
            digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
