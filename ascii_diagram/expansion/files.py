"""Files as text and back: every byte that is not edited stays, and writing is all or nothing."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.encodings import Encoding, detect
from ascii_diagram.limits import MAX_FILE_BYTES

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class SkippedFileError(FileError):
    """A file that is passed over because of what it is; nothing is wrong with the run."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as it was read.

    Attributes:
        path: The file as named by the caller.
        target: The regular file behind all links.
        data: Its bytes.
        text: Its characters, line ends untouched, without byte order mark.
        encoding: How they are stored.
    """

    path: Path
    target: Path
    data: bytes
    text: str
    encoding: Encoding


def read_bytes(path: Path) -> tuple[Path, bytes]:
    """Return the regular file behind `path` and its bytes.

    Raises:
        FileError: There is none, or it cannot be read.
        SkippedFileError: It is too large, or a device or the like.
    """
    try:
        target = path.resolve(strict=True)
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SkippedFileError(f"{path}: skipped, not a regular file")
        with target.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links on Python 3.11
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{path}: cannot be read: {reason}") from error
    if len(data) > MAX_FILE_BYTES:
        raise SkippedFileError(f"{path}: skipped, larger than {MAX_FILE_BYTES // 2**20} MiB")
    return target, data


def decode_source(path: Path, target: Path, data: bytes) -> SourceText:
    """Return the text of a file's bytes.

    Raises:
        SkippedFileError: It is binary, or its encoding is unknown, wrong, or would not survive.
    """
    try:
        encoding = detect(data, target.suffix)
    except FileError as error:
        raise SkippedFileError(f"{path}: skipped, {error.message}") from error
    try:
        text = encoding.decode(data)
    except UnicodeError as error:
        if b"\0" in data and not encoding.mark:
            raise SkippedFileError(f"{path}: skipped, a binary file") from error
        if encoding == Encoding():
            reason = "not UTF-8 and declares no encoding"
        else:
            reason = f"not in its declared encoding {encoding.codec}"
        raise SkippedFileError(f"{path}: skipped, {reason}") from error
    if "\0" in text:
        raise SkippedFileError(f"{path}: skipped, a binary file")
    if _encoded(encoding, text) != data:
        raise SkippedFileError(
            f"{path}: skipped, {encoding.codec} would not give back the same bytes"
        )
    return SourceText(path, target, data, text, encoding)


def read_source(path: Path) -> SourceText:
    """Read a text file.

    Raises:
        FileError: It cannot be read.
        SkippedFileError: It is binary, too large, or its encoding is not known.
    """
    return decode_source(path, *read_bytes(path))


def write_source(source: SourceText, text: str) -> bool:
    """Replace the file's text in one step, keeping encoding, mode, owner and links to it.

    Args:
        source: The file as it was read; it must not have changed since.
        text: The new text.

    Returns:
        Whether anything was written: the same text is left alone.

    Raises:
        FileError: A character does not fit the encoding, the file is read-only, it changed since
            it was read, or the system refuses. The file is then as before.
    """
    try:
        data = source.encoding.encode(text)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise FileError(
            f"{source.path}: {source.encoding.codec} cannot hold {character!r}",
            hint="store the file as UTF-8, or use other words in the diagram",
        ) from error
    if data == source.data:
        return False
    try:
        status = source.target.stat()
        if not status.st_mode & _WRITABLE or not os.access(source.target, os.W_OK):
            raise FileError(f"{source.path}: is read-only", hint="make it writable and run again")
        _replace(source, data, status)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(f"{source.path}: cannot be written: {reason}") from error
    return True


def _replace(source: SourceText, data: bytes, status: os.stat_result) -> None:
    import tempfile

    target = source.target
    handle, name = tempfile.mkstemp(prefix=".ascii-diagram-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _copy_attributes(target, temporary, status)
        if target.read_bytes() != source.data:
            raise FileError(
                f"{source.path}: changed while its diagrams were made; it is left as it is",
                hint="run again",
            )
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _copy_attributes(target: Path, temporary: Path, status: os.stat_result) -> None:
    """Give the new file the old one's owner, extended attributes and mode, as far as allowed."""
    own = temporary.stat()
    if hasattr(os, "chown") and (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        with suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))
    temporary.chmod(stat.S_IMODE(status.st_mode))  # last: a change of owner clears bits


def _encoded(encoding: Encoding, text: str) -> bytes | None:
    try:
        return encoding.encode(text)
    except UnicodeError:
        return None
