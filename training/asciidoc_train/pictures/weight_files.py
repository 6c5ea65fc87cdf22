"""Weights of a picture model as whole numbers with scales, in safetensors files.

Only weights are rounded; computing goes on in float32. A matrix `NAME` is stored as `NAME` and
`NAME.scale`:

- int8: `q = round(x / s)` in -127..127 with one float32 `s = max(abs(x)) / 127` for each row.
- int4: `q = round(x / s)` in -7..7 with one float16 `s = max(abs(x)) / 7` for each 32 values of a
  row; two values a byte, `q + 8`, the one with the even index in the low half. The embedding, which
  is the head too, stays int8.

`config.json` says which under `weight_only`. Vectors stay float32.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, cast

from asciidoc_train.errors import ExportError
from asciidoc_train.export.hf_checkpoint import HfCheckpoint, read_json_object
from asciidoc_train.files import write_json
from asciidoc_train.pictures.precisions import Precision

torch: Any = import_module("torch")
safetensors: Any = import_module("safetensors")
safetensors_torch: Any = import_module("safetensors.torch")

KEY = "weight_only"
_GROUP = 32
_SCALE = ".scale"
_FILE = "model.safetensors"
_COPIED = ("tokenizer.json", "tokenizer_config.json", "generation_config.json")


def write_weights(source: Path, target: Path, precision: Precision) -> None:
    """Write a model's weights, config and tokenizer into a folder that is there.

    Raises:
        ExportError: The model is damaged.
        OSError: It cannot be written.
    """
    checkpoint = HfCheckpoint(source)
    tensors: dict[str, Any] = {}
    for name in checkpoint.tensors.shapes:
        values = torch.from_numpy(checkpoint.tensors.read(name))
        if precision == "float" or values.dim() < 2:
            tensors[name] = values
        elif precision == "int8" or "embed_tokens" in name or values.shape[1] % _GROUP:
            tensors[name], tensors[name + _SCALE] = _to_int8(values)
        else:
            tensors[name], tensors[name + _SCALE] = _to_int4(values)
    safetensors_torch.save_file(tensors, target / _FILE, metadata={"format": "pt"})
    config = {key: value for key, value in checkpoint.config.items() if key != KEY}
    write_json(
        target / "config.json", config if precision == "float" else {**config, KEY: precision}
    )
    for name in _COPIED:
        if (source / name).is_file():
            (target / name).write_bytes((source / name).read_bytes())


def load_model(folder: Path) -> Any:
    """Return the model in a folder, a checkpoint or an export, in float32.

    Raises:
        ExportError: It is damaged.
    """
    transformers: Any = import_module("transformers")
    transformers.utils.logging.disable_progress_bar()
    config = read_json_object(folder / "config.json")
    try:
        if KEY not in config:
            return transformers.AutoModelForCausalLM.from_pretrained(
                folder, dtype=torch.float32
            ).eval()
        settings = transformers.AutoConfig.from_pretrained(folder)
        model = transformers.AutoModelForCausalLM.from_config(settings, dtype=torch.float32)
        stored = cast("dict[str, Any]", safetensors_torch.load_file(folder / _FILE))
        weights = {
            name: _restored(values, stored.get(name + _SCALE))
            for name, values in stored.items()
            if not name.endswith(_SCALE)
        }
        missing = set(model.load_state_dict(weights, strict=False).missing_keys)
        if missing - {"lm_head.weight"}:  # tied to the embedding
            raise ExportError(f"{folder}: no weights for {sorted(missing)[0]}")
        return model.eval()
    except (OSError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
        raise ExportError(f"{folder}: cannot be loaded: {error}") from error


def _to_int8(values: Any) -> tuple[Any, Any]:
    scale = values.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
    return (values / scale).round().to(torch.int8), scale


def _to_int4(values: Any) -> tuple[Any, Any]:
    groups = values.reshape(len(values), -1, _GROUP)
    scale = (groups.abs().amax(2, keepdim=True) / 7).clamp_min(1e-6).to(torch.float16)
    whole = (groups / scale.float()).round().clamp(-7, 7).reshape(values.shape) + 8
    whole = whole.to(torch.uint8)
    return whole[:, ::2] | (whole[:, 1::2] << 4), scale.squeeze(2)


def _restored(values: Any, scale: Any) -> Any:
    if scale is None:
        return values
    if values.dtype == torch.int8:
        return values.float() * scale
    whole = torch.stack([values & 15, values >> 4], dim=2).reshape(len(values), -1).float() - 8
    return (whole.reshape(len(values), -1, _GROUP) * scale.float()[:, :, None]).reshape(whole.shape)
