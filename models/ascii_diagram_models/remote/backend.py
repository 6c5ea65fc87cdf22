"""A `Backend` on servers: plain calls outside, an event loop in a thread inside."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram_models.remote.asking import Asker
from ascii_diagram_models.remote.pool import Pool

_POLL_SECONDS = 0.05
_LONG_POLL_SECONDS = 1.0  # for Ctrl-C, which waits for the end of a poll on some systems
# Answers that may lie about unread for each request under way: a slow reader stops the asking.
_UNREAD = 4

_CLOSED = "the connection to the servers was closed"
# A fork has neither the thread nor connections of its own.
_FORKED = "the connection to the servers belongs to the process that this one was forked from"

_Answer = tuple[int, Reply | Failure]
_Result = TypeVar("_Result")
_Error = TypeVar("_Error", bound=Exception)


class RemoteBackend:
    """A `Backend`; unlike others it may be used from several threads at once.

    Args:
        make_pool: Makes the servers; called in the thread of the event loop.
        make_asker: Makes what asks them.
        places: Most requests under way.

    Raises:
        BackendError: No server answers.
    """

    def __init__(
        self,
        make_pool: Callable[[], Pool],
        make_asker: Callable[[Pool], Asker],
        *,
        places: int,
    ) -> None:
        self._places = places
        self._process = os.getpid()
        self._closing = threading.Lock()
        self._pools: list[Pool] = []  # what is to be disconnected, also where opening failed
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="remote model", daemon=True)
        self._thread.start()
        try:
            self._pool = self._wait(self._opened(make_pool))
            self._asker = make_asker(self._pool)
        except BaseException:
            self._end()
            raise

    @property
    def identity(self) -> str:
        """Name of the served model and digest of what the server tells about it."""
        return self._pool.identity

    @property
    def summary(self) -> str:
        """The servers, how they fare and how they are asked, for people."""
        return "; ".join(
            f"{server.url}: "
            + (server.last_fault if server.closed or not server.served else server.served.kind)
            + (f", {server.way}" if server.way else "")
            for server in self._pool.servers
        )

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[_Answer]:
        """Answer the requests, many at a time; see `Backend.complete`.

        Raises:
            BackendError: No server answers any more, or the backend was closed.
        """
        if self._process != os.getpid():
            raise BackendError(_FORKED, hint="open the backend in the process that asks")
        batch = _Batch(requests, sampling, deadline, self._places)
        run = self._started(batch.run(self._asker))
        open_ = set(range(len(requests)))
        try:
            while open_:
                if cancel is not None and cancel.cancelled:
                    break
                ended = run.done() or not self._thread.is_alive()
                answer = batch.take(
                    _POLL_SECONDS if cancel is not None else _LONG_POLL_SECONDS, self._loop
                )
                if answer is None and ended:
                    raise BackendError(_CLOSED)
                if isinstance(answer, BackendError):
                    raise answer
                if answer is not None:
                    open_.discard(answer[0])
                    yield answer
        finally:
            run.cancel()
        for index in sorted(open_):
            yield index, Failure("cancelled")

    def close(self) -> None:
        """Close all connections; requests under way are broken off."""
        if self._process != os.getpid():
            return  # they are another's
        with self._closing:
            if not self._loop.is_closed():
                self._end()

    async def _opened(self, make_pool: Callable[[], Pool]) -> Pool:
        pool = make_pool()
        self._pools.append(pool)
        await pool.open()
        return pool

    def _wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        future = self._started(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _started(self, work: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:  # the loop has ended
            work.close()
            raise BackendError(_CLOSED) from None

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._wound_up())
            self._loop.close()

    async def _wound_up(self) -> None:
        ours = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not ours]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for pool in self._pools:
            await pool.disconnect()
        await self._loop.shutdown_asyncgens()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


class _Batch:
    """One call of `complete`: requests go out as places come free, answers wait to be taken.

    Nothing is held of requests that are not under way or just answered, however many there are.
    """

    def __init__(
        self,
        requests: Sequence[Request],
        sampling: Sampling,
        deadline: float | None,
        places: int,
    ) -> None:
        self._sampling, self._deadline = sampling, deadline
        self._places = min(places, len(requests))
        self._waiting = iter(enumerate(requests))
        self._answers: queue.SimpleQueue[_Answer | BackendError] = queue.SimpleQueue()
        self._unread = asyncio.Semaphore(_UNREAD * max(1, self._places))
        self._taken = 0

    async def run(self, asker: Asker) -> None:
        """Ask for all, and put out the answers."""
        try:
            await self._all(asker)
        except asyncio.CancelledError:
            self._answers.put(BackendError(_CLOSED))
            raise

    async def _all(self, asker: Asker) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._places):
                    group.create_task(self._work(asker))
        except* BackendError as errors:
            self._answers.put(_first(errors))
        except* Exception as errors:
            fault = _first(errors)
            self._answers.put(BackendError(f"the client failed: {type(fault).__name__}: {fault}"))

    async def _work(self, asker: Asker) -> None:
        for index, request in self._waiting:
            await self._unread.acquire()
            self._answers.put((index, await asker.ask(request, self._sampling, self._deadline)))

    def take(
        self, seconds: float, loop: asyncio.AbstractEventLoop
    ) -> _Answer | BackendError | None:
        """Return the next answer, waiting at most so long; None when there was none."""
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            return None
        self._taken += 1
        if self._taken >= self._places:  # waking the loop for each one would cost more
            taken, self._taken = self._taken, 0
            loop.call_soon_threadsafe(self._give_back, taken)
        return answer

    def _give_back(self, count: int) -> None:
        for _ in range(count):
            self._unread.release()


def _first(errors: BaseExceptionGroup[_Error]) -> _Error:
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
