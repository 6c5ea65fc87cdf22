"""Rows as tokens: the prompt as the product builds it, then the reply that is to be learned."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from ascii_diagram_models.prompt import END, prompt_parts

from asciidoc_train.errors import RowError
from asciidoc_train.fine_tuning.profile import Repeat
from asciidoc_train.rows import Row, load_rows


class TextTokenizer(Protocol):
    """Text to token ids."""

    def encode(self, text: str, *, control: bool) -> list[int]:
        """Return the ids of a text; control tokens are read as such only when `control`."""
        ...


@runtime_checkable
class RowTokenizer(Protocol):
    """A tokenizer with a way of its own to say a whole row."""

    def example_of(self, row: Row, times: float) -> Example | None:
        """Return a row as tokens; None when it cannot be said."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """One row as tokens.

    Attributes:
        tokens: Prompt and reply; the last one ends the reply.
        reply_start: Index of the reply's first token.
        times: How often it is seen in an epoch.
        key: Hash of the row.
        forced: Tokens of the reply, counted from its first, that nothing else can stand for when
            the model writes; they are not learned. Never the last.
    """

    tokens: tuple[int, ...]
    reply_start: int
    times: float = 1.0
    key: str = ""
    forced: frozenset[int] = frozenset()

    @property
    def learned(self) -> int:
        """Number of reply tokens that are learned, the end included."""
        return len(self.tokens) - self.reply_start - len(self.forced)

    @property
    def weights(self) -> list[float]:
        """Weights of the reply tokens in the loss."""
        reply = range(len(self.tokens) - self.reply_start)
        return [0.0 if place in self.forced else 1.0 for place in reply]


@dataclass(slots=True)
class Examples:
    """What is trained or evaluated on.

    Attributes:
        items: The examples.
        digest: SHA-256 over tokens and repeat factors, in order.
        too_long: Rows left out because they have more than the allowed tokens.
        left_out: Rows that no epoch sees, by their repeat factors.
        unsayable: Rows that the tokenizer cannot say.
    """

    items: list[Example] = field(default_factory=list[Example])
    digest: str = ""
    too_long: int = 0
    left_out: int = 0
    unsayable: int = 0

    @property
    def tokens(self) -> int:
        """Tokens of one epoch, about."""
        return round(sum(len(item.tokens) * item.times for item in self.items))


def read_examples(
    paths: Sequence[Path],
    tokenizer: TextTokenizer,
    *,
    max_tokens: int,
    repeats: Sequence[Repeat] = (),
    may_be_empty: bool = False,
) -> Examples:
    """Read files of rows.

    Args:
        paths: The files.
        tokenizer: Of the model.
        max_tokens: Longer rows are left out.
        repeats: How often rows are seen.
        may_be_empty: Whether no row at all is no error.

    Raises:
        RowError: A line is no row, or nothing is left to learn from.
    """
    found = Examples()
    digest = hashlib.sha256()
    for row in load_rows(paths, may_be_empty=True):
        times = repeat_factor(row, repeats)
        if not times:
            found.left_out += 1
            continue
        example = _example(row, tokenizer, times)
        if example is None:
            found.unsayable += 1
            continue
        if len(example.tokens) > max_tokens:
            found.too_long += 1
            continue
        found.items.append(example)
        digest.update(repr((example.tokens, example.reply_start, times)).encode())
        if example.forced:
            digest.update(repr(sorted(example.forced)).encode())
    if not found.items and not may_be_empty:
        names = ", ".join(map(str, paths))
        raise RowError(
            f"{names}: no row to learn from ({found.too_long} longer than {max_tokens} tokens, "
            f"{found.left_out} left out by `repeats`, {found.unsayable} that it cannot say)",
            hint="run the stages before this one, or raise max_tokens",
        )
    found.digest = digest.hexdigest()
    return found


def make_example(row: Row, tokenizer: TextTokenizer, times: float = 1.0) -> Example:
    """Return a row as tokens, in the pieces in which the product tokenises its prompts."""
    parts = prompt_parts(row.request())
    prompt = [
        *tokenizer.encode(parts.opening, control=True),
        *tokenizer.encode(parts.words, control=False),
        *tokenizer.encode(parts.closing, control=True),
    ]
    reply = [
        *tokenizer.encode(row.notation, control=False),
        *tokenizer.encode(END, control=True),
    ]
    return Example((*prompt, *reply), len(prompt), times, row.hash)


def _example(row: Row, tokenizer: TextTokenizer, times: float) -> Example | None:
    if isinstance(tokenizer, RowTokenizer):
        return tokenizer.example_of(row, times)
    return make_example(row, tokenizer, times)


def repeat_factor(row: Row, repeats: Sequence[Repeat]) -> float:
    """Return how often a row is seen in an epoch."""
    times = 1.0
    for rule in repeats:
        wanted = rule.model_dump(exclude={"times"}, exclude_none=True)
        if all(getattr(row, name) == value for name, value in wanted.items()):
            times *= rule.times
    return times
