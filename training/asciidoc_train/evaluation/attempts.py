"""Answers prompts in each of the ways that are compared, from the model alone to the product."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.reading import read_drawing
from ascii_diagram.resolve import Failure, Reply, Request, Resolver
from ascii_diagram.resolve.rules import read_by_rules
from asciidoc_train.evaluation.models import RULES, Decoding, EvaluatedModel, Way
from asciidoc_train.evaluation.replies import CachedBackend, ReplyCache

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer to one prompt.

    Attributes:
        notation: What was answered; empty when nothing was.
        diagram: The same, parsed; None when it is no notation, or there is none.
        fault: Why there is no diagram.
        tokens: Tokens written, in all tries.
        seconds: Time of all tries.
        tries: How often the model was asked; 0 when rules answered.
        drawing: What a model drew itself, where that was asked of it.
    """

    notation: str
    diagram: Diagram | None
    fault: str = ""
    tokens: int = 0
    seconds: float = 0.0
    tries: int = 0
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One row of the table: a model and how it is decoded."""

    model: str
    decoding: str
    identity: str
    answer: Callable[[Sequence[Request], Advance], list[Attempt]]

    @property
    def name(self) -> str:
        """Names the variant in tables and files."""
        return f"{self.model} {self.decoding}".strip()


def variants_of(model: EvaluatedModel, cache: ReplyCache, wanted: Sequence[str]) -> list[Variant]:
    """Return the ways in which a model can answer, of those that are wanted."""
    answers: dict[Decoding, Callable[[Sequence[Request], Advance], list[Attempt]]] = {
        "raw": Replies(model, cache, "raw", read_reply),
        "grammar": Replies(model, cache, "grammar", read_reply),
        "text": Replies(model, cache, "raw", read_drawn),
        "product": ProductAnswers(model, cache),
    }
    return [
        Variant(model.name, decoding, model.identity, answers[decoding])
        for decoding in model.decodings
        if decoding in wanted
    ]


def read_reply(reply: Reply | Failure) -> Attempt:
    """Parse a reply as it is, without refinement."""
    if isinstance(reply, Failure):
        return Attempt("", None, reply.message, tries=1)
    try:
        diagram, fault = notation.parse(reply.notation), ""
    except AsciiDiagramError as error:
        diagram, fault = None, str(error).partition("\n")[0]
    return Attempt(reply.notation, diagram, fault, reply.tokens, reply.seconds, 1)


def read_drawn(reply: Reply | Failure) -> Attempt:
    """Read the drawing that a model wrote, with fences left out, back to a diagram."""
    if isinstance(reply, Failure):
        return Attempt("", None, reply.message, tries=1)
    lines = [line for line in reply.notation.split("\n") if not line.startswith("```")]
    drawing = "\n".join(line.rstrip() for line in lines).strip("\n")
    try:
        diagram, fault = read_drawing(drawing).diagram, "no diagram can be read from it"
    except AsciiDiagramError as error:
        diagram, fault = None, error.message
    text = notation.print_arrow(diagram) if diagram is not None else ""
    fault = "" if diagram is not None else fault
    return Attempt(text, diagram, fault, reply.tokens, reply.seconds, 1, drawing)


class Replies:
    """Greedy replies of a model, taken as they are."""

    def __init__(
        self,
        model: EvaluatedModel,
        cache: ReplyCache,
        way: Way,
        read: Callable[[Reply | Failure], Attempt],
    ) -> None:
        self._model, self._cache, self._read = model, cache, read
        self._way: Way = way

    def __call__(self, requests: Sequence[Request], advance: Advance) -> list[Attempt]:
        """Answer every prompt."""
        found: dict[int, Attempt] = {}
        with closing(cached(self._model, self._cache, self._way)) as backend:
            for index, reply in backend.complete(requests):
                found[index] = self._read(reply)
                advance()
        return [found[index] for index in range(len(requests))]


class RuleAnswers:
    """What can be read without a model; nothing for all else."""

    def __call__(self, requests: Sequence[Request], advance: Advance) -> list[Attempt]:
        """Answer the prompts that are certain."""
        attempts: list[Attempt] = []
        for request in requests:
            started = time.monotonic()
            diagram = read_by_rules(request)
            seconds = time.monotonic() - started
            if diagram is None:
                attempts.append(Attempt("", None, "no rule reads it", seconds=seconds))
            else:
                text = notation.print_arrow(diagram)
                attempts.append(Attempt(text, diagram, seconds=seconds))
            advance()
        return attempts


RULES_VARIANT = Variant(RULES, "", RULES, RuleAnswers())


class ProductAnswers:
    """What the product would draw: its whole pipeline, without store and lock file."""

    def __init__(self, model: EvaluatedModel, cache: ReplyCache) -> None:
        self._model, self._cache = model, cache

    def __call__(self, requests: Sequence[Request], advance: Advance) -> list[Attempt]:
        """Answer every prompt."""
        with closing(cached(self._model, self._cache, self._model.product_way)) as backend:
            return answer_as_product(requests, backend, advance)


def cached(model: EvaluatedModel, cache: ReplyCache, way: Way) -> CachedBackend:
    """Return a model that is asked only for what the cache does not hold."""
    return CachedBackend(model.key(way), cache, lambda: model.open(way))


def answer_as_product(
    requests: Sequence[Request], backend: CachedBackend, advance: Advance
) -> list[Attempt]:
    """Resolve every prompt as the product does."""
    resolver = Resolver(None, None, lambda: backend)
    attempts: list[Attempt] = []
    for request in requests:
        before = len(backend.calls)
        ((_, outcome),) = resolver.resolve([request])
        replies = [call.reply for call in backend.calls[before:]]
        spent = [reply for reply in replies if isinstance(reply, Reply)]
        failed = isinstance(outcome, Failure)
        attempts.append(
            Attempt(
                notation="" if failed else outcome.notation,
                diagram=None if failed else outcome.diagram,
                fault=outcome.message if failed else "",
                tokens=sum(reply.tokens for reply in spent),
                seconds=sum(reply.seconds for reply in spent),
                tries=len(replies),
            )
        )
        advance()
    return attempts
