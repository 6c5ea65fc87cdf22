"""How far a stage is: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

T = TypeVar("T")

_SECONDS_BETWEEN_LINES = 10.0


class Advance(Protocol):
    """Tells that one more, or `steps` more, of the work is done."""

    def __call__(self, steps: int = 1, note: str = "") -> None:
        """Move on."""


class Progress:
    """Shows progress on standard error, or nothing when quiet."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    @contextmanager
    def over(self, title: str, total: int) -> Generator[Advance]:
        """Show one piece of work of `total` steps."""
        if self._quiet:
            yield _silent
        elif sys.stderr.isatty():
            with _bar(title, total) as advance:
                yield advance
        else:
            yield _Lines(title, total)

    def each(self, title: str, things: Iterable[T], total: int) -> Iterator[T]:
        """Yield the things and show how many of them are done."""
        with self.over(title, total) as advance:
            for thing in things:
                yield thing
                advance()


def _silent(steps: int = 1, note: str = "") -> None:
    pass


@contextmanager
def _bar(title: str, total: int) -> Generator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=total, note="")

        def advance(steps: int = 1, note: str = "") -> None:
            bar.update(task, advance=steps, note=note)

        yield advance


class _Lines:
    def __init__(self, title: str, total: int) -> None:
        self._title, self._total, self._done = title, total, 0
        self._next = time.monotonic() + _SECONDS_BETWEEN_LINES

    def __call__(self, steps: int = 1, note: str = "") -> None:
        self._done += steps
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS_BETWEEN_LINES
            print(f"{self._title}: {self._done}/{self._total} {note}".rstrip(), file=sys.stderr)
