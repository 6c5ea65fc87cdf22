"""The order of work: one request of each client in turn, however many a client has sent."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from ascii_diagram.resolve.request import Cancel, Request, Sampling


@dataclass(eq=False, slots=True)
class Job:
    """One request of one client.

    Attributes:
        client: Whose it is.
        number: The client's name for it.
        request: What to draw.
        sampling: How to decode.
        deadline: `time.monotonic()` value after which nobody waits for the answer.
        cancel: Raised when the client does not want the answer any more.
    """

    client: Hashable
    number: int
    request: Request
    sampling: Sampling
    deadline: float
    cancel: Cancel = field(default_factory=Cancel)

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline, not below 0."""
        return max(0.0, self.deadline - time.monotonic())


class Turns:
    """A queue that takes one job from each client in turn."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[Hashable, deque[Job]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def add(self, job: Job) -> None:
        """Put `job` behind its client's others."""
        self._waiting.setdefault(job.client, deque()).append(job)

    def next(self) -> Job | None:
        """Take the next job; its client then comes last."""
        if not self._waiting:
            return None
        client, jobs = self._waiting.popitem(last=False)
        job = jobs.popleft()
        if jobs:
            self._waiting[client] = jobs
        return job

    def remove(self, job: Job) -> None:
        """Take `job` out, if it is still waiting."""
        jobs = self._waiting.get(job.client)
        if jobs and job in jobs:
            jobs.remove(job)
            if not jobs:
                del self._waiting[job.client]
