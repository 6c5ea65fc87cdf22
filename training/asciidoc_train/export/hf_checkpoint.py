"""Reading a model as `save_pretrained` of transformers writes it, one tensor at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from asciidoc_train.errors import ExportError
from asciidoc_train.files import JsonObject

Floats = NDArray[np.float32]


class TensorFiles:
    """The tensors in the safetensors files of a folder.

    Args:
        folder: Where the files are.
        pattern: Which files they are.

    Raises:
        ExportError: There are none, or one is damaged.
    """

    def __init__(self, folder: Path, pattern: str = "*.safetensors") -> None:
        self._open: dict[str, Any] = {}
        self._paths: dict[str, Path] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}
        paths = sorted(folder.glob(pattern))
        if not paths:
            raise ExportError(
                f"{folder}: there are no safetensors files in it",
                hint="give a folder that `save_pretrained` wrote, or a training run",
            )
        for path in paths:
            self._read_header(path)

    def read(self, name: str) -> Floats:
        """Return a tensor as float32.

        Raises:
            ExportError: The file is damaged, or a value is infinite or not a number.
        """
        path = self._paths[name]
        try:
            tensor: Any = self._open[str(path)].get_tensor(name)
        except Exception as error:  # safetensors has an exception class of its own in native code
            raise _damaged(path, error) from error
        values: Floats = tensor.float().numpy()
        if not np.isfinite(values).all():
            raise ExportError(
                f"{path}: `{name}` holds values that are infinite or not a number",
                hint="the training diverged; export an earlier checkpoint",
            )
        return values

    def _read_header(self, path: Path) -> None:
        safe_open: Any = import_module("safetensors").safe_open

        try:
            file: Any = safe_open(str(path), "pt")
            for name in file.keys():  # noqa: SIM118 - not a mapping
                self.shapes[name] = tuple(file.get_slice(name).get_shape())
                self._paths[name] = path
        except Exception as error:
            raise _damaged(path, error) from error
        self._open[str(path)] = file


class HfCheckpoint:
    """A whole model in a folder: config, tokenizer and weights.

    Args:
        folder: The folder.

    Raises:
        ExportError: It holds no model, an adapter only, or damaged files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "config.json").is_file():
            what = "an adapter, not a whole model" if is_adapter(folder) else "no model"
            raise ExportError(
                f"{folder}: holds {what}",
                hint="merge the adapter first: asciidoc-train export --model RUN"
                if is_adapter(folder)
                else "give a folder with config.json, tokenizer.json and safetensors files",
            )
        self.config = read_json_object(folder / "config.json")
        self.tensors = TensorFiles(folder)


def is_adapter(folder: Path) -> bool:
    """Return whether a folder holds a peft adapter."""
    return (folder / "adapter_config.json").is_file()


def read_json_object(path: Path) -> JsonObject:
    """Return the JSON object in a file.

    Raises:
        ExportError: It is missing or damaged.
    """
    try:
        data = cast(object, json.loads(path.read_bytes()))
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{path}: not JSON: {error}", hint="the file is damaged") from error
    if not isinstance(data, dict):
        raise ExportError(f"{path}: not a JSON object", hint="the file is damaged")
    return cast(JsonObject, data)


def weights_digest(folder: Path) -> str:
    """Return the SHA-256 of a model's weights: its files in order of their names, as one.

    Raises:
        ExportError: A file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for path in sorted(folder.glob("*.safetensors")):
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    except OSError as error:
        raise ExportError(f"{error.filename}: {error.strerror}") from error
    return digest.hexdigest()


def number(config: Mapping[str, object], key: str, default: float | None = None) -> float:
    """Return a number of a config.

    Raises:
        ExportError: It is missing and has no default, or is no number.
    """
    value = config.get(key)
    value = default if value is None else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExportError(f"the config's `{key}` is not a number but {value!r}")
    return value


def _damaged(path: Path, error: Exception) -> ExportError:
    return ExportError(
        f"{path}: cannot be read as safetensors: {error}",
        hint="the file is cut off or damaged; export another checkpoint, or train on from it",
    )
