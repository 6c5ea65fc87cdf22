"""Replies of models, kept in a file so that nothing is asked twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.resolve.request import (
    GREEDY,
    Backend,
    Cancel,
    Failure,
    Reply,
    Request,
    Sampling,
)
from asciidoc_train.errors import RowError
from asciidoc_train.evaluation.answering import why_over
from asciidoc_train.files import JsonObject, cannot_write, read_json_lines


class ReplyCache:
    """A JSONL file of replies by key; each line is whole or ignored.

    Args:
        path: The file; made with its folder when the first reply comes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._replies: dict[str, Reply | Failure] = {}
        if path.exists():
            for _, data in read_json_lines(path):
                if not isinstance(data, RowError):
                    self._take(data)

    def get(self, key: str) -> Reply | Failure | None:
        """Return what is kept under a key."""
        return self._replies.get(key)

    def put(self, key: str, reply: Reply | Failure) -> None:
        """Keep a reply; raises StoreError when it cannot be written."""
        data: JsonObject = {"key": key}
        if isinstance(reply, Reply):
            data |= {"notation": reply.notation, "model": reply.model}
            data |= {"tokens": reply.tokens, "seconds": round(reply.seconds, 4)}
            data |= {"certainty": round(reply.certainty, 6)}
        else:
            data |= {"failure": reply.message, "hint": reply.hint}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(data, ensure_ascii=False) + "\n")
        except OSError as error:
            raise cannot_write(self._path, error) from error
        self._replies[key] = reply

    def _take(self, data: JsonObject) -> None:
        match data:
            case {"key": str(key), "failure": str(message), "hint": str(hint)}:
                self._replies[key] = Failure(message, hint)
            case {
                "key": str(key),
                "notation": str(notation),
                "model": str(model),
                "tokens": int(tokens),
                "seconds": int() | float() as seconds,
                "certainty": int() | float() as certainty,
            }:
                self._replies[key] = Reply(
                    notation, model, tokens, float(seconds), float(certainty)
                )
            case _:
                pass  # half a line of an interrupted run, or another version's


@dataclass(frozen=True, slots=True)
class Call:
    """One reply that was asked for, now or in an earlier run."""

    request: Request
    reply: Reply | Failure


class CachedBackend:
    """A `Backend` that asks another one only for what the cache does not hold.

    Args:
        identity: Names the model and all that its replies depend on.
        cache: Where the replies are kept.
        opener: Opens the model; called at the first miss.
    """

    def __init__(self, identity: str, cache: ReplyCache, opener: Callable[[], Backend]) -> None:
        self._identity = identity
        self._cache = cache
        self._opener = opener
        self._backend: Backend | None = None
        self.calls: list[Call] = []

    @property
    def identity(self) -> str:
        """As given."""
        return self._identity

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Answer from the cache, then ask for the rest; see `Backend.complete`."""
        missing: list[int] = []
        for index, request in enumerate(requests):
            kept = self._cache.get(self._key(request, sampling))
            if kept is None:
                missing.append(index)
            else:
                self.calls.append(Call(request, kept))
                yield index, kept
        if not missing:
            return
        if self._backend is None:
            self._backend = self._opener()
        asked = [requests[index] for index in missing]
        for place, reply in self._backend.complete(
            asked, sampling=sampling, cancel=cancel, deadline=deadline
        ):
            if isinstance(reply, Reply) or not why_over(cancel, deadline):
                self._cache.put(self._key(asked[place], sampling), reply)
            self.calls.append(Call(asked[place], reply))
            yield missing[place], reply

    def close(self) -> None:
        """Free the model, if it was loaded."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _key(self, request: Request, sampling: Sampling) -> str:
        asked = [self._identity, request.prompt, request.style, request.width]
        asked += [request.height] if request.height else []
        fields = json.dumps([*asked, sampling.temperature, sampling.seed])
        return hashlib.sha256(fields.encode()).hexdigest()[:24]
