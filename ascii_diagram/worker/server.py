"""The worker's process: one model, many clients, each in turn."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ascii_diagram.errors import AsciiDiagramError, BackendError
from ascii_diagram.resolve.request import Backend, Failure, Reply
from ascii_diagram.worker import protocol
from ascii_diagram.worker.claim import claimed_socket
from ascii_diagram.worker.model_thread import ModelThread
from ascii_diagram.worker.protocol import ProtocolError
from ascii_diagram.worker.runtime_dir import same_user, socket_path
from ascii_diagram.worker.turns import Job, Turns

_MAX_CLIENTS = 64
_MAX_JOBS_OF_CLIENT = 1_000
# A client that does not read is dropped before its answers fill the memory.
_MAX_UNREAD_BYTES = 4 * protocol.MAX_WORKER_LINE_BYTES


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the server waits, in seconds.

    Attributes:
        idle: Without work for so long, the server ends.
        request: Most time for one request, also when its client names no limit.
        alive: Between signs of life to clients that wait.
        grace: For a backend to stop after cancellation or deadline; then it counts as hung.
    """

    idle: float = 15 * 60
    request: float = 10 * 60
    alive: float = 5
    grace: float = 10


def serve(
    open_backend: Callable[[], Backend],
    *,
    runtime_dir: Path | None = None,
    timing: Timing = Timing(),
) -> None:
    """Serve a model on the user's socket until told to end, idle, or its last owner has gone.

    Args:
        open_backend: Loads the model, once.
        runtime_dir: Where the socket's directory is made; default: the user's runtime directory.
        timing: How long to wait for what.

    Raises:
        BackendError: A worker is running already, the place of the socket cannot be trusted, the
            model cannot be loaded, or it hangs.
    """
    with claimed_socket(socket_path(runtime_dir)) as listener:
        asyncio.run(_Server(open_backend, timing).run(listener))


@dataclass(eq=False, slots=True)
class _Client:
    writer: asyncio.StreamWriter
    awaits_hello: bool = False
    jobs: dict[int, Job] = field(default_factory=dict[int, Job])

    def send(self, message: Mapping[str, object]) -> None:
        transport = self.writer.transport
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() > _MAX_UNREAD_BYTES:
            transport.abort()
            return
        self.writer.write(protocol.encode(message))

    @property
    def waits(self) -> bool:
        return self.awaits_hello or bool(self.jobs)


