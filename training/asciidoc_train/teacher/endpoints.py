"""Which teacher is asked next: round robin over those that are well, within their limits."""

from __future__ import annotations

import asyncio
import os
import random
import time
from typing import Annotated, Literal

from pydantic import Field

from asciidoc_train.config import Config
from asciidoc_train.errors import ConfigError, TeacherError

Structure = Literal["json_schema", "json_object", "none"]
STRUCTURES: tuple[Structure, ...] = ("json_schema", "json_object", "none")
"""How an answer's form is asked for, from the strictest on."""


class EndpointConfig(Config):
    """One OpenAI-compatible teacher.

    Attributes:
        url: Up to and with the version, such as `http://127.0.0.1:8000/v1`.
        model: Name that the server knows.
        api_key_env: Environment variable with the key; empty for none. Keys never stand in files.
        concurrency: Most requests at a time.
        requests_per_minute: Most requests begun in a minute.
        structure: Strictest way of asking for JSON to try; the next one follows when it is refused.
    """

    url: Annotated[str, Field(pattern=r"^https?://[^\s?#]+$")]
    model: str = Field(min_length=1)
    api_key_env: Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$|^$")] = ""
    concurrency: int = Field(default=8, ge=1, le=1000)
    requests_per_minute: float = Field(default=600, gt=0)
    structure: Structure = "json_schema"


class Endpoint:
    """A teacher and how it fares."""

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self.structure: Structure = config.structure
        self.asked = self.answered = self.failed = self.limited = 0
        self.last_fault = ""
        self.dismissed = False
        self.busy = 0
        self.next_start = 0.0
        self.failures_in_a_row = 0
        self.ill_since: float | None = None
        self._key = os.environ.get(config.api_key_env) if config.api_key_env else None
        if config.api_key_env and not self._key:
            raise ConfigError(
                f"{config.url}: the environment variable {config.api_key_env} is not set",
                hint="export it, or leave `api_key_env` out for a server without keys",
            )

    def headers(self) -> dict[str, str]:
        """Return the headers that let us in."""
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    def without_key(self, refusal: bytes) -> bytes:
        """Return what a refusal says, without the key should it repeat that."""
        return refusal.replace(self._key.encode(), "…".encode()) if self._key else refusal

    def loosen(self, refused: Structure) -> bool:
        """Ask for JSON less strictly than in the way that was refused, from now on.

        Returns:
            False when that is not possible.
        """
        place = STRUCTURES.index(refused)
        if place + 1 == len(STRUCTURES):
            return False
        if self.structure == refused:  # several requests may be refused for the same reason
            self.structure = STRUCTURES[place + 1]
        return True


class EndpointPool:
    """Hands out endpoints and takes back what became of the request.

    Args:
        configs: The teachers.
        rest_seconds: Shortest rest after a failure; it doubles with every further one.
        give_up_seconds: When every teacher has failed for so long, nobody waits any more.
        seed: For the jitter of the rests.
    """

    MAX_REST = 60.0

    def __init__(
        self,
        configs: tuple[EndpointConfig, ...],
        *,
        rest_seconds: float,
        give_up_seconds: float,
        seed: int = 0,
    ) -> None:
        self.endpoints = [Endpoint(config) for config in configs]
        self._rest, self._give_up = rest_seconds, give_up_seconds
        self._chance = random.Random(seed)
        self._turn = 0
        self._changed = asyncio.Condition()

    async def acquire(self) -> Endpoint:
        """Wait for a teacher that is well and has room, and count the request to come.

        Raises:
            TeacherError: All are dismissed, or have failed for too long; says each one's fault.
        """
        async with self._changed:
            while True:
                now = time.monotonic()
                self._look_for_hope(now)
                endpoint, wait = self._next(now)
                if endpoint is not None:
                    endpoint.busy += 1
                    endpoint.asked += 1
                    spacing = 60 / endpoint.config.requests_per_minute
                    endpoint.next_start = max(now, endpoint.next_start) + spacing
                    return endpoint
                try:
                    async with asyncio.timeout(wait):
                        await self._changed.wait()
                except TimeoutError:
                    continue

    def _next(self, now: float) -> tuple[Endpoint | None, float]:
        """Return whose turn it is, or how many seconds until that can be answered."""
        wait = 1.0
        for step in range(len(self.endpoints)):
            index = (self._turn + step) % len(self.endpoints)
            endpoint = self.endpoints[index]
            if endpoint.dismissed or endpoint.busy >= endpoint.config.concurrency:
                continue
            if endpoint.next_start <= now:
                self._turn = index + 1
                return endpoint, 0
            wait = min(wait, endpoint.next_start - now)
        return None, max(wait, 0.001)

    def _look_for_hope(self, now: float) -> None:
        hopeless = [
            e.dismissed or (e.ill_since is not None and now - e.ill_since > self._give_up)
            for e in self.endpoints
        ]
        if all(hopeless):
            faults = "\n".join(f"  {e.config.url}: {e.last_fault}" for e in self.endpoints)
            raise TeacherError(
                f"no teacher answers:\n{faults}",
                hint="start one or mend the config, then run the same command again: answers "
                "that are there are kept",
            )

    async def release(self, endpoint: Endpoint) -> None:
        """Take an endpoint back after its request."""
        async with self._changed:
            endpoint.busy -= 1
            self._changed.notify_all()

    def well(self, endpoint: Endpoint) -> None:
        """Note that a request was answered."""
        endpoint.answered += 1
        endpoint.failures_in_a_row = 0
        endpoint.ill_since = None

    def ill(self, endpoint: Endpoint, fault: str) -> None:
        """Note a failure that may pass; the endpoint rests, longer each time."""
        now = time.monotonic()
        endpoint.failed += 1
        endpoint.last_fault = fault
        if endpoint.ill_since is None:
            endpoint.ill_since = now
        exponent = min(endpoint.failures_in_a_row, 16)
        endpoint.failures_in_a_row += 1
        rest = min(self.MAX_REST, self._rest * 2**exponent)
        self._sleep(endpoint, rest * self._chance.uniform(0.5, 1))

    def limited(self, endpoint: Endpoint, seconds: float | None) -> None:
        """Note that the endpoint wants a pause of some seconds, if it said how many."""
        endpoint.limited += 1
        endpoint.last_fault = "HTTP 429: too many requests"
        if endpoint.ill_since is None:
            endpoint.ill_since = time.monotonic()
        pause = self._rest if seconds is None else min(seconds, self.MAX_REST)
        self._sleep(endpoint, pause * self._chance.uniform(1, 1.5))

    def dismiss(self, endpoint: Endpoint, fault: str) -> None:
        """Never ask an endpoint again: it does not know us or the model."""
        endpoint.failed += 1
        endpoint.dismissed = True
        endpoint.last_fault = fault

    def _sleep(self, endpoint: Endpoint, seconds: float) -> None:
        endpoint.next_start = max(endpoint.next_start, time.monotonic() + seconds)
