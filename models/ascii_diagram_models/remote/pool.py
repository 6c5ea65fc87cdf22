"""Several servers as one: round robin over those that are well, with an end to waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from ascii_diagram.errors import BackendError
from ascii_diagram_models.remote.faults import BusyFault, ClosedFault, RemoteFault
from ascii_diagram_models.remote.server import Server

GIVE_UP_SECONDS = 30.0
"""Time without any answer after which nobody waits any more."""

_LONGEST_WAIT = 1.0


class Pool:
    """Hands out servers.

    Args:
        servers: At least one; all serve the same model.
    """

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._turn = 0
        self._changed = asyncio.Condition()
        self._waiting = 0
        self._unwell_since: float | None = None
        self.identity = ""

    @property
    def servers(self) -> Sequence[Server]:
        """All servers."""
        return self._servers

    async def open(self) -> str:
        """Look at all servers until one answers, and return the identity of its model.

        Raises:
            BackendError: None answers properly.
        """
        for server in self._servers:
            if await self.look_at(server) is None:
                return self.identity
        raise self.nobody()

    async def look_at(self, server: Server) -> RemoteFault | None:
        """Return why a server cannot be asked: it is not there, or serves another model."""
        try:
            served = await server.look()
        except ClosedFault as fault:
            server.close_for(fault)
            return fault
        except BusyFault as fault:
            self.busy(server, fault)
            return fault
        except RemoteFault as fault:
            self.ill(server, fault)
            return fault
        self.identity = self.identity or served.identity
        if served.identity != self.identity:
            fault = ClosedFault(self._other(served.identity))
            server.close_for(fault)
            return fault
        return None

    def _other(self, identity: str) -> str:
        if len(self._servers) == 1:
            return f"it serves {identity} now, and served {self.identity} before"
        return f"it serves {identity}, another one {self.identity}"

    @asynccontextmanager
    async def server(self) -> AsyncGenerator[Server]:
        """Wait for a server that is well and has room, and keep a place there.

        Raises:
            BackendError: There is none any more, or none has answered for too long.
        """
        server = await self._acquired()
        try:
            yield server
        finally:
            server.busy -= 1
            if self._waiting:
                async with self._changed:
                    self._changed.notify()

    async def _acquired(self) -> Server:
        started = time.monotonic()
        while True:
            now = time.monotonic()
            server, wait = self._next(now)
            if server is not None:
                server.busy += 1
                return server
            if all(server.closed for server in self._servers) or self._hopeless(started, now):
                raise self.nobody()
            self._waiting += 1
            try:
                async with asyncio.timeout(wait), self._changed:
                    await self._changed.wait()
            except TimeoutError:
                pass
            finally:
                self._waiting -= 1

    def _next(self, now: float) -> tuple[Server | None, float]:
        """Return whose turn it is, or how many seconds until that can be told."""
        wait = _LONGEST_WAIT
        for step in range(len(self._servers)):
            index = (self._turn + step) % len(self._servers)
            free_in = self._servers[index].free_in(now)
            if free_in == 0:
                self._turn = index + 1
                return self._servers[index], 0
            wait = wait if free_in is None else min(wait, free_in)
        return None, wait

    # --- hope ---

    def well(self, server: Server) -> None:
        """Note an answer."""
        server.well()
        self._unwell_since = None

    def ill(self, server: Server, fault: RemoteFault) -> None:
        """Note a fault that may pass."""
        server.ill(fault)
        self._unwell_since = self._unwell_since or time.monotonic()

    def busy(self, server: Server, fault: BusyFault) -> None:
        """Note that it asked for a pause: it is there."""
        server.pause(fault, fault.seconds)
        self._unwell_since = None

    def _hopeless(self, started: float, now: float) -> bool:
        """Return whether who waits since `started` waits in vain.

        A fault of long ago tells nothing when nobody has asked since.
        """
        since = self._unwell_since
        return since is not None and now - max(since, started) > GIVE_UP_SECONDS

    def nobody(self) -> BackendError:
        """Return the error to raise when no server answers; says each one's fault."""
        faults = [f"{server.url}: {server.last_fault}" for server in self._servers]
        return BackendError(
            "no server answers: " + "; ".join(faults),
            hint="start one, or mend `vllm` in your settings; arrow notation and Mermaid work "
            "without a model",
        )

    async def disconnect(self) -> None:
        """Close all connections."""
        for server in self._servers:
            await server.disconnect()
