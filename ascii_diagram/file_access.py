"""Reading and replacing files in places that others may have prepared: nothing hangs, nothing is
left half-written.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_TEMPORARY = ".ascii-diagram-"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def read_regular(path: Path, most: int) -> bytes:
    """Return the first bytes of the regular file at `path`, links followed.

    Args:
        path: The file.
        most: Bytes to read; one more is read where there is one, which tells that it is longer.

    Raises:
        NotRegularError: A folder, pipe, socket or device stands there.
        OSError: There is nothing, or it cannot be read.
    """
    # A pipe has no end, and a device may act on being opened.
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotRegularError(path)
    with os.fdopen(os.open(path, _READ), "rb") as stream:
        return stream.read(most + 1)


class NotRegularError(OSError):
    """Something else than a regular file stands at a path."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "not a regular file", os.fspath(path))


def replace_file(
    target: Path, data: bytes, *, prepare: Callable[[Path], None] | None = None
) -> None:
    """Put a file of `data` at `target` in one step, or leave all as it was.

    What stands there already passes its mode on; a new file gets that of the umask.

    Args:
        target: The file; a link there is replaced, not followed.
        data: Its new content.
        prepare: Called with the new file before it takes its place; what it raises stops that.

    Raises:
        OSError: The system refuses.
    """
    # The name is known before the file is made, so that an interrupt never leaves it behind.
    temporary = target.with_name(f"{_TEMPORARY}{os.urandom(8).hex()}.tmp")
    mode = _mode_of(target)
    try:
        handle = os.open(temporary, _CREATE, 0o666 if mode is None else 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if prepare is not None:
            prepare(temporary)
        if mode is not None:
            temporary.chmod(mode)  # last: a change of owner clears bits
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def remove_leftovers(folder: Path, *, older_than: float) -> None:
    """Remove what `replace_file` left in `folder` when it was killed.

    Args:
        folder: The folder, and not those in it.
        older_than: Seconds; what is younger may still be in use.
    """
    for path in folder.glob(f"{_TEMPORARY}*.tmp"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > older_than:
                path.unlink()


def _mode_of(target: Path) -> int | None:
    try:
        return stat.S_IMODE(target.lstat().st_mode)
    except FileNotFoundError:
        return None
