"""Finding the weights: the model that is shipped, or a file of the user's own.

What is shipped is checked against the SHA-256 of its manifest before it is used.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Style

SHIPPED = Path(__file__).parent / "weights"
"""Folder of the manifest and the weights."""

STYLES_KEY = "ascii_diagram.styles"
"""GGUF entry in which a model says what styles it was trained for, separated by spaces."""

_DISTRIBUTION = "ascii-diagram"


@dataclass(frozen=True, slots=True)
class Weights:
    """A model ready to load.

    Attributes:
        path: A GGUF file.
        identity: Name and short digest.
        styles: What the manifest says it was trained for; empty when the file itself says it.
        origin: Where it comes from, for people.
    """

    path: Path
    identity: str
    styles: frozenset[Style] = frozenset()
    origin: str = "a file of yours"


def shipped_model(folder: Path = SHIPPED) -> Weights:
    """Return the shipped model: one file, used where it lies and mapped into memory.

    Args:
        folder: Where manifest and weights are.

    Raises:
        BackendError: Weights are missing or damaged.
    """
    manifest = read_manifest(folder)
    try:
        name, styles = str(manifest["name"]), as_styles(manifest["styles"])
        file, digest = str(manifest["model"]["file"]), str(manifest["model"]["sha256"])
    except (KeyError, TypeError) as error:
        raise damaged_manifest(folder) from error
    check_digest(folder / file, digest, _DISTRIBUTION)
    return Weights(folder / file, f"{name}@{digest[:12]}", styles, "shipped with ascii-diagram")


def user_model(path: Path) -> Weights:
    """Return the weights in a file of the user's choice.

    Raises:
        BackendError: There is no such file.
    """
    path = path.expanduser()
    try:
        digest = file_digest(path)
    except OSError as error:
        raise BackendError(
            f"cannot read the model {path}: {error.strerror}",
            hint="set `local.model` to a GGUF file, or leave it out for the shipped model",
        ) from error
    return Weights(path, f"{path.stem}@{digest[:12]}")


def as_styles(names: list[str]) -> frozenset[Style]:
    """Return those names that are styles."""
    return frozenset(cast(Style, name) for name in names if name in get_args(Style))


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_digest(path: Path, digest: str, distribution: str) -> None:
    """Make sure that a file is what it should be.

    Raises:
        BackendError: It is missing or damaged; the hint says what to install anew.
    """
    remedy = f"pip install --force-reinstall --no-deps {distribution}"
    try:
        actual = file_digest(path)
    except OSError as error:
        raise BackendError(f"cannot read {path}: {error.strerror}", hint=remedy) from error
    if actual != digest:
        raise BackendError(f"the weights in {path} are not what they should be", hint=remedy)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what the manifest of the shipped weights says.

    Raises:
        BackendError: It is missing or damaged.
    """
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged_manifest(folder) from error
    if not isinstance(content, dict):
        raise damaged_manifest(folder)
    return cast("dict[str, Any]", content)


def damaged_manifest(folder: Path) -> BackendError:
    """Return the error to raise when the manifest in a folder is of no use."""
    return BackendError(
        f"the manifest of the model's weights cannot be read: {folder / 'manifest.json'}",
        hint=f"reinstall {_DISTRIBUTION}",
    )
