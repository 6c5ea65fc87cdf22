"""A token bucket per client, kept in memory.

A request takes one token; a client without tokens is told to come back later.

ascii-diagram: the client calls the limiter, the limiter checks the bucket, the limiter calls the
  handler
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Bucket:
    """Tokens of one client."""

    capacity: float
    per_second: float
    tokens: float = field(init=False)
    filled_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.tokens = self.capacity

    def take(self) -> bool:
        """Take one token; False when there is none."""
        now = time.monotonic()
        self.tokens = min(self.capacity, self.tokens + (now - self.filled_at) * self.per_second)
        self.filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Limiter:
    """Buckets of all clients, the least recently seen dropped first."""

    def __init__(self, capacity: float = 10, per_second: float = 1, clients: int = 10_000) -> None:
        self._make = lambda: Bucket(capacity, per_second)
        self._clients = clients
        self._buckets: dict[str, Bucket] = {}

    def allow(self, client: str) -> bool:
        """Whether this client may go on."""
        # ascii-diagram: closed to open on failures, open to half open on timeout, half open
        #   to closed on success, half open to open on failure
        bucket = self._buckets.pop(client, None) or self._make()
        self._buckets[client] = bucket
        while len(self._buckets) > self._clients:
            self._buckets.pop(next(iter(self._buckets)))
        return bucket.take()


BANNER = """
# ascii-diagram: this stands in a string and is nobody's diagram
"""
