"""Claims the socket for one server: a lock tells a running server from what a dead one left."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Generator
from pathlib import Path

from ascii_diagram.errors import BackendError
from ascii_diagram.worker.runtime_dir import check_length, check_socket, lock_path, make_private

_BACKLOG = 64


@contextlib.contextmanager
def claimed_socket(path: Path) -> Generator[socket.socket]:
    """Listen on `path` while the context lasts; then nothing is left there.

    Raises:
        BackendError: A worker is running already, the place cannot be trusted, or the system has
            no Unix sockets.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise BackendError(
            "the worker needs Unix sockets, which this system has not",
            hint="without it the model runs inside each command",
        )
    check_length(path)
    make_private(path.parent)
    with _exclusive(lock_path(path)):
        # The lock is ours, so a socket found here is a dead server's.
        if check_socket(path):
            path.unlink()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            try:
                listener.bind(os.fspath(path))
                # Nobody else gets into the directory; this is for who looks at the file alone.
                path.chmod(0o600)
                listener.listen(_BACKLOG)
                yield listener
            finally:
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def _exclusive(path: Path) -> Generator[None]:
    """Hold the lock file `path`; removed at the end."""
    import fcntl

    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackendError(
                    "a worker is running already", hint="stop it with `ascii-diagram worker --stop`"
                ) from error
            if not _is_at(descriptor, path):
                continue  # its last holder removed it while we were locking it
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return
        finally:
            os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
