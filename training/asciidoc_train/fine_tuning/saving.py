"""Folders that are whole or absent: written beside their place, then moved there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from asciidoc_train.files import cannot_write

_TEMPORARY, _OLD = ".part", ".old"


def save_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Write a folder whole, in place of the one that is there, or leave that as it was.

    Args:
        folder: Where it is to be.
        write: Writes the files into the folder that it is given.

    Raises:
        StoreError: It cannot be written, such as on a full disk.
    """
    part, old = _beside(folder, _TEMPORARY), _beside(folder, _OLD)
    try:
        restore(folder)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        write(part)
        for path in part.rglob("*"):
            if path.is_file():
                _flush(path)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
        _flush(folder.parent)
        shutil.rmtree(old, ignore_errors=True)
    except _write_errors() as error:
        shutil.rmtree(part, ignore_errors=True)
        raise cannot_write(folder, _as_os_error(error)) from error


def restore(folder: Path) -> None:
    """Put back a folder that a killed process had moved away but not yet replaced."""
    old = _beside(folder, _OLD)
    if old.exists() and not folder.exists():
        old.rename(folder)


def _beside(folder: Path, ending: str) -> Path:
    return folder.with_name(f".{folder.name}{ending}")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_errors() -> tuple[type[Exception], ...]:
    """Return what is raised when a file cannot be written.

    torch and safetensors have errors of their own for what the system said.
    """
    try:
        safetensors: Any = import_module("safetensors")
    except ImportError:
        return (OSError, RuntimeError)
    return (OSError, RuntimeError, safetensors.SafetensorError)


def _as_os_error(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else OSError(0, str(error))
