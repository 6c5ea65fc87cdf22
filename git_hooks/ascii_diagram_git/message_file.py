"""The file that holds a commit message: finding, reading and replacing it."""

from __future__ import annotations

import codecs
import os
from pathlib import Path
from typing import NamedTuple

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.encodings import Encoding
from ascii_diagram.file_access import read_regular, remove_leftovers, replace_file
from ascii_diagram.limits import MAX_FILE_BYTES
from ascii_diagram.printable import printable
from ascii_diagram_git.git import git_path
from ascii_diagram_git.message_text import find_scissors

_DEFAULT_CODEC = "utf-8"
_MAX_WITH_DIFFERENCES = 16 * MAX_FILE_BYTES
_LEFTOVER_SECONDS = 3600.0


class MessageFile(NamedTuple):
    """A message as it was read.

    Attributes:
        path: Its file.
        text: The message, comments included.
        tail: The scissors and what is below them; not part of the message.
        scissors: The comment string before the scissors; empty without them.
        codec: How `text` became bytes.
        drawing: The encoding that drawings in it must keep to.
    """

    path: Path
    text: str
    tail: bytes
    scissors: str
    codec: str
    drawing: Encoding

    def replace(self, text: str) -> None:
        """Put `text` in the message's place, in one step.

        Raises:
            FileError: That cannot be done; the file is as it was.
        """
        target = Path(os.path.realpath(self.path))
        try:
            remove_leftovers(target.parent, older_than=_LEFTOVER_SECONDS)
            replace_file(target, text.encode(self.codec) + self.tail)
        except OSError as error:
            raise FileError(
                f"{printable(self.path)} cannot be written: {error.strerror or error}"
            ) from error


def find_message() -> Path:
    """Return the file of the message that is being made, for hooks that were not told it."""
    if git_path("MERGE_HEAD").exists():
        return git_path("MERGE_MSG")
    return git_path("COMMIT_EDITMSG")


def read_message(path: Path, commit_encoding: str) -> MessageFile:
    """Read the message in `path`.

    Args:
        path: The file.
        commit_encoding: The value of i18n.commitEncoding, empty when it is not set. Text that is
            not in it is kept as the bytes it is, and gets drawings in ASCII.

    Raises:
        FileError: There is no such file, or it is too large.
    """
    try:
        data = read_regular(path, _MAX_WITH_DIFFERENCES)
    except OSError as error:
        raise FileError(f"{printable(path)} cannot be read: {error.strerror or error}") from error
    end, scissors = find_scissors(data)
    if end > MAX_FILE_BYTES or len(data) > _MAX_WITH_DIFFERENCES:
        raise FileError(f"{printable(path)} is too large")
    head, tail = data[:end], data[end:]
    codec = drawing = _codec(commit_encoding or _DEFAULT_CODEC)
    try:
        text = head.decode(codec)
    except UnicodeDecodeError:
        codec, drawing = "latin-1", "ascii"
        text = head.decode(codec)
    return MessageFile(
        path, text, tail, scissors.decode(codec, "replace"), codec, Encoding(drawing)
    )


def _codec(name: str) -> str:
    """Return Python's name of an encoding; ASCII for those that it does not have."""
    try:
        codec = codecs.lookup(name).name
        plain = "ascii-diagram\n".encode(codec) == b"ascii-diagram\n"
    except (LookupError, UnicodeError, ValueError):
        return "ascii"
    return codec if plain else "ascii"
