"""A model that knows nothing: random logits, with a liking for the notation's signs."""

from __future__ import annotations

import numpy as np
from ascii_diagram_models.engine import Context, Model
from numpy.typing import NDArray


class BabblingContext(Context):
    """Stands in for an evaluated model."""

    def __init__(self, model: Model, seed: int) -> None:
        self.model = model
        self._random = np.random.default_rng(seed)
        self._openings = [model.tokenize(t)[0] for t in ("direction", "shape", "grid")]
        texts = ("\n", " ->", '"', ":", " {")
        self._signs = [model.tokenize(text)[0] for text in texts] + [2]

    def start(self, opening: tuple[int, ...], rest: tuple[int, ...]) -> NDArray[np.float32]:
        logits = self._babble()
        logits[self._random.choice(self._openings)] += 9
        return logits

    def advance(self, token: int) -> NDArray[np.float32]:
        return self._babble()

    def _babble(self) -> NDArray[np.float32]:
        logits = self._random.normal(size=self.model.size).astype(np.float32)
        logits[self._signs] += self._random.choice([0, 3.5, 5], size=len(self._signs))
        return logits
