"""Progress on a terminal, for work that takes over a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

_PATIENCE = 1.0


class Progress:
    """Counts steps on standard error; silent for quick work and where no terminal is.

    Args:
        what: What is being done, shown before the count.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = time.monotonic()
        self._live: RichProgress | None = None
        self._done = self._total = 0
        self._before = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def advance(self, done: int, total: int) -> None:
        """Tell that `done` of `total` steps are done; where `done` starts anew, steps are added."""
        if done <= self._done:
            self._before += self._total
        self._done, self._total = done, total
        if self._live is None and sys.stderr.isatty() and self._is_slow():
            self._live = self._start()
        if self._live is not None:
            self._live.update(
                self._live.task_ids[0], completed=self._before + done, total=self._before + total
            )

    def aside(self, write: Callable[[], None]) -> None:
        """Let `write` print without spoiling the bar."""
        if self._live is None:
            write()
            return
        self._live.stop()
        write()
        self._live.start()

    def _is_slow(self) -> bool:
        return time.monotonic() - self._started > _PATIENCE

    def _start(self) -> RichProgress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        live = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr),
            transient=True,
        )
        live.add_task(self._what, total=None)
        live.start()
        return live
