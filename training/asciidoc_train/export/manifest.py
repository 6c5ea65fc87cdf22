"""The manifest of an export: every file with its size and SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram_models.weights import file_digest

from asciidoc_train.errors import ExportError
from asciidoc_train.export.base_models import BaseModel
from asciidoc_train.files import JsonObject, write_json

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export.

    Attributes:
        path: Where it is.
        kind: `f16`, `q4_0` and so on, `lora`, `adapter` or `merged`.
        bytes: Its size.
        sha256: Of its content.
    """

    path: Path
    kind: str
    bytes: int
    sha256: str

    @property
    def short(self) -> str:
        """The start of the digest, with which other reports name the file."""
        return self.sha256[:12]

    def entry(self, folder: Path) -> JsonObject:
        """Return what the manifest in a folder says of it."""
        name = self.path.relative_to(folder).as_posix()
        return {"file": name, "kind": self.kind, "bytes": self.bytes, "sha256": self.sha256}


def describe_file(path: Path, kind: str) -> ExportedFile:
    """Measure a file.

    Raises:
        ExportError: It cannot be read.
    """
    try:
        return ExportedFile(path, kind, path.stat().st_size, file_digest(path))
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error


def write_manifest(
    folder: Path,
    name: str,
    styles: Sequence[str],
    base: BaseModel | None,
    files: Iterable[ExportedFile],
    model: ExportedFile | None = None,
) -> Path:
    """Write `manifest.json`.

    Args:
        folder: Where to; the files lie in it.
        name: The model's name.
        styles: Styles of drawings that it was trained for.
        base: What it was tuned from.
        files: The files, in the order in which to list them.
        model: The one file that the `local` backend reads, where the folder is its package data.

    Returns:
        The manifest's path.

    Raises:
        StoreError: It cannot be written.
    """
    data: JsonObject = {"name": name, "styles": list(styles)}
    if base is not None:
        data["base"] = {"name": base.name, "url": base.url, "licence": base.licence}
    if model is not None:
        data["model"] = model.entry(folder)
    data["files"] = [file.entry(folder) for file in files]
    write_json(folder / MANIFEST, data)
    return folder / MANIFEST