class _Server:
    def __init__(self, open_backend: Callable[[], Backend], timing: Timing) -> None:
        self._model = ModelThread(open_backend)
        self._timing = timing
        self._turns = Turns()
        self._clients: set[_Client] = set()
        self._owned = False
        self._identity: str | None = None
        self._running: Job | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._work_added = asyncio.Event()
        self._ended = asyncio.Event()
        self._reason: AsciiDiagramError | None = None

    async def run(self, listener: socket.socket) -> None:
        """Serve until the end; raises what ended it, unless that was in order."""
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._end)
        listener.setblocking(False)
        server = await asyncio.start_unix_server(
            self._talk, sock=listener, limit=protocol.MAX_CLIENT_LINE_BYTES
        )
        tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._show_life())]
        self._rearm_idle_timer()
        try:
            await self._ended.wait()
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await self._dismiss()
        if self._reason is not None:
            raise self._reason

    def _end(self, reason: AsciiDiagramError | None = None) -> None:
        if not self._ended.is_set():
            self._reason = reason
            self._ended.set()

    async def _dismiss(self) -> None:
        """Tell who waits that nothing will come, close all connections, free the model."""
        reason = self._reason or BackendError("the worker ended", hint="try again")
        if self._running is not None:
            self._running.cancel.cancel()
        for client in list(self._clients):
            if client.waits:
                client.send(_error(reason))
            client.writer.close()
        await asyncio.sleep(0)
        self._model.close()
        hung = self._reason is not None and self._running is not None
        await asyncio.to_thread(self._model.join, 0 if hung else self._timing.grace)

    # --- the model ---

    async def _work(self) -> None:
        try:
            self._identity = await asyncio.wrap_future(self._model.start())
        except AsciiDiagramError as error:
            self._end(error)
            return
        except Exception as error:
            self._end(BackendError(f"the model cannot be loaded: {type(error).__name__}: {error}"))
            return
        for client in self._clients:
            if client.awaits_hello:
                self._greet(client)
        while True:
            job = self._turns.next()
            if job is None:
                self._rearm_idle_timer()
                self._work_added.clear()
                await self._work_added.wait()
            else:
                self._answer(job, await self._complete(job))

    async def _complete(self, job: Job) -> Reply | Failure:
        if not job.seconds_left:
            return Failure("out of time: the model was busy with other requests", "try again")
        watch = asyncio.get_running_loop().call_later(
            job.seconds_left + self._timing.grace, self._hangs, job
        )
        self._running = job
        answer = await asyncio.wrap_future(self._model.complete(job))
        self._running = None
        watch.cancel()
        return answer

    def _hangs(self, job: Job) -> None:
        if self._running is job:
            # A thread cannot be stopped, a process can.
            self._end(BackendError("the model hung; the worker ended", hint="try again"))

    def _answer(self, job: Job, answer: Reply | Failure) -> None:
        client = job.client
        if isinstance(client, _Client) and client.jobs.pop(job.number, None) is job:
            line = protocol.write_answer(job.number, answer)
            if len(protocol.encode(line)) > protocol.MAX_WORKER_LINE_BYTES:
                line = protocol.write_answer(job.number, Failure("the model's reply is too long"))
            client.send(line)

    def _cancel(self, job: Job) -> None:
        job.cancel.cancel()
        self._turns.remove(job)
        self._answer(job, Failure("cancelled"))
        if job is self._running:
            asyncio.get_running_loop().call_later(self._timing.grace, self._hangs, job)

    # --- the clients ---

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(writer)
        connection: socket.socket = writer.get_extra_info("socket")
        if not same_user(connection) or self._ended.is_set():
            writer.close()
            return
        if len(self._clients) >= _MAX_CLIENTS:
            client.send(_error(BackendError("the worker takes no more clients", hint="try again")))
            writer.close()
            return
        self._clients.add(client)
        try:
            while True:
                line = await reader.readuntil(b"\n")
                self._take(client, protocol.decode(line))
        except asyncio.LimitOverrunError:
            client.send(_error(ProtocolError("the line is too long")))
        except ProtocolError as error:
            client.send(_error(error))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._forget(client)

    def _forget(self, client: _Client) -> None:
        self._clients.discard(client)
        for job in list(client.jobs.values()):
            self._cancel(job)
        client.writer.close()
        if self._owned and not self._clients:
            self._end()

    def _take(self, client: _Client, message: dict[str, object]) -> None:
        match message["type"]:
            case "hello":
                self._take_hello(client, message)
            case "complete":
                self._take_complete(client, message)
            case "cancel":
                wanted = protocol.integer(message, "id") if "id" in message else None
                for number, job in list(client.jobs.items()):
                    if wanted in (None, number):
                        self._cancel(job)
            case "status":
                client.send(self._status())
            case "shutdown":
                self._end()
            case _:
                raise ProtocolError("the type of the message is unknown")

    def _take_hello(self, client: _Client, message: dict[str, object]) -> None:
        if protocol.integer(message, "protocol") != protocol.PROTOCOL_VERSION:
            raise ProtocolError(f"this worker speaks protocol {protocol.PROTOCOL_VERSION}")
        self._owned = self._owned or message.get("owner") is True
        if self._identity is None:
            client.awaits_hello = True
        else:
            self._greet(client)

    def _greet(self, client: _Client) -> None:
        client.awaits_hello = False
        version = protocol.PROTOCOL_VERSION
        client.send({"type": "hello", "protocol": version, "identity": self._identity})

    def _take_complete(self, client: _Client, message: dict[str, object]) -> None:
        number = protocol.integer(message, "id")
        if number in client.jobs:
            raise ProtocolError(f"the id {number} is in use")
        try:
            request, sampling = protocol.read_request(message), protocol.read_sampling(message)
            timeout = protocol.read_timeout(message)
            if len(client.jobs) >= _MAX_JOBS_OF_CLIENT:
                raise ProtocolError(f"a client may wait for {_MAX_JOBS_OF_CLIENT} answers at most")
        except ProtocolError as error:
            client.send(protocol.write_answer(number, Failure(error.message)))
            return
        allowed = self._timing.request if timeout is None else min(timeout, self._timing.request)
        job = Job(client, number, request, sampling, time.monotonic() + allowed)
        client.jobs[number] = job
        self._turns.add(job)
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        self._work_added.set()

    def _status(self) -> dict[str, object]:
        return {
            "type": "status",
            "identity": self._identity or "",
            "pid": os.getpid(),
            "clients": len(self._clients),
            "waiting": len(self._turns),
            "running": int(self._running is not None),
        }

    # --- time ---

    def _rearm_idle_timer(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        loop = asyncio.get_running_loop()
        self._idle_timer = loop.call_later(self._timing.idle, self._end)

    async def _show_life(self) -> None:
        while True:
            await asyncio.sleep(self._timing.alive)
            for client in self._clients:
                if client.waits:
                    client.send({"type": "alive"})


def _error(error: AsciiDiagramError) -> dict[str, object]:
    return {"type": "error", "message": error.message, "hint": error.hint}
