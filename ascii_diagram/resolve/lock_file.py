"""`ascii-diagram.lock`: what prompts were taken to mean, committed so that everybody gets the same.

The format is described in docs/reference/lock-file.md.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from ascii_diagram.errors import FileError
from ascii_diagram.file_access import replace_file
from ascii_diagram.limits import MAX_FILE_BYTES
from ascii_diagram.printable import printable
from ascii_diagram.resolve.keys import canonical_request, request_key
from ascii_diagram.resolve.request import Request, Style

LOCK_FILE_NAME = "ascii-diagram.lock"

_VERSION = 1
_HEADER = f"""\
# What the `ascii-diagram:` prompts of this repository were taken to mean.
# Written by `ascii-diagram expand`; commit it. A notation may be edited by hand.
version = {_VERSION}
"""
_CONFLICT_MARKER = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?= |$)", re.MULTILINE)
_AGAIN = "or delete the file and run `ascii-diagram expand` to make it anew"


@dataclass(frozen=True, slots=True)
class LockEntry:
    """One answer, with the request it belongs to.

    Attributes:
        request: What was asked, in canonical form.
        notation: Canonical arrow notation.
        model: Identity of the model that wrote it.
    """

    request: Request
    notation: str
    model: str


class LockFile:
    """The entries of a lock file, changed in memory until `save`.

    Use `LockFile.load`. One thread at a time.
    """

    def __init__(self, path: Path, entries: dict[str, LockEntry], text: str | None) -> None:
        self.path = path
        self._entries = entries
        self._text = text
        self._changes: dict[str, LockEntry | None] = {}  # None for an entry that was removed

    @classmethod
    def load(cls, path: Path) -> LockFile:
        """Read the lock file at `path`; a file that does not exist has no entries.

        Raises:
            FileError: It is no regular file, too large, holds merge conflict markers, or is
                malformed.
        """
        text = _read(path)
        return cls(path, _parse(text, path) if text is not None else {}, text)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> LockEntry | None:
        """Return the entry under `key`, or None."""
        return self._entries.get(key)

    def put(self, request: Request, notation: str, model: str) -> None:
        """Set the answer to `request`."""
        entry = LockEntry(canonical_request(request), notation, model)
        key = request_key(request)
        if self._entries.get(key) != entry:
            self._entries[key] = self._changes[key] = entry

    def entries(self) -> tuple[tuple[str, LockEntry], ...]:
        """Return all entries with their keys, in no particular order."""
        return tuple(self._entries.items())

    def remove(self, key: str) -> None:
        """Drop the entry under `key`, if there is one."""
        if self._entries.pop(key, None) is not None:
            self._changes[key] = None

    def save(self) -> bool:
        """Write the file if an entry changed; return whether it was written.

        What another process has written and removed since `load` stays so: only what was changed
        here is changed in the file.

        Raises:
            FileError: The file cannot be written, or what stands there now cannot be read.
        """
        if not self._changes:
            return False
        text = _read(self.path)
        if text != self._text:
            theirs = _parse(text, self.path) if text is not None else {}
            merged = theirs | self._changes
            self._entries = {key: entry for key, entry in merged.items() if entry is not None}
        new = _format(self._entries)
        if text is not None and "\r\n" in text:
            new = new.replace("\n", "\r\n")
        if new != text:
            _replace_file(self.path, new)
        self._text, self._changes = new, {}
        return new != text


def _read(path: Path) -> str | None:
    try:
        # A repository is untrusted: no link out of it, no pipe or device that never ends.
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise FileError(f"{printable(path)} is not a regular file", hint="delete it")
        if status.st_size > MAX_FILE_BYTES:
            raise FileError(
                f"{printable(path)} is larger than {MAX_FILE_BYTES} bytes",
                hint=f"delete old entries, {_AGAIN}",
            )
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileError(f"cannot read {printable(path)}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileError(
            f"{printable(path)} is not UTF-8 text", hint=_AGAIN.removeprefix("or ")
        ) from error


def _parse(text: str, path: Path) -> dict[str, LockEntry]:
    import tomllib

    marker = _CONFLICT_MARKER.search(text)
    if marker:
        line = text.count("\n", 0, marker.start()) + 1
        raise FileError(
            f"{printable(path)}, line {line}: unresolved merge conflict",
            hint="keep the entries of both sides (each key once) and delete the marker lines, "
            + _AGAIN,
        )
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(
            f"{printable(path)} is malformed: {printable(error)}", hint=f"mend it, {_AGAIN}"
        ) from error
    if table.pop("version", None) != _VERSION:
        raise FileError(
            f"{printable(path)} is not of version {_VERSION}",
            hint=f"use the ascii-diagram that wrote it, {_AGAIN}",
        )
    return {key: _entry(key, cast(object, value), path) for key, value in table.items()}


def _entry(key: str, value: object, path: Path) -> LockEntry:
    fields = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    prompt, notation, model = (fields.get(name) for name in ("prompt", "notation", "model"))
    style, width, height = (fields.get(name) for name in ("style", "width", "height"))
    style = "tui_flow" if style is None else style
    if not (
        isinstance(prompt, str)
        and isinstance(notation, str)
        and isinstance(model, str)
        and style in get_args(Style)
        and all(size is None or type(size) is int for size in (width, height))
    ):
        raise FileError(
            f"{printable(path)}: the entry [{printable(key, 64)}] is incomplete",
            hint=f"mend it, {_AGAIN}",
        )
    request = Request(
        prompt, cast(Style, style), cast("int | None", width), height=cast("int | None", height)
    )
    # Else a review would show another prompt than the one that gets this answer.
    if request_key(request) != key:
        raise FileError(
            f"{printable(path)}: the entry [{printable(key, 64)}] does not belong to its prompt",
            hint=f"delete the entry, {_AGAIN}",
        )
    return LockEntry(canonical_request(request), notation.strip("\n"), model)


def _format(entries: dict[str, LockEntry]) -> str:
    blocks = [_HEADER]
    for key, entry in sorted(entries.items()):
        lines = [f"[{key}]", f"prompt = {_basic_string(entry.request.prompt)}"]
        if entry.request.style != "tui_flow":
            lines.append(f'style = "{entry.request.style}"')
        if entry.request.width is not None:
            lines.append(f"width = {entry.request.width}")
        if entry.request.height is not None:
            lines.append(f"height = {entry.request.height}")
        lines.append(f"model = {_basic_string(entry.model)}")
        body = "\n".join(_escaped_line(line) for line in entry.notation.split("\n"))
        lines.append(f'notation = """\n{body}\n"""\n')
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def _basic_string(text: str) -> str:
    return '"' + _escaped(text) + '"'


def _escaped_line(line: str) -> str:
    escaped = _escaped(line).replace('\\"', '"').replace('"""', '""\\"')
    if _CONFLICT_MARKER.match(escaped):
        return f"\\u{ord(escaped[0]):04X}" + escaped[1:]
    # Blanks at a line's end do not survive editors.
    return escaped[:-1] + "\\u0020" if escaped.endswith(" ") else escaped


def _escaped(text: str) -> str:
    return "".join(
        "\\" + character
        if character in '"\\'
        else character
        if character.isprintable()
        else f"\\U{ord(character):08X}"
        for character in text
    )


def _replace_file(path: Path, text: str) -> None:
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise FileError(f"cannot write {printable(path)}: {error.strerror}") from error
