"""Asks a model, checks each reply, and asks again where it is not good or the model not sure.

The first try is greedy, the others are sampled with fixed seeds, so that the same request to the
same model gets the same answer. A reply that scores low is tried again at most twice, an unsound
one four times. A model that tells how sure it is, and is not, is asked five times in all. The reply
wins that is most faithful to the prompt and most like the others: what a small model repeats is
right more often (self-consistency, Wang et al. 2022, arXiv 2203.11171). A box at the end of a
line that it alone has is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ascii_diagram.diagram import Diagram, Graph
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import print_arrow
from ascii_diagram.resolve.consensus import agreed
from ascii_diagram.resolve.likeness import likeness
from ascii_diagram.resolve.request import GREEDY, Backend, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram.resolve.rules.sentences import read_sentence
from ascii_diagram.resolve.soundness import judge

TRIES = (
    GREEDY,
    Sampling(temperature=0.5, seed=1),
    Sampling(temperature=0.8, seed=2),
    Sampling(temperature=0.5, seed=3),
    Sampling(temperature=0.8, seed=4),
)

_TRIES_FOR_A_GOOD_REPLY = 3
# Replies that sure were right as often as the best of five.
_SURE = 0.95
# How much the likeness to the other replies counts beside the score; both are from 0 to 1.
_LIKENESS = 0.1

_HINT = "put it in other words, or write arrow notation: `A -> B: label`, one edge on each line"


@dataclass(frozen=True, slots=True)
class Answer:
    """A sound reply, and what it cost with the tries that were not taken.

    Attributes:
        notation: Canonical arrow notation.
        diagram: The same, parsed.
        model: Identity of the model.
        tokens: Tokens generated in all tries.
        seconds: Time of all tries.
    """

    notation: str
    diagram: Diagram
    model: str
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Sound:
    """A sound reply."""

    diagram: Diagram
    notation: str
    score: float
    model: str

    def like(self, other: _Sound) -> float:
        return likeness(self.diagram, other.diagram)


@dataclass(slots=True)
class _Case:
    """What has come of one request so far."""

    request: Request
    sound: list[_Sound] = field(default_factory=list[_Sound])
    good: bool = False
    unsure: bool = False
    fault: str = "it did not answer"
    tries: int = 0
    tokens: int = 0
    seconds: float = 0.0
    failure: Failure | None = None

    def take(self, reply: Reply | Failure) -> None:
        if isinstance(reply, Failure):
            self.failure = reply
            return
        self.tries += 1
        self.tokens += max(0, reply.tokens)
        self.seconds += max(0.0, reply.seconds)
        judgement = judge(reply.notation, self.request)
        if judgement.diagram is None:
            self.fault = judgement.fault
            return
        self.good |= judgement.good
        self.unsure |= judgement.telling and reply.certainty < _SURE
        self.sound.append(
            _Sound(judgement.diagram, judgement.notation, judgement.score, reply.model)
        )

    @property
    def settled(self) -> bool:
        if self.failure is not None:
            return True
        if self.unsure or not self.sound:
            return self.tries == len(TRIES)
        return self.good or self.tries >= _TRIES_FOR_A_GOOD_REPLY

    def outcome(self) -> Answer | Failure:
        best = max((*self.sound, *self._readings()), key=self._worth, default=None)
        if best is not None:
            best = self._settled(best)
            return Answer(best.notation, best.diagram, best.model, self.tokens, self.seconds)
        if self.failure is not None:
            return self.failure
        return Failure(f"the model found no usable diagram for this prompt: {self.fault}", _HINT)

    def _readings(self) -> Iterator[_Sound]:
        """Yield how a rule that is not sure either reads the prompt."""
        plain = self.unsure and self.request.style == "tui_flow"
        graph = read_sentence(self.request.prompt) if plain else None
        if graph is not None:
            judgement = judge(print_arrow(graph), self.request)
            if judgement.diagram is not None:
                model = self.sound[0].model
                yield _Sound(judgement.diagram, judgement.notation, judgement.score, model)

    def _settled(self, best: _Sound) -> _Sound:
        """Return the best reply without what no other one has, where it is sound so."""
        if not isinstance(best.diagram, Graph) or best not in self.sound:
            return best
        graphs = [reply.diagram for reply in self.sound if isinstance(reply.diagram, Graph)]
        diagram = agreed(best.diagram, graphs)
        if diagram is best.diagram:
            return best
        judgement = judge(print_arrow(diagram), self.request)
        if judgement.diagram is None:
            return best
        return replace(best, diagram=judgement.diagram, notation=judgement.notation)

    def _worth(self, reply: _Sound) -> float:
        others = [reply.like(other) for other in self.sound if other is not reply]
        return reply.score + _LIKENESS * sum(others) / max(1, len(others))


def ask(
    backend: Backend,
    requests: Sequence[Request],
    *,
    cancel: Cancel | None,
    deadline: float | None,
    on_loss: Callable[[], None],
) -> Iterator[tuple[int, Answer | Failure]]:
    """Ask `backend` for every request.

    Args:
        backend: The model.
        requests: What to draw, no two equal.
        cancel: Stops the work.
        deadline: `time.monotonic()` value after which no more is asked.
        on_loss: Called when the backend failed as a whole.

    Yields:
        The index of a request and the answer, or why there is none; each index exactly once, as
        soon as it is settled.
    """
    # What is settled is let go of: a batch may be large.
    cases = {place: _Case(request) for place, request in enumerate(requests)}
    for sampling in TRIES:
        for place in _round(backend, cases, sampling, cancel, deadline, on_loss):
            if cases[place].settled:
                yield place, cases.pop(place).outcome()
        if not cases or _over(cancel, deadline):
            break
    for place, case in cases.items():
        yield place, case.outcome()


def _round(
    backend: Backend,
    cases: Mapping[int, _Case],
    sampling: Sampling,
    cancel: Cancel | None,
    deadline: float | None,
    on_loss: Callable[[], None],
) -> Iterator[int]:
    """Ask once for all cases; yield each place when its case has taken the reply."""
    places = dict(enumerate(cases))
    failure = Failure("the model gave no answer", "try again")
    try:
        replies = backend.complete(
            [case.request for case in cases.values()],
            sampling=sampling,
            cancel=cancel,
            deadline=deadline,
        )
        for number, reply in replies:
            place = places.pop(number, None)
            if place is not None:
                cases[place].take(reply)
                yield place
    except AsciiDiagramError as error:
        failure = Failure(error.message, error.hint)
        on_loss()
    except Exception as error:
        # A backend is another's code: its faults must not take the host down.
        failure = Failure(f"the model failed: {type(error).__name__}: {error}")
        on_loss()
    for place in places.values():
        cases[place].take(failure)
        yield place


def _over(cancel: Cancel | None, deadline: float | None) -> bool:
    return (cancel is not None and cancel.cancelled) or (
        deadline is not None and time.monotonic() >= deadline
    )
