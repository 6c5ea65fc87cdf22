"""Asks the model about a message's prompts, for so long and no longer."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.place import Answers
from ascii_diagram.resolve.request import Cancel, Failure, Request

if TYPE_CHECKING:
    from ascii_diagram.resolve.resolver import Resolution
    from ascii_diagram.settings import Settings

_PATIENCE = 1.0
# The model is told to end so early that its last word still comes in time.
_SHARE_FOR_MODEL = 0.8
_CLOSING_SECONDS = 1.0


class Asking:
    """One batch of prompts, asked in a thread that can be left behind.

    Loading a model cannot be interrupted, and a worker may take its time to start; the commit must
    not wait for either.

    Args:
        requests: What to ask.
        settings: Where to find a model.
        seconds: How long the answers may take in all.
    """

    def __init__(self, requests: Sequence[Request], settings: Settings, seconds: float) -> None:
        self._requests = requests
        self._settings = settings
        self._seconds = seconds
        self._cancel = Cancel()
        self._answers: dict[Request, Resolution | Failure] = {}
        self._answered = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def answers(self) -> Answers:
        """Return what is known in time; the others failed."""
        started = time.monotonic()
        self._thread.start()
        try:
            if not self._answered.wait(min(_PATIENCE, self._seconds)):
                self._tell_patience()
                self._answered.wait(started + self._seconds - time.monotonic())
        finally:
            self._cancel.cancel()
        late = Failure(f"the model did not answer within {self._seconds:g} s")
        return {request: self._answers.get(request, late) for request in self._requests}

    def ended(self) -> bool:
        """Wait a moment for the model to be put away; return whether it was.

        Where it was not, the process must end without waiting for its threads.
        """
        if self._thread.ident is not None:
            self._thread.join(_CLOSING_SECONDS)
        return not self._thread.is_alive()

    def _tell_patience(self) -> None:
        if sys.stderr.isatty():
            many = "prompts" if len(self._requests) > 1 else "prompt"
            print(
                f"ascii-diagram: reading {len(self._requests)} {many},"
                f" at most {self._seconds:g} s; Ctrl-C leaves the message as it is",
                file=sys.stderr,
            )

    def _ask(self) -> None:
        try:
            self._collect()
        except AsciiDiagramError as error:
            self._fail(Failure(error.message, error.hint))
        except Exception as error:  # a backend is another's code
            self._fail(Failure(f"the model failed: {type(error).__name__}: {error}"))
        finally:
            self._answered.set()

    def _collect(self) -> None:
        from ascii_diagram.expansion.resolving import open_resolver

        deadline = time.monotonic() + self._seconds * _SHARE_FOR_MODEL
        # The lock file is tracked: writing it here would change the tree behind the commit's back.
        settings = self._settings.model_copy(update={"lock": False})
        with open_resolver(settings) as resolver:
            found = resolver.resolve(self._requests, cancel=self._cancel, deadline=deadline)
            for number, answer in found:
                self._answers[self._requests[number]] = answer
            self._answered.set()

    def _fail(self, failure: Failure) -> None:
        for request in self._requests:
            self._answers.setdefault(request, failure)
