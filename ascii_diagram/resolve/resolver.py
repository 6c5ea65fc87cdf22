"""Requests in, checked diagrams out: written notation, lock file, store, rules, topics, model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram
from ascii_diagram.errors import AsciiDiagramError, BackendError
from ascii_diagram.limits import MAX_PROMPT_CHARS
from ascii_diagram.resolve.asking import Answer, ask
from ascii_diagram.resolve.keys import canonical_request, key_of_model, request_key
from ascii_diagram.resolve.lock_file import LockFile
from ascii_diagram.resolve.request import Backend, Cancel, Failure, Request
from ascii_diagram.resolve.rules import read_by_rules
from ascii_diagram.resolve.store import Entry, Store
from ascii_diagram.resolve.topics import answer_topic

Origin = Literal["written", "lock", "store", "rules", "topics", "model"]


OnAnswer = Callable[[int, int], None]
"""Is told how many requests of a batch are answered, and how many there are."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The diagram that a request means.

    Attributes:
        notation: The diagram in canonical arrow notation.
        diagram: What to draw.
        origin: Where it is from.
        model: Identity of the model that wrote it, or `rules` or `topics`; empty when the user
            did.
        tokens: Tokens generated now; 0 unless the origin is `model`.
        seconds: Time that the model took now.
    """

    notation: str
    diagram: Diagram
    origin: Origin
    model: str
    tokens: int
    seconds: float


class Resolver:
    """Turns requests into diagrams. One thread at a time.

    Args:
        store: The user's store; None for none.
        lock: The repository's lock file; what other sources answer is entered there too, and its
            owner saves it. None for none.
        backend: Opens the model; called when a model is needed for the first time, and again after
            the model it opened could not be had any more. None for no model.
        frozen: Never ask a model.
        on_answer: Called before each answer is given out.
        source: Name of a source of models, such as a server, whose model may change behind it: what
            is stored then counts only when the model that it has now wrote it. Empty where any
            model's answers count.
    """

    def __init__(
        self,
        store: Store | None,
        lock: LockFile | None,
        backend: Callable[[], Backend] | None,
        *,
        frozen: bool = False,
        on_answer: OnAnswer | None = None,
        source: str = "",
    ) -> None:
        self._store = store
        self._lock = lock
        self._open_backend = backend
        self._backend: Backend | None = None
        self._frozen = frozen
        self._on_answer = on_answer
        self._source = source
        self._model: str | None = None

    def resolve(
        self,
        requests: Sequence[Request],
        *,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Resolution | Failure]]:
        """Resolve a batch; equal requests are asked once.

        Args:
            requests: What to draw.
            cancel: Stops the work; requests not yet answered fail.
            deadline: `time.monotonic()` value after which unanswered requests fail.

        Yields:
            The index of a request and its diagram, or why there is none; each index exactly once,
            as soon as it is known.
        """
        for done, answer in enumerate(self._answers(requests, cancel, deadline), 1):
            if self._on_answer is not None:
                self._on_answer(done, len(requests))
            yield answer

    def _answers(
        self, requests: Sequence[Request], cancel: Cancel | None, deadline: float | None
    ) -> Iterator[tuple[int, Resolution | Failure]]:
        missing: dict[Request, list[int]] = {}
        for index, request in enumerate(requests):
            known = self._known(request)
            if known is None:
                missing.setdefault(canonical_request(request), []).append(index)
            else:
                yield index, known
        if missing:
            asked = list(missing)
            for number, outcome in self._ask(asked, cancel, deadline):
                for index in missing[asked[number]]:
                    yield index, outcome

    def resolve_one(self, request: Request, *, timeout: float | None = None) -> Resolution:
        """Resolve one request.

        Args:
            request: What to draw.
            timeout: Most seconds to wait; None for any time.

        Raises:
            BackendError: There is no diagram; says why and what to do.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        ((_, answer),) = self.resolve([request], deadline=deadline)
        if isinstance(answer, Failure):
            raise BackendError(answer.message, hint=answer.hint)
        return answer

    def close(self) -> None:
        """Free the model and close the store."""
        self._forget_backend()
        self._model = None
        if self._store is not None:
            self._store.close()

    def _known(self, request: Request) -> Resolution | Failure | None:
        """Answer without a model; None when only a model can."""
        if request.reading == "notation" or (
            request.reading == "auto" and notation.recognise(request.prompt) is not None
        ):
            return _written(request.prompt)
        if len(request.prompt) > MAX_PROMPT_CHARS:
            return Failure(
                f"the prompt has {len(request.prompt)} characters, more than {MAX_PROMPT_CHARS}",
                "split it into several directives",
            )
        if not canonical_request(request).prompt:
            return Failure("the prompt is empty", "say what to draw")
        return self._kept(request) or self._ruled(request)

    def _kept(self, request: Request) -> Resolution | None:
        key = request_key(request)
        locked = self._lock.get(key) if self._lock is not None else None
        if locked is not None:
            found = _read(locked.notation, "lock", locked.model)
            if found is not None:
                return found
        stored = self._store.get(self._store_key(key)) if self._store is not None else None
        if stored is not None:
            found = _read(stored.notation, "store", stored.model)
            if found is not None and self._lock is not None:
                self._lock.put(request, found.notation, found.model)
            return found
        return None

    def _ruled(self, request: Request) -> Resolution | None:
        """Answer a prompt whose structure is certain or whose topic is known.

        Notation that is to be prose is left to the model.
        """
        if request.reading == "prose" and notation.recognise(request.prompt) is not None:
            return None
        asked, origin = canonical_request(request), "rules"
        diagram = read_by_rules(asked)
        if diagram is None:
            diagram, origin = answer_topic(asked), "topics"
        if diagram is None:
            return None
        text = notation.print_arrow(diagram)
        if self._lock is not None:
            self._lock.put(request, text, origin)
        return Resolution(text, diagram, origin, origin, 0, 0.0)

    def _store_key(self, key: str) -> str:
        return key if not self._source else key_of_model(key, self._current_model())

    def _current_model(self) -> str:
        """Return the identity of the source's model; while it cannot be had, the last one known."""
        if self._model is None:
            note = key_of_model("", self._source)
            try:
                backend = None if self._refusal() else self._ready_backend()
            except AsciiDiagramError:
                backend = None
            self._model = backend.identity if backend is not None else ""
            if self._store is not None and self._model:
                self._store.put(note, Entry("", self._model))
            elif self._store is not None and (last := self._store.get(note)):
                self._model = last.model
        return self._model

    def _ask(
        self, requests: Sequence[Request], cancel: Cancel | None, deadline: float | None
    ) -> Iterator[tuple[int, Resolution | Failure]]:
        refusal = self._refusal()
        backend = None
        if refusal is None:
            try:
                backend = self._ready_backend()
            except AsciiDiagramError as error:
                refusal = Failure(error.message, error.hint)
        if backend is None:
            for number in range(len(requests)):
                yield number, refusal or Failure("there is no model")
            return
        for number, outcome in ask(
            backend, requests, cancel=cancel, deadline=deadline, on_loss=self._forget_backend
        ):
            if isinstance(outcome, Answer):
                yield number, self._keep(requests[number], outcome)
            else:
                yield number, outcome

    def _refusal(self) -> Failure | None:
        if self._frozen:
            return Failure(
                "this prompt has not been expanded yet, and --frozen asks no model",
                "run `ascii-diagram expand` without --frozen and commit the result",
            )
        if self._open_backend is None:
            return Failure(
                "this prompt needs a model, and there is none",
                "write arrow notation (`API -> cache`) instead",
            )
        return None

    def _ready_backend(self) -> Backend | None:
        if self._backend is None and self._open_backend is not None:
            self._backend = self._open_backend()
        return self._backend

    def _forget_backend(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()

    def _keep(self, request: Request, answer: Answer) -> Resolution:
        if self._store is not None:
            key = request_key(request)
            key = key_of_model(key, answer.model) if self._source else key
            self._store.put(key, Entry(answer.notation, answer.model))
        if self._lock is not None:
            self._lock.put(request, answer.notation, answer.model)
        return Resolution(
            answer.notation, answer.diagram, "model", answer.model, answer.tokens, answer.seconds
        )


def _written(text: str) -> Resolution | Failure:
    try:
        diagram = notation.parse(text)
        return Resolution(notation.print_arrow(diagram), diagram, "written", "", 0, 0.0)
    except AsciiDiagramError as error:
        # Its text shows the line and column; the message alone would not.
        return Failure(str(error) if not error.hint else error.message, error.hint)


def _read(kept: str, origin: Origin, model: str) -> Resolution | None:
    """Read what was kept; None when this version cannot, so that it is asked for anew."""
    try:
        return Resolution(kept, notation.parse(kept), origin, model, 0, 0.0)
    except AsciiDiagramError:
        return None
