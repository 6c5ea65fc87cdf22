"""Files as text and back: every byte that is not edited stays, and writing is all or nothing."""

from __future__ import annotations

import codecs
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.encodings import Encoding, detect
from ascii_diagram.file_access import NotRegularError, read_regular, replace_file
from ascii_diagram.limits import MAX_FILE_BYTES
from ascii_diagram.printable import printable

_WORD = b"ascii-diagram"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
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
        data = read_regular(target, MAX_FILE_BYTES)
    except NotRegularError as error:
        raise SkippedFileError(f"{printable(path)}: skipped, not a regular file") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links on Python 3.11
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{printable(path)}: cannot be read: {printable(reason)}") from error
    if len(data) > MAX_FILE_BYTES:
        size = f"{MAX_FILE_BYTES // 2**20} MiB"
        raise SkippedFileError(f"{printable(path)}: skipped, larger than {size}")
    return target, data


def may_hold_directives(data: bytes) -> bool:
    """Whether directives may be in a file of these bytes: a first look that needs no decoding."""
    return _WORD in data or data.startswith(_WIDE_MARKS)


def decode_source(path: Path, target: Path, data: bytes) -> SourceText:
    """Return the text of a file's bytes.

    Raises:
        SkippedFileError: It is binary, or its encoding is unknown, wrong, or would not survive.
    """
    name = printable(path)
    try:
        encoding = detect(data, target.suffix)
    except FileError as error:
        raise SkippedFileError(f"{name}: skipped, {error.message}") from error
    try:
        text = encoding.decode(data)
    except UnicodeError as error:
        if b"\0" in data and not encoding.mark:
            raise SkippedFileError(f"{name}: skipped, a binary file") from error
        if encoding == Encoding():
            reason = "not UTF-8 and declares no encoding"
        else:
            reason = f"not in its declared encoding {encoding.codec}"
        raise SkippedFileError(f"{name}: skipped, {reason}") from error
    if "\0" in text:
        raise SkippedFileError(f"{name}: skipped, a binary file")
    if _encoded(encoding, text) != data:
        raise SkippedFileError(
            f"{name}: skipped, {encoding.codec} would not give back the same bytes"
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
    name = printable(source.path)
    try:
        data = source.encoding.encode(text)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise FileError(
            f"{name}: {source.encoding.codec} cannot hold {character!r}",
            hint="store the file as UTF-8, or use other words in the diagram",
        ) from error
    if data == source.data:
        return False
    try:
        status = source.target.stat()
        if not status.st_mode & _WRITABLE or not os.access(source.target, os.W_OK):
            raise FileError(f"{name}: is read-only", hint="make it writable and run again")

        def prepare(temporary: Path) -> None:
            _copy_attributes(source.target, temporary, status)
            if source.target.read_bytes() != source.data:
                raise FileError(
                    f"{name}: changed while its diagrams were made; it is left as it is",
                    hint="run again",
                )

        replace_file(source.target, data, prepare=prepare)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(f"{name}: cannot be written: {reason}") from error
    return True


def _copy_attributes(target: Path, temporary: Path, status: os.stat_result) -> None:
    """Give the new file the old one's owner and extended attributes, as far as allowed."""
    own = temporary.stat()
    if hasattr(os, "chown") and (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        with suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))


def _encoded(encoding: Encoding, text: str) -> bytes | None:
    try:
        return encoding.encode(text)
    except UnicodeError:
        return None
