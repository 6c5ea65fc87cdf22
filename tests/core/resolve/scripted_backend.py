"""A fake `Backend` for tests: replies from a table instead of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling


class ScriptedBackend:
    """Gives each prompt its replies in order, the last one again and again.

    An exception in the table is raised. `log` holds a (prompt, temperature, seed) for each ask;
    `certainty` is what each reply tells.
    """

    identity = "scripted@0000"

    def __init__(
        self,
        script: Mapping[str, Sequence[str | Failure | Exception]],
        *,
        certainty: float = 1.0,
    ) -> None:
        self.certainty = certainty
        self.script = {prompt: list(replies) for prompt, replies in script.items()}
        self.log: list[tuple[str, float, int]] = []
        self.opened = 0
        self.closed = 0

    def open(self) -> ScriptedBackend:
        self.opened += 1
        return self

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        for index, request in enumerate(requests):
            if cancel is not None and cancel.cancelled:
                yield index, Failure("cancelled")
                continue
            self.log.append((request.prompt, sampling.temperature, sampling.seed))
            replies = self.script[request.prompt]
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            if isinstance(reply, Exception):
                raise reply
            if isinstance(reply, str):
                yield index, Reply(reply, self.identity, 5, 0.5, self.certainty)
            else:
                yield index, reply

    def close(self) -> None:
        self.closed += 1
