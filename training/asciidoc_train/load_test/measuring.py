"""Asks a server as the product does, many requests at a time, and takes the times."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ascii_diagram_models.remote.options import is_loopback

from ascii_diagram.resolve.request import Backend, Reply, Request
from asciidoc_train.errors import ConfigError
from asciidoc_train.files import JsonObject

PATTERNS = (
    "client {n} asks server {n}, server {n} asks the database",
    "the API asks cache {n} first, on a miss it reads Postgres and fills the cache",
    "build {n} runs lint and unit tests, then both must pass before deploy",
    "order service {n} publishes to Kafka; billing and shipping consume it",
    "a ticket is new, then open, then solved; it can be reopened by agent {n}",
)


@dataclass(frozen=True, slots=True)
class Load:
    """What a server bore.

    Attributes:
        requests: How many were asked.
        seconds: From the first request to the last answer.
        waits: Seconds of each request that was answered, retries included, in no order.
        tokens: Of all answers.
        faults: Why others were not answered, and how often.
    """

    requests: int
    seconds: float
    waits: Sequence[float]
    tokens: int
    faults: dict[str, int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def wait(self, share: float) -> float | None:
        """Return the seconds within which that share of the answers came (nearest rank)."""
        ordered = sorted(self.waits)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None

    def report(self) -> JsonObject:
        """Return the figures."""
        return {
            "requests": self.requests,
            "answered": len(self.waits),
            "unanswered": self.requests - len(self.waits),
            "seconds": round(self.seconds, 3),
            "requests_per_second": round(self.rate, 2),
            "tokens_per_second": round(self.tokens / self.seconds, 1),
            "p50_seconds": _rounded(self.wait(0.5)),
            "p95_seconds": _rounded(self.wait(0.95)),
            "worst_seconds": _rounded(self.wait(1)),
            "faults": dict(self.faults),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def check_own_machine(url: str) -> None:
    """Make sure that a server is on this machine: a load test is an attack elsewhere.

    Raises:
        ConfigError: It is not.
    """
    if not is_loopback(urlsplit(url).hostname or ""):
        raise ConfigError(
            f"{url} is not on this machine",
            hint="run the load test where the server runs, or through a tunnel that you open",
        )


def load_requests(count: int, begin: int = 0) -> list[Request]:
    """Return requests that are all different, so that no answer is had from a cache."""
    return [
        Request(PATTERNS[number % len(PATTERNS)].format(n=number))
        for number in range(begin, begin + count)
    ]


def measure(backend: Backend, requests: Sequence[Request], advance: Callable[[], None]) -> Load:
    """Ask for everything and take the times.

    Raises:
        BackendError: No server answers any more.
    """
    waits: list[float] = []
    faults: dict[str, int] = {}
    tokens = 0
    started = time.monotonic()
    for _, answer in backend.complete(requests):
        if isinstance(answer, Reply):
            waits.append(answer.seconds)
            tokens += answer.tokens
        else:
            faults[answer.message] = faults.get(answer.message, 0) + 1
        advance()
    return Load(len(requests), time.monotonic() - started, waits, tokens, faults)
