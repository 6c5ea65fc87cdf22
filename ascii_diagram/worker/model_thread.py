"""The thread that owns the backend: it is opened, used and closed there and nowhere else."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Backend, Failure, Reply
from ascii_diagram.worker.turns import Job


class ModelThread:
    """Runs a backend, one call after the other.

    A daemon: a backend that hangs must not keep the process from ending.

    Args:
        open_backend: Loads the model; called in the thread.
    """

    def __init__(self, open_backend: Callable[[], Backend]) -> None:
        self._open_backend = open_backend
        self._backend: Backend | None = None
        self._calls: queue.SimpleQueue[tuple[Job, Future[Reply | Failure]] | None]
        self._calls = queue.SimpleQueue()
        self._loaded: Future[str] = Future()
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)

    def start(self) -> Future[str]:
        """Begin to load the model; the result is its identity, or why it cannot be had."""
        self._thread.start()
        return self._loaded

    def complete(self, job: Job) -> Future[Reply | Failure]:
        """Answer `job` when its turn comes; faults of the backend become a Failure."""
        answer: Future[Reply | Failure] = Future()
        self._calls.put((job, answer))
        return answer

    def close(self) -> None:
        """Let the thread free the model and end, after the call it is in."""
        self._calls.put(None)

    def join(self, seconds: float) -> None:
        """Wait that long for the thread to end."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        # From here on the futures cannot be cancelled any more, so that their results can be set.
        self._loaded.set_running_or_notify_cancel()
        try:
            self._backend = self._open_backend()
            self._loaded.set_result(self._backend.identity)
        except BaseException as error:
            self._loaded.set_exception(error)
            return
        while (call := self._calls.get()) is not None:
            job, answer = call
            if answer.set_running_or_notify_cancel():
                answer.set_result(_answer(self._backend, job))
        self._backend.close()


def _answer(backend: Backend, job: Job) -> Reply | Failure:
    if job.cancel.cancelled:
        return Failure("cancelled")
    try:
        answers = backend.complete(
            [job.request], sampling=job.sampling, cancel=job.cancel, deadline=job.deadline
        )
        for _, answer in answers:
            return answer
        return Failure("the model gave no answer")
    except AsciiDiagramError as error:
        return Failure(error.message, error.hint)
    except Exception as error:
        return Failure(f"the model failed: {type(error).__name__}: {error}")
