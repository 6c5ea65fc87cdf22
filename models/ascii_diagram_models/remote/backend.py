"""A `Backend` on servers: plain calls outside, an event loop in a thread inside."""

from __future__ import annotations

import asyncio
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
            BackendError: No server answers any more.
        """
        batch = _Batch(requests, sampling, deadline, self._places)
        run = asyncio.run_coroutine_threadsafe(batch.run(self._asker), self._loop)
        open_ = set(range(len(requests)))
        try:
            while open_:
                if cancel is not None and cancel.cancelled:
                    break
                answer = batch.take(
                    _POLL_SECONDS if cancel is not None else _LONG_POLL_SECONDS, self._loop
                )
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
        if self._loop.is_closed():
            return
        self._wait(self._closed())
        self._end()

    async def _opened(self, make_pool: Callable[[], Pool]) -> Pool:
        pool = make_pool()
        try:
            await pool.open()
        except BaseException:
            await _disconnect(pool)
            raise
        return pool

    async def _closed(self) -> None:
        ours = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not ours]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await _disconnect(self._pool)
        await asyncio.get_running_loop().shutdown_asyncgens()

    def _wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        future: Future[_Result] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _disconnect(pool: Pool) -> None:
    for server in pool.servers:
        await server.disconnect()


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
            self._answers.put(BackendError("the connection to the servers was closed"))
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
