"""Where the worker's socket lies, and whether it can be trusted.

The directory belongs to the user alone (mode 0700). What another user owns is refused, because
whoever owns the socket gets to read every prompt.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
from pathlib import Path

from ascii_diagram.errors import BackendError
from ascii_diagram.worker.protocol import PROTOCOL_VERSION

APPLICATION = "ascii-diagram"

# sun_path of sockaddr_un, without the final NUL: 108 on Linux, 104 on macOS and the BSDs.
_MAX_SOCKET_PATH_BYTES = 103
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SHORTER = "set XDG_RUNTIME_DIR to a directory of your own with a short name"


def current_user() -> int:
    """Return the user id that files must have."""
    return os.geteuid()


def base_directory(runtime_dir: Path | None = None) -> Path:
    """Return the user's directory for sockets: `runtime_dir`, XDG_RUNTIME_DIR or the platform's."""
    if runtime_dir is not None:
        return runtime_dir
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if named and Path(named).is_absolute():
        return Path(named)
    import warnings

    from platformdirs import user_runtime_path

    with warnings.catch_warnings():
        # That it falls back to a directory in /tmp is why that is checked.
        warnings.simplefilter("ignore")
        return user_runtime_path()


def socket_path(runtime_dir: Path | None = None) -> Path:
    """Return the path of the socket; workers of another protocol version use another one."""
    return base_directory(runtime_dir) / APPLICATION / f"worker-{PROTOCOL_VERSION}.sock"


def lock_path(socket_file: Path) -> Path:
    """Return the path of the lock that whoever serves on `socket_file` holds."""
    return socket_file.with_suffix(".lock")


def make_private(directory: Path) -> None:
    """Make `directory` for the owner only, and check it.

    Raises:
        BackendError: It cannot be made, or others could put a socket of theirs there.
    """
    try:
        directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
        status = directory.lstat()
        if (
            stat.S_ISDIR(status.st_mode)
            and status.st_uid == current_user()
            and status.st_mode & _OTHERS
        ):
            directory.chmod(0o700)
    except OSError as error:
        raise BackendError(
            f"cannot make the directory {directory}: {error.strerror}", hint=_SHORTER
        ) from error
    check_private(directory)


def check_private(directory: Path) -> None:
    """Check that only the user can put anything into `directory`.

    Raises:
        BackendError: It is a link, or another user owns it or could replace it.
        OSError: It cannot be looked at.
    """
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise BackendError(f"{directory} is not a directory", hint="delete it")
    if status.st_uid != current_user():
        raise BackendError(f"{directory} belongs to another user", hint=_SHORTER)
    if status.st_mode & _OTHERS:
        raise BackendError(f"{directory} is open to other users", hint=f"chmod 700 {directory}")
    parent = directory.parent.stat()
    replaceable = parent.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not (
        parent.st_mode & stat.S_ISVTX
    )
    if replaceable or parent.st_uid not in (0, current_user()):
        raise BackendError(
            f"others could replace {directory}: they may write to {directory.parent}",
            hint=_SHORTER,
        )


def check_socket(path: Path) -> bool:
    """Return whether a socket of the user's own lies at `path`.

    Raises:
        BackendError: What lies there is not ours, or no socket.
    """
    try:
        status = path.lstat()
        if status.st_uid != current_user():
            raise BackendError(f"{path} belongs to another user", hint=_SHORTER)
        if not stat.S_ISSOCK(status.st_mode):
            raise BackendError(f"{path} is not a socket", hint="delete it")
        check_private(path.parent)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise BackendError(f"cannot look at {path}: {error.strerror}") from error
    return True


def check_length(path: Path) -> None:
    """Raise BackendError when `path` is too long for the name of a socket."""
    if len(os.fsencode(path)) > _MAX_SOCKET_PATH_BYTES:
        raise BackendError(f"the name of the socket {path} is too long", hint=_SHORTER)


def same_user(connection: socket.socket) -> bool:
    """Return whether the other end of a Unix socket runs as this user (True where unknowable).

    Where the system does not tell (SO_PEERCRED is Linux's), the private directory must do.
    """
    option: int | None = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    layout = struct.Struct("3i")
    _, user, _ = layout.unpack(connection.getsockopt(socket.SOL_SOCKET, option, layout.size))
    return user == current_user()
