"""A LoRA adapter of peft: what it is, whether it fits a base, and the two added together."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from asciidoc_train.errors import ExportError
from asciidoc_train.export.hf_checkpoint import (
    Floats,
    HfCheckpoint,
    TensorFiles,
    number,
    read_json_object,
    weights_digest,
)
from asciidoc_train.files import JsonObject, cannot_write

_FILES = "adapter_model*.safetensors"
_MATRIX = re.compile(r"base_model\.model\.(?P<module>.+)\.lora_(?P<side>[AB])\.weight")
_NOT_PLAIN = (
    "use_dora", "rank_pattern", "alpha_pattern", "modules_to_save", "lora_bias",
    "trainable_token_indices", "layer_replication", "fan_in_fan_out",
)  # fmt: skip

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


@dataclass(frozen=True, slots=True)
class LowRank:
    """What is added to one layer's weight: `scale * b @ a`.

    Attributes:
        module: The layer's name in transformers, such as `model.layers.0.self_attn.q_proj`.
        a: Shape (rank, inputs).
        b: Shape (outputs, rank).
        scale: As peft computes it.
    """

    module: str
    a: Floats
    b: Floats
    scale: float


class Adapter:
    """An adapter in a folder.

    Args:
        folder: Where adapter_config.json and the safetensors file are.

    Raises:
        ExportError: It is no LoRA adapter, or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config: JsonObject = read_json_object(folder / "adapter_config.json")
        if self.config.get("peft_type") != "LORA":
            raise ExportError(f"{folder}: not a LoRA adapter but {self.config.get('peft_type')}")
        self._tensors = TensorFiles(folder, _FILES)

    @property
    def named_base(self) -> str:
        """The base that it was trained on, as the training called it."""
        return str(self.config.get("base_model_name_or_path") or "")

    @property
    def alpha(self) -> float:
        """Its `lora_alpha`."""
        return number(self.config, "lora_alpha")

    @property
    def rank(self) -> int:
        """Its rank."""
        return int(number(self.config, "r"))

    def not_plain(self) -> str:
        """Return which setting makes it more than `b @ a` on linear layers; empty when none."""
        for name in _NOT_PLAIN:
            if self.config.get(name):
                return name
        bias = self.config.get("bias", "none")
        return "" if bias == "none" else f"bias={bias}"

    def matrices(self) -> Iterator[LowRank]:
        """Yield what is added to each layer.

        Raises:
            ExportError: There is something else than pairs of matrices.
        """
        setting = self.not_plain()
        if setting:
            raise ExportError(
                f"{self.folder}: adapters with `{setting}` cannot be written as GGUF",
                hint="the merged model can be exported all the same",
            )
        root = self.rank**0.5 if self.config.get("use_rslora") else self.rank
        names = self._tensors.shapes
        for name in names:
            match = _MATRIX.fullmatch(name)
            other = name.replace(".lora_A.", ".lora_B.")
            if match is None or other not in names:
                raise ExportError(f"{self.folder}: `{name}` is not one of a pair of LoRA matrices")
            if match["side"] == "A":
                a, b = self._tensors.read(name), self._tensors.read(other)
                yield LowRank(match["module"], a, b, self.alpha / root)

    def check_base(self, base: HfCheckpoint, digest: str | None = None) -> None:
        """Make sure that the adapter was trained on a base.

        Args:
            base: The base.
            digest: What `weights_digest` was of the base that it was trained on; None when unknown.

        Raises:
            ExportError: It was trained on another one, or the base is quantised.
        """
        if base.config.get("quantization_config"):
            raise ExportError(
                f"{base.folder}: this base is quantised; an adapter is merged onto a full one",
                hint="give the bf16 or f32 model that the quantised one was made of: --base DIR",
            )
        if digest and weights_digest(base.folder) != digest:
            raise ExportError(
                f"{self.folder}: the adapter was trained on another base than {base.folder}",
                hint=f"it was trained on {self.named_base or 'a base that it does not name'};"
                " name that with --base DIR",
            )
        for name, shape in self._tensors.shapes.items():
            match = _MATRIX.fullmatch(name)
            target = base.tensors.shapes.get(f"{match['module']}.weight") if match else None
            if match is None:
                continue
            outer, inner = target if target and len(target) == 2 else (0, 0)
            if (shape[1] != inner) if match["side"] == "A" else (shape[0] != outer):
                raise ExportError(
                    f"{self.folder}: the adapter does not fit the base {base.folder}"
                    f" at `{match['module']}`",
                    hint=f"it was trained on {self.named_base or 'another model'}",
                )

    def copy_to(self, target: Path) -> None:
        """Copy its weights and config.

        Raises:
            StoreError: The folder cannot be written.
        """
        try:
            target.mkdir(parents=True, exist_ok=True)
            for path in [*self.folder.glob(_FILES), self.folder / "adapter_config.json"]:
                shutil.copyfile(path, target / path.name)
        except OSError as error:
            raise cannot_write(target, error) from error


def merge(adapter: Adapter, base: HfCheckpoint, target: Path, dtype: str | None = None) -> None:
    """Write `base` plus `adapter` as a model of transformers, whole or not at all.

    The sum is computed in float32, whatever the base was quantised to for the training.

    Args:
        adapter: What to add.
        base: What to add it to; see `Adapter.check_base`.
        target: The folder to write; what is in it is replaced.
        dtype: `float32`, `bfloat16` or `float16`; None for the base's own.

    Raises:
        ExportError: The two cannot be merged.
        StoreError: The folder cannot be written.
    """
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    peft: Any = import_module("peft")
    safetensors: Any = import_module("safetensors")
    kind = dtype or str(base.config.get("dtype") or base.config.get("torch_dtype") or "float32")
    try:
        model: Any = transformers.AutoModelForCausalLM.from_pretrained(
            base.folder, dtype=torch.float32
        )
        model = peft.PeftModel.from_pretrained(model, adapter.folder).merge_and_unload()
    except (ValueError, RuntimeError, KeyError) as error:
        raise ExportError(f"{adapter.folder}: cannot be merged: {error}") from error
    owner = adapter.folder if (adapter.folder / "tokenizer.json").is_file() else base.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as name:
            part = Path(name) / "model"
            model.to(getattr(torch, kind)).save_pretrained(part)
            for file in _TOKENIZER_FILES:
                if (owner / file).is_file():
                    shutil.copyfile(owner / file, part / file)
            if target.exists():
                shutil.rmtree(target)
            part.rename(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    except safetensors.SafetensorError as error:  # it wraps what the system said
        raise cannot_write(target, OSError(0, str(error))) from error
