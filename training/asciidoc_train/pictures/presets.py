"""Sizes of picture models."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from asciidoc_train.config import Config
from asciidoc_train.pictures.layout import Layout

SizeName = Literal["smoke", "tiny", "small", "medium"]


class Overrides(Config):
    """Sizes in place of a preset's; those left out stay.

    Attributes:
        hidden: Width of the residual stream.
        intermediate: Width inside the feed-forward layers.
        layers: Number of layers.
        heads: Attention heads, of keys and values too; `hidden` is divisible by it.
    """

    hidden: int | None = Field(default=None, ge=32, le=4096)
    intermediate: int | None = Field(default=None, ge=32, le=16384)
    layers: int | None = Field(default=None, ge=1, le=64)
    heads: int | None = Field(default=None, ge=1, le=64)


class PictureSizes(Config):
    """A model of the base `pictures`.

    Attributes:
        size: The preset: about 0.1, 0.9, 2.7 or 10.7 million weights.
        override: Sizes that are other than the preset's.
        widest: Most columns of a picture.
        tallest: Most rows.
        tick: Columns from one column token to the next; 0 has none.
    """

    size: SizeName = "tiny"
    override: Overrides = Overrides()
    widest: int = Field(default=60, ge=8, le=200)
    tallest: int = Field(default=24, ge=1, le=100)
    tick: int = Field(default=8, ge=0, le=64)

    @property
    def layout(self) -> Layout:
        """How pictures stand in the model's tokens."""
        return Layout(self.widest, self.tallest, self.tick)

    @property
    def shape(self) -> dict[str, int]:
        """The sizes by their names in `Overrides`."""
        return {**_PRESETS[self.size], **self.override.model_dump(exclude_none=True)}


_PRESETS: dict[SizeName, dict[str, int]] = {
    "smoke": {"hidden": 64, "intermediate": 128, "layers": 2, "heads": 2},
    "tiny": {"hidden": 128, "intermediate": 384, "layers": 4, "heads": 4},
    "small": {"hidden": 192, "intermediate": 512, "layers": 6, "heads": 6},
    "medium": {"hidden": 384, "intermediate": 1024, "layers": 6, "heads": 6},
}
