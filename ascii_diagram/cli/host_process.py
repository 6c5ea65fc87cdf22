"""What the command line owes the process that it runs in: streams that take every character, an
orderly end on the signals that ask for one, and no search for garbage where there is none.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

_ENDING = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)

_ALLOCATIONS = 20_000


class EndedError(BaseException):
    """The process was asked to end; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ending_in_order() -> Generator[None]:
    """Raise EndedError on the signals that end a process, so that temporary files are removed."""
    kept = {number: signal.getsignal(number) for number in _ENDING}
    # What is ignored (nohup) or taken by a host stays so.
    ours = [number for number, handler in kept.items() if handler == signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, _end)
    except ValueError:  # not the main thread: signals are for the host that started it
        ours = []
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, kept[number])


def _end(number: int, frame: object) -> NoReturn:
    del frame
    raise EndedError(number)


def prepare_streams() -> None:
    """Replace closed standard streams by the null device, and escape what the others cannot show.

    A name or a message that the terminal's encoding lacks must not break the work off.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def spare_garbage_collector() -> None:
    """Look for garbage seldom, and not when the process ends.

    What a short run allocates is almost all imported code, which stays: looking through it again
    and again would take a fifth of the time of a Git hook.
    """
    gc.set_threshold(_ALLOCATIONS)
    atexit.register(gc.freeze)
