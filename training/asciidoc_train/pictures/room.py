"""Which tokens may come next, so that a picture stays in its width and height."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asciidoc_train.pictures.layout import (
    CHARACTERS,
    NEWLINE,
    column_token,
    height_token,
    row_token,
    width_token,
)
from asciidoc_train.pictures.picture_tokenizer import PictureVocabulary


class Room:
    """The place where the next token of a picture goes.

    Whatever model writes, and wherever it runs: only tokens in `allowed` may be added, so that no
    row is wider than `width`, there are at most `height` rows, tokens of rows and columns stand
    where they belong, and no picture is empty. The size that the picture says of itself first is
    within these bounds, and then takes their place.

    Args:
        vocabulary: Of the model.
        width: Most columns; None for as many as the layout has.
        height: Most rows; None likewise.
    """

    def __init__(
        self, vocabulary: PictureVocabulary, width: int | None = None, height: int | None = None
    ) -> None:
        layout = vocabulary.layout
        self._vocabulary = vocabulary
        self._width = min(width or layout.widest, layout.widest)
        self._height = min(height or layout.tallest, layout.tallest)
        self._widths = vocabulary.ids(map(width_token, range(1, self._width + 1)))
        self._heights = vocabulary.ids(map(height_token, range(1, self._height + 1)))
        self._said = 0  # of width and height
        self._row, self._column = 1, 0
        self._marked = self._inked = self._between = self.ended = False
        self._blank, *_ = vocabulary.ids(" ")
        (self._newline,) = vocabulary.ids([NEWLINE])
        self._characters = np.array(vocabulary.ids(CHARACTERS))

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """Which of all tokens may come next."""
        found = np.zeros(self._vocabulary.size, dtype=np.bool_)
        if self._said < 2:
            found[self._heights if self._said else self._widths] = True
            return found
        if self._between:
            found[self._vocabulary.ids([row_token(self._row)])] = True
            return found
        if self._vocabulary.layout.marks(self._column) and not self._marked:
            found[self._vocabulary.ids([column_token(self._column)])] = True
            return found
        if self._column < self._width:
            found[self._characters] = True
        found[self._newline] = self._row < self._height
        found[self._vocabulary.end] = self._inked
        if not found.any():  # a single row of blanks is full: it may only end
            found[self._vocabulary.end] = True
        return found

    def add(self, token: int) -> None:
        """Take note of a token that was added.

        Raises:
            ValueError: It is none of those that may come.
        """
        if self.ended or not self.allowed[token]:
            raise ValueError(f"token {token} may not stand here")
        if self._said < 2:
            self._say(token)
        elif self._between:
            self._between = False
        elif token == self._vocabulary.end:
            self.ended = True
        elif token == self._newline:
            self._row, self._column = self._row + 1, 0
            self._between, self._marked = True, False
        elif self._vocabulary.layout.marks(self._column) and not self._marked:
            self._marked = True
        else:
            self._column, self._marked = self._column + 1, False
            self._inked |= token != self._blank

    def _say(self, token: int) -> None:
        if self._said:
            self._height = 1 + self._heights.index(token)
            self._between = True
        else:
            self._width = 1 + self._widths.index(token)
        self._said += 1
