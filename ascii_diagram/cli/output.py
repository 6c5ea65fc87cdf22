"""Writes what `--output` names, all or nothing."""

from __future__ import annotations

from pathlib import Path

from ascii_diagram.errors import FileError
from ascii_diagram.file_access import replace_file
from ascii_diagram.printable import printable


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
            replace_file(target, data)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links on Python 3.11
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{printable(path)}: cannot be written: {printable(reason)}") from error
