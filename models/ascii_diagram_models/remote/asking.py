"""Asks for one diagram until it is there, or there is no more hope for it."""

from __future__ import annotations

import asyncio
import random
import time

from ascii_diagram.resolve.request import Failure, Reply, Request, Sampling
from ascii_diagram_models.remote.faults import (
    BusyFault,
    ClosedFault,
    PassingFault,
    RefusedFault,
    RemoteFault,
    UselessFault,
)
from ascii_diagram_models.remote.pool import Pool
from ascii_diagram_models.remote.server import Server

OUT_OF_TIME = Failure(
    "the server did not finish in time", "raise the setting `timeout`, or ask for less"
)

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 8.0
LONGEST_BUSY_SECONDS = 600.0
"""Time after which a request is given up to which servers say nothing but that they are busy."""


class Asker:
    """Asks servers of a pool.

    Args:
        pool: The servers.
        attempts: Tries of one request that meet a fault.
        timeout: Most seconds of one try.
    """

    def __init__(self, pool: Pool, *, attempts: int, timeout: float) -> None:
        self._pool = pool
        self._attempts = attempts
        self._timeout = timeout
        self._chance = random.Random()

    async def ask(
        self, request: Request, sampling: Sampling, deadline: float | None
    ) -> Reply | Failure:
        """Return the answer to a request, or why there is none.

        Args:
            request: What to draw.
            sampling: How to decode.
            deadline: `time.monotonic()` value after which there is none.

        Raises:
            BackendError: No server answers any more.
        """
        left = None if deadline is None else deadline - time.monotonic()
        try:
            async with asyncio.timeout(left):
                return await self._tries(request, sampling)
        except TimeoutError:
            return OUT_OF_TIME

    async def _tries(self, request: Request, sampling: Sampling) -> Reply | Failure:
        faults = 0
        started = time.monotonic()
        while True:
            async with self._pool.server() as server:
                outcome = await self._try(server, request, sampling)
            if isinstance(outcome, Reply | Failure):
                return outcome
            if isinstance(outcome, ClosedFault):
                continue  # another one, while there is any
            if isinstance(outcome, BusyFault):
                if time.monotonic() - started < LONGEST_BUSY_SECONDS:
                    continue  # the server rests: whoever asks next waits
            else:
                faults += 1
                if faults < self._attempts:
                    await asyncio.sleep(self._pause(faults))
                    continue
            times = "" if faults <= 1 else f", {faults} times"
            return Failure(f"{server.url}: {outcome}{times}", "try again later")

    async def _try(
        self, server: Server, request: Request, sampling: Sampling
    ) -> Reply | Failure | RemoteFault:
        """Ask once, and note how the server fares."""
        if fault := await self._pool.look_at(server):
            return fault
        limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                reply = await server.ask(request, sampling)
        except TimeoutError:
            if not limit.expired():  # the request's own deadline
                raise
            fault = PassingFault(f"no answer in {self._timeout:g} s")
            self._pool.ill(server, fault)
            return fault
        except BusyFault as fault:
            self._pool.busy(server, fault)
            return fault
        except PassingFault as fault:
            self._pool.ill(server, fault)
            return fault
        except UselessFault as fault:
            server.last_fault = str(fault)
            return fault
        except ClosedFault as fault:
            server.close_for(fault)
            return fault
        except RefusedFault as fault:
            self._pool.well(server)
            return Failure(f"{server.url}: {fault}", _hint(str(fault)))
        self._pool.well(server)
        return reply

    def _pause(self, faults: int) -> float:
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (faults - 1))
        return longest * self._chance.uniform(0.5, 1)


def _hint(fault: str) -> str:
    if "context" in fault or "max_tokens" in fault:
        return "shorten the prompt, or serve the model with a longer context (--max-model-len)"
    return "write the diagram as arrow notation, or ask for less"
