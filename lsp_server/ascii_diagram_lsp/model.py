"""The model, asked from the event loop: it runs in the worker's process and is shared.

Each question has a thread of its own for as long as it takes; the worker takes turns among them.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from ascii_diagram.errors import AsciiDiagramError, BackendError
from ascii_diagram.resolve.request import GREEDY, Backend, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram_lsp.logs import LOG

if TYPE_CHECKING:
    from ascii_diagram.resolve import Resolution
    from ascii_diagram.settings import Settings

Answers = dict[Request, "Resolution | Failure"]
ModelState = Literal["off", "starting", "ready", "working", "failed"]
OnState = Callable[[ModelState, str], None]
OnAnswer = Callable[[int, int], None]

_MAX_QUESTIONS = 32
_LEAVE_SECONDS = 1.0
_POLL_SECONDS = 0.05
_Result = TypeVar("_Result")


async def in_thread(work: Callable[[], _Result]) -> _Result:
    """Run `work` in a thread that cannot keep the process from ending."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[_Result] = loop.create_future()

    def settle(value: _Result | None, error: BaseException | None) -> None:
        if result.cancelled():
            return
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as caught:
            error = caught
        try:
            loop.call_soon_threadsafe(settle, value, error)
        except RuntimeError:  # the loop has ended
            return

    threading.Thread(target=run, daemon=True).start()
    return await result


class Model:
    """Answers requests from store, lock file and model.

    Args:
        environment: Variables for a worker that has to be started.
        on_state: Told, in the event loop, how the model is.
    """

    def __init__(self, environment: Callable[[], Mapping[str, str]], on_state: OnState) -> None:
        self._environment = environment
        self._on_state = on_state
        self._loop: asyncio.AbstractEventLoop | None = None
        self._mutex = threading.Lock()  # held for moments only: the event loop takes it too
        self._backends: dict[object, Future[Backend]] = {}
        self._cancels: set[Cancel] = set()
        self._places = asyncio.Semaphore(_MAX_QUESTIONS)
        self.state: ModelState = "off"

    async def ask(
        self, settings: Settings, requests: Sequence[Request], on_answer: OnAnswer
    ) -> Answers:
        """Answer all `requests`, from what is known or by the model.

        Cancelling stops the model.

        Args:
            settings: Which model, which store, how much time.
            requests: What to draw.
            on_answer: Told, in the event loop, how many are answered and how many there are.

        Raises:
            FileError: The lock file cannot be read or written.
        """
        loop = self._loop = asyncio.get_running_loop()
        cancel = Cancel()

        def tell(done: int, total: int) -> None:
            loop.call_soon_threadsafe(on_answer, done, total)

        async with self._places:
            self._cancels.add(cancel)
            try:
                return await in_thread(lambda: self._resolve(settings, requests, cancel, tell))
            finally:
                cancel.cancel()
                self._cancels.discard(cancel)
                if not self._cancels and self.state == "working":
                    self._tell("ready", "")

    def known(self, settings: Settings, requests: Sequence[Request]) -> Answers:
        """Return the answers that need no model; blocks for as long as a look into a file takes.

        Raises:
            FileError: The lock file cannot be read.
        """
        from ascii_diagram.expansion import open_resolver
        from ascii_diagram.resolve import Resolution

        with open_resolver(settings, frozen=True, write=False) as resolver:
            answers = resolver.resolve(requests)
            return {requests[n]: a for n, a in answers if isinstance(a, Resolution)}

    @property
    def questions(self) -> int:
        """How many questions are under way."""
        return len(self._cancels)

    async def close(self) -> bool:
        """Stop all questions and leave the worker, which ends when nobody else uses it.

        Returns:
            Whether there was a model, if only one that was still loading.
        """
        for cancel in list(self._cancels):
            cancel.cancel()
        with self._mutex:
            backends = list(self._backends.values())
            self._backends.clear()
        if self.state != "off":
            self._tell("off", "")
        leaving = [asyncio.ensure_future(in_thread(partial(_leave, opened))) for opened in backends]
        if leaving:
            await asyncio.wait(leaving, timeout=_LEAVE_SECONDS)
        return bool(backends)

    def _resolve(
        self, settings: Settings, requests: Sequence[Request], cancel: Cancel, tell: OnAnswer
    ) -> Answers:
        from ascii_diagram.expansion import open_resolver

        deadline = time.monotonic() + settings.timeout * len(requests)
        opener = _Opener(self, settings)
        with open_resolver(settings, on_answer=tell, backend=opener.open) as resolver:
            answers = resolver.resolve(requests, cancel=cancel, deadline=deadline)
            found = {requests[number]: answer for number, answer in answers}
        for answer in found.values():
            if isinstance(answer, Failure) and not cancel.cancelled:
                LOG.warning("a prompt was not answered")
                LOG.debug("it was not answered because: %s", answer.message)
        return found

    def lease(self, settings: Settings) -> Backend:
        """Return the backend that `settings` name, opened once for all questions; blocks.

        Raises:
            BackendError: It cannot be had, or was closed before it was there.
        """
        key = (settings.backend, settings.worker_command, settings.local, settings.vllm)
        with self._mutex:
            opened = self._backends.get(key)
            first = opened is None
            if opened is None:
                opened = self._backends[key] = Future()
        if first:
            self._open(settings, key, opened)
        backend = opened.result()
        if self._backends.get(key) is not opened:
            raise BackendError("the model was unloaded meanwhile", hint="try again")
        self._tell_later("working", "")
        return backend

    def _open(self, settings: Settings, key: object, opened: Future[Backend]) -> None:
        """Open a backend for all who wait for it."""
        from ascii_diagram.worker import open_shared

        self._tell_later("starting", "")
        try:
            opened.set_result(open_shared(settings, environment=self._environment()))
        except BaseException as error:
            wanted = self._forget(key, opened)
            opened.set_exception(error)
            if wanted and isinstance(error, AsciiDiagramError):
                self._tell_later("failed", error.message)

    def _forget(self, key: object, opened: Future[Backend]) -> bool:
        with self._mutex:
            found = self._backends.get(key) is opened
            if found:
                del self._backends[key]
        return found

    def drop(self, backend: Backend) -> None:
        """Forget a backend that has no more answers; the next question opens it anew."""
        with self._mutex:
            there = [key for key, o in self._backends.items() if o.done() and o.result() is backend]
            for key in there:
                del self._backends[key]
        if there:
            backend.close()

    def _tell_later(self, state: ModelState, message: str) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell, state, message)

    def _tell(self, state: ModelState, message: str) -> None:
        if state in ("starting", "working") and not self._backends:
            return  # closed meanwhile
        if state == "working" and not self._cancels:
            state = "ready"
        self.state = state
        self._on_state(state, message)


