"""Writes what `--output` names, all or nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ascii_diagram.errors import FileError


def write_output(path: Path, data: bytes) -> None:
    """Make a file of `data`, or put it in the place of the one that is there.

    An existing file keeps its mode, and a link to it stays a link. Devices and pipes are written
    to as they are.

    Raises:
        FileError: It cannot be written; what was there is untouched.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links on Python 3.11
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{path}: cannot be written: {reason}") from error


def _replace(target: Path, data: bytes) -> None:
    import os
    import secrets
    import stat

    temporary = target.with_name(f".ascii-diagram-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:  # created with the mode that the umask gives
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
