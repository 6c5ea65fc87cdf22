"""Shipped weights that are an adapter: merged into their base in the cache.

Every file is checked against a SHA-256 before it is used: adapter and base against the manifest,
the merged model against its own name.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import time
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Style
from ascii_diagram_models.gguf_file import GgufError
from ascii_diagram_models.library import INSTALL_HINT
from ascii_diagram_models.merge import TEMPORARY_PREFIX, merge_adapter
from ascii_diagram_models.weights import (
    Weights,
    as_styles,
    check_digest,
    damaged_manifest,
    file_digest,
    read_manifest,
)

# Part of the cached file's name; raise it when merging changes its output.
_MERGE_VERSION = 1
_ABANDONED_SECONDS = 3600
_UNUSED_SECONDS = 60 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is shipped, and what it must be merged into.

    Attributes:
        name: Name of the merged model.
        styles: What it was trained for.
        adapter: File name in its folder.
        adapter_digest: Its SHA-256.
        base: File name in the package.
        base_package: Import package that holds the base model.
        base_distribution: What to install to have that package.
        base_digest: SHA-256 of the base model.
    """

    name: str
    styles: frozenset[Style]
    adapter: str
    adapter_digest: str
    base: str
    base_package: str
    base_distribution: str
    base_digest: str

    @property
    def digest(self) -> str:
        """SHA-256 over all that decides the merged model's content."""
        parts = f"{_MERGE_VERSION} {self.base_digest} {self.adapter_digest}"
        return hashlib.sha256(parts.encode()).hexdigest()


def load_manifest(folder: Path) -> Manifest:
    """Read the manifest of an adapter and its base.

    Raises:
        BackendError: It is missing or damaged.
    """
    content = read_manifest(folder)
    try:
        adapter, base = content["adapter"], content["base"]
        return Manifest(
            name=content["name"],
            styles=as_styles(content["styles"]),
            adapter=adapter["file"],
            adapter_digest=adapter["sha256"],
            base=base["file"],
            base_package=base["package"],
            base_distribution=base["distribution"],
            base_digest=base["sha256"],
        )
    except (KeyError, TypeError) as error:
        raise damaged_manifest(folder) from error


def merged_model(cache_directory: Path | None, folder: Path) -> Weights:
    """Return adapter and base as one model, merged into the cache at the first use.

    Args:
        cache_directory: Where the merged model is kept; None for the platform's cache.
        folder: Where manifest and adapter are.

    Raises:
        BackendError: Base model or adapter are missing or damaged, or the cache cannot be written.
    """
    manifest = load_manifest(folder)
    directory = (cache_directory or _platform_cache()) / "models"
    stem = f"{manifest.name}.{manifest.digest[:16]}"
    path = _cached(directory, stem) or _merge(manifest, folder, directory, stem)
    identity = f"{manifest.name}@{manifest.digest[:12]}"
    return Weights(path, identity, manifest.styles, "shipped adapter, merged in the cache")


def _cached(directory: Path, stem: str) -> Path | None:
    """Return a merged file whose content is what its name says; remove those that differ."""
    try:
        for path in sorted(directory.glob(f"{stem}.*.gguf")):
            if file_digest(path) == path.name.split(".")[-2]:
                os.utime(path)
                return path
            path.unlink()
    except OSError:
        return None
    return None


def _merge(manifest: Manifest, folder: Path, directory: Path, stem: str) -> Path:
    adapter = folder / manifest.adapter
    base = _find_base(manifest)
    for path, digest, remedy in (
        (adapter, manifest.adapter_digest, "ascii-diagram"),
        (base, manifest.base_digest, manifest.base_distribution),
    ):
        check_digest(path, digest, remedy)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _sweep(directory)
        return merge_adapter(base, adapter, directory, stem)
    except GgufError as error:
        raise BackendError(f"the model's weights do not fit together: {error}") from error
    except OSError as error:
        raise _unwritable(directory, error) from error


def _find_base(manifest: Manifest) -> Path:
    # Not imported: the package's own code is not needed, and loads a lot.
    found = importlib.util.find_spec(manifest.base_package)
    for location in (found and found.submodule_search_locations) or ():
        path = Path(location) / manifest.base
        if path.is_file():
            return path
    raise BackendError(
        f"the base model is not installed (package {manifest.base_distribution})",
        hint=INSTALL_HINT,
    )


def _unwritable(directory: Path, error: OSError) -> BackendError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = f"no space left in {directory} for the merged model (140 MB)"
        return BackendError(message, hint="free some space, or set `cache.directory`")
    return BackendError(
        f"cannot write the merged model to {directory}: {error.strerror}",
        hint="set `cache.directory` to a folder that can be written",
    )


def _sweep(directory: Path) -> None:
    """Remove what killed merges left behind, and models that nothing has used for long."""
    now = time.time()
    for pattern, seconds in (
        (f"{TEMPORARY_PREFIX}*", _ABANDONED_SECONDS),
        ("*.gguf", _UNUSED_SECONDS),
    ):
        for path in directory.glob(pattern):
            try:
                if now - path.stat().st_mtime > seconds:
                    path.unlink()
            except OSError:  # gone already, or in use on Windows
                continue


def _platform_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("ascii-diagram", appauthor=False)