def _leave(opened: Future[Backend]) -> None:
    """Close a backend, once it is there."""
    if opened.exception() is None:
        opened.result().close()


class _Opener:
    """Hands out the shared backend; closing what it hands out closes nothing."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model = model
        self._settings = settings

    def open(self) -> Backend:
        name = self._settings.backend
        backend = self._model.lease(self._settings)
        # A worker that has ended is started again by its own client.
        lost = None if name == "local" else self._model.drop
        return _Leased(backend, name in _PARALLEL, lost)


_PARALLEL = frozenset({"local", "vllm"})
"""Backends that take calls from several threads at once: a worker, and servers."""

_one_at_a_time = threading.Lock()


class _Leased:
    """A backend that outlives those who ask it.

    Args:
        backend: The shared one.
        parallel: Whether it takes calls from several threads at once.
        lost: Told when it has no more answers.
    """

    def __init__(
        self, backend: Backend, parallel: bool, lost: Callable[[Backend], None] | None
    ) -> None:
        self._backend = backend
        self._parallel = parallel
        self._lost = lost

    @property
    def identity(self) -> str:
        return self._backend.identity

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        if not self._parallel and not _acquire(cancel, deadline):
            for number in range(len(requests)):
                yield number, Failure("the model was busy with other requests", "try again")
            return
        try:
            yield from self._backend.complete(
                requests, sampling=sampling, cancel=cancel, deadline=deadline
            )
        except BackendError:
            if self._lost is not None:
                self._lost(self._backend)
            raise
        finally:
            if not self._parallel:
                _one_at_a_time.release()

    def close(self) -> None:
        """Leave it open for others."""


def _acquire(cancel: Cancel | None, deadline: float | None) -> bool:
    while not _one_at_a_time.acquire(timeout=_POLL_SECONDS):
        if cancel is not None and cancel.cancelled:
            return False
        if deadline is not None and time.monotonic() >= deadline:
            return False
    return True
