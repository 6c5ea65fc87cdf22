"""The character-level tokenizer of picture models."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from ascii_diagram_models.prompt import END

from ascii_diagram.resolve.request import Request
from asciidoc_train.fine_tuning.examples import Example
from asciidoc_train.fine_tuning.tokenizers import ModelTokenizer
from asciidoc_train.pictures.drawn_rows import drawn_lines
from asciidoc_train.pictures.layout import (
    CHARACTERS,
    NEWLINE,
    OPEN,
    PAD,
    PICTURE,
    Layout,
    is_place,
)
from asciidoc_train.rows import Row

_DROPPED = frozenset({"Mn", "Cc", "Cf", "Cs", "Co"})


class PictureTokenizer(ModelTokenizer):
    """One token for each character, and those of a layout.

    Args:
        tokenizer: Of transformers; see `make_picture_tokenizer`.
        layout: That it was made for.
    """

    def __init__(self, tokenizer: Any, layout: Layout) -> None:
        super().__init__(tokenizer)
        self.layout = layout
        self.vocabulary = PictureVocabulary(layout, dict(tokenizer.get_vocab()))

    def example_of(self, row: Row, times: float) -> Example | None:
        """Return a row as tokens; None when it is no picture that fits the layout."""
        lines = drawn_lines(row, self.layout)
        if lines is None:
            return None
        prompt, written = self.vocabulary.prompt(row.request()), self.layout.picture(lines)
        places = frozenset(i for i, token in enumerate(written) if is_place(token))
        reply = self.vocabulary.ids(written)
        return Example((*prompt, *reply), len(prompt), times, row.hash, places)


class PictureVocabulary:
    """The numbers of a picture model's tokens.

    Args:
        layout: What the vocabulary was made for.
        numbers: Number of every token, as it is written in the vocabulary of a byte-level BPE.
    """

    def __init__(self, layout: Layout, numbers: dict[str, int]) -> None:
        self.layout = layout
        self.size = 1 + max(numbers.values())
        self._numbers = {_plain(token): number for token, number in numbers.items()}
        self._texts = {number: token for token, number in self._numbers.items()}

    @property
    def end(self) -> int:
        """The token that ends a picture."""
        return self._numbers[END]

    def ids(self, tokens: Iterable[str]) -> list[int]:
        """Return the numbers of tokens."""
        return [self._numbers[token] for token in tokens]

    def prompt(self, request: Request) -> list[int]:
        """Return the tokens that a request is asked with.

        Letters lose accents, control characters are dropped; what is no ASCII then becomes `?`.
        """
        words = unicodedata.normalize("NFKD", " ".join(request.prompt.split()))
        kept = (c for c in words if unicodedata.category(c) not in _DROPPED)
        letters = [c if c in CHARACTERS else "?" for c in kept]
        conditions = self.layout.conditions(request.style, request.width, request.height)
        return self.ids([*conditions, *letters, PICTURE])

    def lines(self, tokens: Sequence[int]) -> list[str]:
        """Return a picture that was written as tokens, without blanks at the ends of rows."""
        texts = (self._texts[token] for token in tokens)
        text = "".join(t for t in texts if t in CHARACTERS or t == NEWLINE)
        return [line.rstrip() for line in text.rstrip().split("\n")]


def make_picture_tokenizer(layout: Layout) -> PictureTokenizer:
    """Make the tokenizer of a layout: byte-level BPE, which llama.cpp knows.

    It merges two newlines and nothing else, as llama.cpp wants some merge; no prompt and no picture
    has them side by side.
    """
    tokenizers: Any = import_module("tokenizers")
    transformers: Any = import_module("transformers")
    control = layout.control_tokens
    newline = _byte_level(NEWLINE)
    written = [*control, newline, *map(_byte_level, CHARACTERS), newline * 2]
    numbers = {token: number for number, token in enumerate(written)}
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=numbers, merges=[(newline, newline)]))
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    bpe.add_special_tokens(
        [tokenizers.AddedToken(token, special=True, normalized=False) for token in control]
    )
    made = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token=OPEN,
        eos_token=END,
        pad_token=PAD,
        clean_up_tokenization_spaces=False,
    )
    return PictureTokenizer(made, layout)


def _byte_level(character: str) -> str:
    """Return a character as byte-level BPE writes it: blank and newline as visible letters."""
    return chr(ord(character) + 0x100) if ord(character) <= 0x20 else character


def _plain(token: str) -> str:
    """Return a token of one character as that character."""
    return chr(ord(token) - 0x100) if len(token) == 1 and ord(token) > 0xFF else token
