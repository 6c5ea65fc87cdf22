"""A worker without a model, for tests: run as a program it serves on the user's socket.

`X asks Y …` is answered with the notation that it says. The last word tells how: `slowly` waits
until the file `gate` exists or the asker gives up; `never` waits for ever; `crash` ends the
process; `wrongly` fails. It does not finish loading while the file `hold` exists.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram.worker.server import Timing, serve


class FakeModel:
    """See the module; notes in the file `asked` what it was asked."""

    identity = "fake@1234"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        for number, request in enumerate(requests):
            with (self._directory / "asked").open("a") as log:
                log.write(request.prompt + "\n")
            yield number, self._answer(request.prompt.split(), cancel, deadline)

    def _answer(
        self, words: list[str], cancel: Cancel | None, deadline: float | None
    ) -> Reply | Failure:
        match words[-1]:
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case "never":
                time.sleep(3600)
            case "wrongly":
                return Failure("the fake model was told to fail", "ask it something else")
            case "slowly":
                (self._directory / "waiting").touch()
                while not (self._directory / "gate").exists():
                    if cancel is not None and cancel.cancelled:
                        (self._directory / "cancelled").touch()
                        return Failure("cancelled")
                    if deadline is not None and time.monotonic() > deadline:
                        return Failure("out of time")
                    time.sleep(0.002)
            case _:
                pass
        return Reply(f"{words[0]} -> {words[2]}: {words[1]}", self.identity, 3, 0.01)

    def close(self) -> None:
        """Nothing to free."""


def load(directory: Path) -> FakeModel:
    """Load the model."""
    while (directory / "hold").exists():
        (directory / "loading").touch()
        time.sleep(0.002)
    return FakeModel(directory)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    with (place / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    print("a line that must not get into the protocol", flush=True)
    serve(lambda: load(place), timing=Timing(grace=0.5, alive=0.1))
