"""Config of the stage `export`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from ascii_diagram.resolve.request import Style
from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.export.recipes import Kind, TensorKind
from asciidoc_train.export.trained_model import Checkpoint


class ParityConfig(Config):
    """How the files are compared with the model in transformers.

    Attributes:
        rows: Rows whose prompts are asked.
        prompts: How many of them, evenly spread; 0 compares nothing.
        tokens: Most tokens of a reply.
    """

    rows: ConfigPath = Path("training/data/dev.jsonl")
    prompts: int = Field(default=16, ge=0, le=10_000)
    tokens: int = Field(default=160, ge=1, le=4096)


class ExportConfig(Config):
    """Config of the stage `export`.

    Attributes:
        model: A run, a model's folder or an adapter's folder; None for the newest run.
        checkpoint: Which checkpoint of a run.
        base: The full model that an adapter is added to; None for the one that the run names.
        base_model: What the model was tuned from, for the card: a name in
            `library/base_models.yaml`; None to recognise it.
        gguf: Kinds of GGUF files to write.
        embedding: How these store embedding and output layer; None for what fits the kind.
        name: The result's name; None for the run's.
        styles: Styles of drawings that the model was trained for.
        pre_tokenizer: llama.cpp's name for the tokenizer's splitting rules; None to find it out.
        parity: How the files are compared with the model in transformers.
        package: Folder of the weights of the `local` backend, for `--ship`.
        package_card: The card of what is shipped.
    """

    model: ConfigPath | None = None
    checkpoint: Checkpoint = "best"
    base: ConfigPath | None = None
    base_model: str | None = None
    gguf: tuple[Kind, ...] = Field(default=("f16", "q8_0", "q4_0"), min_length=1)
    embedding: TensorKind | None = None
    name: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")
    styles: tuple[Style, ...] = Field(default=("tui_flow",), min_length=1)
    pre_tokenizer: str | None = None
    parity: ParityConfig = ParityConfig()
    package: ConfigPath = Path("models/ascii_diagram_models/weights")
    package_card: ConfigPath = Path("models/MODEL_CARD.md")
