"""Ends a program that lets our exceptions through with their message, without a traceback."""

from __future__ import annotations

import sys
from types import TracebackType


def end_plainly(message: str) -> None:
    """Have the interpreter print `message` alone when the program ends because of it.

    Zensical turns what is raised for a page into a RuntimeError with the message and the traceback
    as its text, and catches that nowhere.
    """
    hook = sys.excepthook
    if not isinstance(hook, _PlainEnd):
        hook = sys.excepthook = _PlainEnd()
    hook.messages.append(message)


class _PlainEnd:
    """Prints the exceptions that hold one of `messages`; leaves others to the hook before it."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self._before = sys.excepthook

    def __call__(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        said = str(error)
        for message in self.messages:
            if message in said:
                print(message, file=sys.stderr)
                return
        self._before(kind, error, traceback)
