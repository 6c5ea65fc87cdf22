"""The form `@{ shape: cyl, label: "Orders" }` behind a node or a participant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ascii_diagram.notation.mermaid_lexing import Cursor, describe

_SEPARATORS = re.compile(r"[\s,]*")
_KEY = re.compile(r"""(["']?)([\w-]+)\1[ \t]*:[ \t]*""")
_SINGLE_QUOTED = re.compile(r"'([^'\n]*)'")
_BARE = re.compile(r"[^,}\n]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and the offset where it stands."""

    value: str
    offset: int


def take_metadata(cursor: Cursor) -> dict[str, Entry]:
    """Read entries up to the closing brace, with the cursor behind `@{`.

    Entries are `key: value` or `"key": value`, separated by commas or line feeds; values may stand
    in single or double quotes. Raises NotationError.
    """
    opening = cursor.offset - 2
    entries: dict[str, Entry] = {}
    while True:
        cursor.take(_SEPARATORS)
        if cursor.skip("}"):
            return entries
        if cursor.done:
            raise cursor.fail("the properties are not closed", "`}`", offset=opening)
        key = cursor.take(_KEY)
        if not key:
            raise cursor.fail(f"unexpected {describe(cursor.char)}", "`name: value` or `}`")
        offset = cursor.offset
        entries[key[2]] = Entry(_value(cursor), offset)


def _value(cursor: Cursor) -> str:
    if cursor.char == '"':
        return cursor.quoted()
    if single := cursor.take(_SINGLE_QUOTED):
        return single[1]
    bare = cursor.take(_BARE)
    return bare.group().strip() if bare else ""
