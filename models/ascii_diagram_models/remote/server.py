"""One server: what it serves, how it fares, and one request asked of it."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import aclosing
from ssl import SSLContext

from ascii_diagram.resolve.request import Reply as Answer
from ascii_diagram.resolve.request import Request, Sampling
from ascii_diagram_models.remote.connections import Connections
from ascii_diagram_models.remote.faults import (
    ClosedFault,
    PassingFault,
    RefusedFault,
    RemoteFault,
    UselessFault,
)
from ascii_diagram_models.remote.options import Api
from ascii_diagram_models.remote.reading import Reading
from ascii_diagram_models.remote.served import Served, find_way, look_up
from ascii_diagram_models.remote.statuses import check_status
from ascii_diagram_models.remote.ways import Way
from ascii_diagram_models.remote.wire import body_of, path_of, pieces_of

_FAULTS_TO_REST = 5
"""Faults in a row after which a server rests, and is then tried with one request."""

_FORM_WORDS = ("grammar", "schema", "structured", "guided", "response_format")
LOOK_AGAIN_SECONDS = 300.0
"""Time after which a server is asked again what it serves."""

_LOOK_SECONDS = 15.0
_FIRST_REST = 0.5
_LONGEST_REST = 60.0
_LEAST_PAUSE = 0.05


class Server:
    """A server at one address.

    Args:
        url: Its address.
        agent: Who we say we are.
        key: What lets us in; None for nothing.
        tls: How it proves who it is.
        model: Name of the model; None where it serves just one.
        api: How it is asked.
        limit: Most requests at a time.

    Raises:
        BackendError: The address or the proxy of the environment cannot be used.
    """

    def __init__(
        self,
        url: str,
        agent: str,
        key: str | None,
        tls: SSLContext,
        *,
        model: str | None,
        api: Api,
        limit: int,
    ) -> None:
        self.url = url
        self.busy = 0
        self.closed = False
        self.last_fault = ""
        self.served: Served | None = None
        self.way: Way | None = None
        self._connections = Connections(url, agent, key, tls)
        self._model = model
        self._api: Api = api
        self._limit = limit
        self._refused: set[Way] = set()
        self._faults = self._rests = self._pauses = 0
        self._rest_until = self._looked = 0.0
        self._looking = asyncio.Lock()
        self._looks = 0
        self._look_fault: RemoteFault | None = None
        self._chance = random.Random()

    # --- health ---

    def free_in(self, now: float) -> float | None:
        """Return the seconds until it may be asked; None when only the end of a request helps."""
        if self.closed or self.busy >= (1 if self._faults >= _FAULTS_TO_REST else self._limit):
            return None
        return max(0.0, self._rest_until - now)

    def well(self) -> None:
        """Note that it answered."""
        self._faults = self._rests = self._pauses = 0

    def ill(self, fault: Exception) -> None:
        """Note a fault that may pass; after several in a row it rests, longer each time."""
        self.last_fault = str(fault)
        self._faults += 1
        # Requests that were under way when a rest began do not make it longer.
        if self._faults >= _FAULTS_TO_REST and self._rest_until <= time.monotonic():
            rest = min(_LONGEST_REST, _FIRST_REST * 2.0 ** min(self._rests, 10))
            self._rests += 1
            self._rest(rest * self._chance.uniform(0.5, 1))

    def pause(self, fault: Exception, seconds: float | None) -> None:
        """Note that it asked for a pause of some seconds, if it said how many."""
        self.last_fault = str(fault)
        wanted = _FIRST_REST if seconds is None else seconds
        least = _LEAST_PAUSE * 2.0 ** min(self._pauses, 6)  # should it ask for none at all
        self._pauses += self._rest_until <= time.monotonic()
        self._rest(max(wanted, least) * self._chance.uniform(1, 1.25))

    def close_for(self, fault: Exception) -> None:
        """Never ask it again."""
        self.last_fault = str(fault)
        self.closed = True

    def _rest(self, seconds: float) -> None:
        self._rest_until = max(self._rest_until, time.monotonic() + seconds)

    # --- asking ---

    async def look(self) -> Served:
        """Return what it serves; asked now and then, since it may be started anew with another.

        Raises:
            RemoteFault: It does not answer properly, or does not serve the model.
        """
        before = self._looks
        async with self._looking:
            if self._looks != before and self._look_fault is not None:
                raise self._look_fault  # what another found while this one waited
            if self.served is None or time.monotonic() > self._looked + LOOK_AGAIN_SECONDS:
                await self._look_again()
            assert self.served is not None
            return self.served

    async def _look_again(self) -> None:
        self._looks += 1
        self._look_fault = None
        try:
            served = await self._look()
        except RemoteFault as fault:
            self._look_fault = fault
            raise
        if self.served is not None and self.served.identity != served.identity:
            self.way = None
        self.served = served
        self._looked = time.monotonic()

    async def _look(self) -> Served:
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                return await look_up(self._connections, self._model)
        except TimeoutError as error:
            raise PassingFault(f"no list of models in {_LOOK_SECONDS:g} s") from error
        except RefusedFault as fault:
            raise ClosedFault(
                f"it has no list of models ({fault}); does the address end with /v1?"
            ) from fault

    async def ask(self, request: Request, sampling: Sampling) -> Answer:
        """Ask for one diagram.

        Raises:
            RemoteFault: There is no answer.
        """
        served = await self.look()
        way = await self._found_way(served)
        body = body_of(
            request,
            sampling,
            model=served.name,
            way=way,
            kind=served.kind,
            context=served.context,
        )
        started = time.monotonic()
        reading = Reading(way, request.style)
        async with self._connections.ask("POST", path_of(way), json.dumps(body).encode()) as reply:
            try:
                await check_status(reply)
            except RefusedFault as fault:
                self._give_up(way, fault)
                raise
            async with aclosing(pieces_of(reply)) as pieces:
                async for piece in pieces:
                    _check_model(piece.model, served)
                    if not reading.add(piece):
                        break  # leaving the reply unread makes the server stop
        notation = reading.notation()
        return Answer(notation, served.identity, reading.tokens, time.monotonic() - started)

    async def _found_way(self, served: Served) -> Way:
        async with self._looking:
            if self.way is None:
                self.way = await find_way(self._connections, served, self._api, self._refused)
            return self.way

    def _give_up(self, way: Way, fault: RefusedFault) -> None:
        """Ask in another way from now on, if it was the form of the reply that was refused."""
        told = str(fault).lower()
        if way.structure != "none" and any(word in told for word in _FORM_WORDS):
            self._refused.add(way)
            self.way = None if self.way == way else self.way
            raise UselessFault(str(fault)) from fault

    async def disconnect(self) -> None:
        """Close the connections."""
        await self._connections.close()


def _check_model(told: str, served: Served) -> None:
    """Refuse replies of another model; some servers give a longer name to the one asked for."""
    if told and told != served.name and (told in served.others or served.kind == "vllm"):
        raise UselessFault("another model answered than the one that was asked")
