"""A fake `Backend` for tests: no model, it does what the prompt says.

`echo X` answers with `X -> done`; `fail X` with a Failure; `raise`, `crash`, `wait`, `hang`,
`tokens` and `huge` misbehave as their names say. Run as a program it serves itself as a worker.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling

IDENTITY = "fake@0000"


class FakeBackend:
    """Remembers what it was asked; `gate` holds `wait` prompts until the file exists."""

    identity = IDENTITY

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.closed = False

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        for index, request in enumerate(requests):
            with (self.directory / "asked").open("a") as log:
                log.write(request.prompt + "\n")
            yield index, self._answer(request, sampling, cancel, deadline)

    def _answer(
        self, request: Request, sampling: Sampling, cancel: Cancel | None, deadline: float | None
    ) -> Reply | Failure:
        verb, _, rest = request.prompt.partition(" ")
        if verb == "fail":
            return Failure(f"cannot {rest}", "do not ask")
        if verb == "raise":
            raise ZeroDivisionError("by design")
        if verb == "refuse":
            raise BackendError("no weights", hint="get some")
        if verb == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if verb == "huge":
            return Reply("x" * 3_000_000, IDENTITY, 1, 0.0)
        if verb == "hang":
            (self.directory / "hanging").touch()
            while True:
                time.sleep(0.05)
        if verb == "wait":
            (self.directory / "waiting").touch()
            while not (self.directory / "gate").exists():
                if cancel is not None and cancel.cancelled:
                    (self.directory / "cancelled").touch()
                    return Failure("cancelled")
                if deadline is not None and time.monotonic() > deadline:
                    return Failure("out of time")
                time.sleep(0.002)
        text = f"{rest} -> done: {sampling.temperature} {sampling.seed}"
        return Reply(text, IDENTITY, 3, 0.5)

    def close(self) -> None:
        self.closed = True
        (self.directory / "closed").touch()


def asked(directory: Path) -> list[str]:
    """Return the prompts that a backend at `directory` has been asked, in order."""
    path = directory / "asked"
    return path.read_text().splitlines() if path.exists() else []


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for `condition`; fail when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def broken() -> FakeBackend:
    raise BackendError("no weights here", hint="download them")


if __name__ == "__main__":
    from ascii_diagram.worker.server import Timing, serve

    where = Path(sys.argv[1])
    mode = sys.argv[2] if len(sys.argv) > 2 else "good"
    (where / "starts").open("a").write(f"{os.getpid()}\n")
    if mode == "dies":
        sys.exit("it died \x1b[31mat once")
    if mode == "sleeps":
        time.sleep(60)
    timing = Timing(idle=0.3) if mode == "idle" else Timing(grace=0.3, alive=0.1)
    serve(broken if mode == "broken" else lambda: FakeBackend(where), timing=timing)
