"""Finds the one topic that a prompt asks for in the list of answers."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple, NotRequired, TypedDict

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram, Picture
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Request, Style
from ascii_diagram.resolve.topics.phrasing import asked, head_asked, names_topic_alone, tell_apart

# Longer prompts name what they want, or add conditions that a ready answer cannot meet.
_MOST_WORDS = 8
# So much of a topic's telling words, weighed by how rare they are, a prompt must give ...
_COVERED = 0.5
_COVERED_BY_ONE = 0.6
# ... and so much more of them than of any other topic with another answer.
_MARGIN = 0.15
# A prompt with words that no topic has: it and one topic must have so much in common (Jaccard,
# weighed), and so much more than with any other topic. Of a prompt of few words the topic must hold
# nearly all: one word that it has not is enough to ask for something else (`rust lifetimes`).
_FEW_WORDS = 3
_TOLD = 0.7
_NEAR = 0.4
_NEAR_MARGIN = 0.05


class Answer(NamedTuple):
    """One topic of the list.

    Attributes:
        topic: What is asked for: the stems that `asked` gives, parted by blanks.
        style: Kind of picture that the answer is.
        text: Arrow notation.
    """

    topic: str
    style: Style
    text: str

    @property
    def words(self) -> frozenset[str]:
        """The stems of the topic."""
        return frozenset(self.topic.split())


class _Line(TypedDict):
    topics: list[str]
    notation: str
    style: NotRequired[Style]


class Answers:
    """A list of answers that can be searched.

    Args:
        answers: In any order.
    """

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._by_word: defaultdict[str, list[Answer]] = defaultdict(list)
        total = 0
        for answer in answers:
            total += 1
            for word in answer.topic.split():
                self._by_word[word].append(answer)
        self._weights = {word: math.log(1 + total / len(a)) for word, a in self._by_word.items()}
        self._heaviest = math.log(1 + total)

    def find(self, request: Request) -> Diagram | None:
        """Return what answers the request; None when no answer does, or more than one may."""
        words = asked(request.prompt)
        if not words or len(words) > _MOST_WORDS:
            return None
        text = self._holding(words, request.style)
        if text is None and len(words) > 1 and names_topic_alone(request.prompt):
            text = self._heading(request) or self._nearest(words, request.style)
        return _fitting(text, request) if text is not None else None

    def _heading(self, request: Request) -> str | None:
        """Return the answer to the topic that the prompt begins with and then describes."""
        words = head_asked(request.prompt)
        named = (
            answer.text
            for answer in self._with_rarest(words)
            if answer.style == request.style and answer.words == words
        )
        return next(named, None)

    def _with_rarest(self, words: frozenset[str]) -> list[Answer]:
        """Return the answers to topics that have the rarest of the words."""
        found = (self._by_word.get(word, []) for word in sorted(words))
        return min(found, key=len, default=list[Answer]())

    def _holding(self, words: frozenset[str], style: Style) -> str | None:
        """Return the answer whose topic holds all the words; None when that is not certain."""
        shares = (
            (answer.text, self._weigh(words) / self._weigh(topic))
            for answer in self._with_rarest(words)
            if answer.style == style and words <= (topic := answer.words)
        )
        (text, share), (_, next_share) = _two_best(shares)
        enough = share >= (_COVERED if len(words) > 1 else _COVERED_BY_ONE)
        clear = share - next_share >= _MARGIN or share == 1 > next_share
        return text if enough and clear else None

    def _nearest(self, words: frozenset[str], style: Style) -> str | None:
        """Return the answer whose topic has most in common with the words, if that is enough."""
        near = {id(answer): answer for word in words for answer in self._by_word.get(word, ())}
        least = _TOLD * self._weigh(words) if len(words) <= _FEW_WORDS else 0.0
        shares = (
            (answer.text, shared / self._weigh(words | topic))
            for answer in near.values()
            if answer.style == style
            and (shared := self._weigh(words & (topic := answer.words))) >= least
            and not tell_apart(words, topic)
        )
        (text, share), (_, next_share) = _two_best(shares)
        return text if share >= _NEAR and share - next_share >= _NEAR_MARGIN else None

    def _weigh(self, words: frozenset[str]) -> float:
        return sum(self._weights.get(word, self._heaviest) for word in sorted(words))


def _two_best(shares: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the two answers with the largest shares; no answer has a share of 0."""
    best: dict[str, float] = {}
    for text, share in shares:
        best[text] = max(share, best.get(text, 0.0))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return [*ranked, ("", 0.0), ("", 0.0)][:2]


def answer_topic(request: Request) -> Diagram | None:
    """Return the diagram of a well-known topic; None for all other prompts."""
    return _shipped().find(request)


@cache
def _shipped() -> Answers:
    file = resources.files("ascii_diagram.resolve.topics").joinpath("answers.jsonl")
    return Answers(read_answers(file.read_text(encoding="utf-8")))


def read_answers(text: str) -> Iterator[Answer]:
    """Yield the answers of JSON lines `{"topics": ["heat pump", ...], "notation": ...}`.

    A topic is the stems that `asked` finds in a prompt; a `style` stands where it is another than
    boxes and arrows.
    """
    for line in text.splitlines():
        item: _Line = json.loads(line)
        for topic in item["topics"]:
            yield Answer(topic, item.get("style", "tui_flow"), item["notation"])


def _fitting(text: str, request: Request) -> Diagram | None:
    try:
        diagram = notation.parse(text)
    except AsciiDiagramError:
        return None
    if isinstance(diagram, Picture):
        too_wide = request.width is not None and block_width(diagram.lines) > request.width
        too_high = request.height is not None and len(diagram.lines) > request.height
        if too_wide or too_high:
            return None
    return diagram
