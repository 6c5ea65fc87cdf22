"""Requests wait in a line before the one thread that runs the model."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field
from typing import Protocol

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram_models.serving.asked import Asked


class FullError(AsciiDiagramError):
    """No place in the line."""


class Writer(Protocol):
    """What runs in the thread; see `TextModel`."""

    def write(self, asked: Asked) -> Generator[str, None, str]:
        """Write a reply; the generator returns why it ended."""
        ...


@dataclass(frozen=True, slots=True)
class End:
    """Why a reply ended (`stop` or `length`), and how many tokens were written."""

    reason: str
    tokens: int


@dataclass(slots=True)
class _Job:
    asked: Asked
    until: float
    loop: asyncio.AbstractEventLoop
    out: asyncio.Queue[str | End | Exception]
    cancelled: threading.Event = field(default_factory=threading.Event)

    def put(self, item: str | End | Exception) -> None:
        try:
            self.loop.call_soon_threadsafe(self.out.put_nowait, item)
        except RuntimeError:  # the loop is closed: nobody listens
            self.cancelled.set()


class Line:
    """Runs a model in a thread, one request after the other.

    Args:
        writer: The model.
        places: Most requests that wait.
        seconds: Most time from the arrival of a request to the end of its reply.
    """

    def __init__(self, writer: Writer, *, places: int, seconds: float) -> None:
        self._writer = writer
        self._seconds = seconds
        self._jobs: queue.Queue[_Job | None] = queue.Queue(places)
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Requests in the line."""
        return self._jobs.qsize()

    async def write(self, asked: Asked) -> AsyncGenerator[str | End]:
        """Yield the parts of a reply, an `End` last; closing it early stops the model.

        Raises:
            FullError: Too many wait already.
            AsciiDiagramError: What the model raises, or that it took too long.
        """
        job = _Job(
            asked, time.monotonic() + self._seconds, asyncio.get_running_loop(), asyncio.Queue()
        )
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise FullError("too many requests are waiting") from None
        try:
            while True:
                item = await job.out.get()
                if isinstance(item, Exception):
                    raise item
                yield item
                if isinstance(item, End):
                    return
        finally:
            job.cancelled.set()

    def close(self) -> None:
        """End the thread after what it is at."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._work(job)
            except AsciiDiagramError as error:
                job.put(error)
            except Exception as error:  # one request must not end the server
                job.put(AsciiDiagramError(f"the model failed: {type(error).__name__}"))

    def _work(self, job: _Job) -> None:
        if job.cancelled.is_set():
            return
        writing = self._writer.write(job.asked)
        text, given, tokens, stops = "", 0, 0, job.asked.stops
        held = max((len(stop) for stop in stops), default=1) - 1
        try:
            while not job.cancelled.is_set():
                if time.monotonic() > job.until:
                    raise AsciiDiagramError("the reply took too long")
                try:
                    text += next(writing)
                    tokens += 1
                except StopIteration as end:
                    job.put(text[given:])
                    job.put(End(str(end.value), tokens))
                    return
                found = [place for stop in stops if (place := text.find(stop, given)) >= 0]
                # A stop may begin in what is held back.
                ready = min(found) if found else max(given, len(text) - held)
                if ready > given:
                    job.put(text[given:ready])
                    given = ready
                if found:
                    job.put(End("stop", tokens))
                    return
        finally:
            writing.close()
