"""Files that are whole or absent: written beside their place, then moved there."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from asciidoc_train.errors import RowError, StoreError

JsonObject = dict[str, object]
MAX_LINE_BYTES = 256 * 1024


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text; see `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole, or leave what was there.

    Raises:
        StoreError: It cannot be written, such as on a full disk.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with open(handle, "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> StoreError:
    """Return the error to raise when `path` could not be written."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    hint = "make room and run the same command again: what was finished before is kept"
    return StoreError(
        f"{path}: {error.strerror or error}", hint=hint if full else "is the folder writable?"
    )


def write_json(path: Path, data: object) -> None:
    """Write data as indented JSON; see `write_text`."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def write_json_lines(path: Path, objects: Iterable[object]) -> None:
    """Write one object a line as JSON; see `write_text`."""
    write_text(path, "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects))


def read_json_lines(path: Path) -> Iterator[tuple[int, JsonObject | RowError]]:
    """Yield line numbers, from 1, with the object that stands there or why there is none.

    Raises:
        RowError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    yield number, RowError(f"more than {MAX_LINE_BYTES} bytes on one line")
                    while line and not line.endswith(b"\n"):
                        line = file.readline(MAX_LINE_BYTES)
                elif line.strip():
                    yield number, _object(line)
    except OSError as error:
        raise RowError(f"{path}: {error.strerror or error}") from error


def _object(line: bytes) -> JsonObject | RowError:
    try:
        data = cast(object, json.loads(line))
    except (ValueError, RecursionError) as error:
        return RowError(f"not JSON: {error}")
    if not isinstance(data, dict):
        return RowError("not a JSON object")
    return cast(JsonObject, data)
