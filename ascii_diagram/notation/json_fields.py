"""Typed access to the fields of untrusted JSON data, with errors that name the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from ascii_diagram.errors import DiagramError, LimitError
from ascii_diagram.limits import MAX_LABEL_CHARS, MAX_NOTATION_BYTES
from ascii_diagram.notation.arrow_statements import nearest
from ascii_diagram.notation.arrow_tokens import FORBIDDEN


class Fields:
    """One JSON object; every field that is read counts as known.

    Args:
        data: The object.
        path: Where it stands, as in `nodes[3]`; empty at the top.

    Raises:
        DiagramError: `data` is not an object.
    """

    def __init__(self, data: object, path: str) -> None:
        self.path = path
        if not isinstance(data, Mapping):
            raise DiagramError(f"{path or 'the diagram'}: expected an object")
        self._data = cast(Mapping[object, object], data)
        self._known: list[str] = []

    def fault(self, name: str, message: str) -> DiagramError:
        """Return the error for a fault in a field."""
        return DiagramError(f"{self._path(name)}: {message}")

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._get(name) is not None

    def ignore(self, name: str) -> None:
        """Take a field for known whatever it holds."""
        self._known.append(name)

    def finish(self) -> None:
        """Refuse fields that nothing has read, unless they are empty."""
        for name, value in self._data.items():
            if name not in self._known and value not in (None, [], ""):
                written = str(name)[:MAX_LABEL_CHARS]
                raise DiagramError(
                    f"{self.path or 'the diagram'}: unknown field {written!r}"
                    f"{nearest(written, self._known)}"
                )

    def text(self, name: str, default: str | None = None) -> str:
        """Return a label; it may hold line feeds. Without a default it must be there."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        return self._text(name, value)

    def name(self, name: str) -> str:
        """Return an id: a label of one line that is not empty."""
        return self._name(name, self._get(name))

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of different ids."""
        names = tuple(self._name(name, value) for value in self._list(name))
        if len(set(names)) != len(names):
            raise self.fault(name, "the same name stands here twice")
        return names

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of labels, empty where the field is missing."""
        return tuple(self._text(name, value) for value in self._list(name))

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a picture, blanks at their ends taken off."""
        lines = [self._text(name, value, bound=MAX_NOTATION_BYTES) for value in self._list(name)]
        if not any(line.strip(" ") for line in lines) or any("\n" in line for line in lines):
            raise self.fault(name, "expected strings of one line each, not all empty")
        if sum(len(line) + 1 for line in lines) > MAX_NOTATION_BYTES:
            raise LimitError(f"{self._path(name)}: the picture is too large")
        return tuple(line.rstrip(" ") for line in lines)

    def choice(self, name: str, known: tuple[str, ...], default: str) -> str:
        """Return one of the known words."""
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, str) or value not in known:
            hint = nearest(value[:MAX_LABEL_CHARS], known) if isinstance(value, str) else ""
            raise self.fault(
                name, f"unknown value {str(value)[:40]!r}{hint}; expected one of {', '.join(known)}"
            )
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean, false where the field is missing."""
        value = self._get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.fault(name, "expected true or false")
        return value

    def number(self, name: str, most: int, default: int | None = None) -> int:
        """Return a whole number from 1 to `most`."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise self.fault(name, f"expected a whole number from 1 to {most}")
        return value

    def items(self, name: str, most: int, *, bare: str = "") -> list[Fields]:
        """Return a list of objects, empty where the field is missing.

        Args:
            name: The field.
            most: How many there may be.
            bare: The field that a bare string stands for.

        Raises:
            LimitError: More than `most`.
        """
        values = self._list(name)
        if len(values) > most:
            raise LimitError(f"{self._path(name)}: more than {most}")
        return [
            Fields(
                {bare: value} if bare and isinstance(value, str) else value,
                f"{self._path(name)}[{number}]",
            )
            for number, value in enumerate(values)
        ]

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _get(self, name: str) -> object:
        self._known.append(name)
        return self._data.get(name)

    def _list(self, name: str) -> Sequence[object]:
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise self.fault(name, "expected a list")
        return cast(Sequence[object], value)

    def _text(self, name: str, value: object, bound: int = MAX_LABEL_CHARS) -> str:
        if not isinstance(value, str):
            raise self.fault(name, "expected a string")
        found = FORBIDDEN.search(value)
        if found or "\t" in value:
            code = ord(found.group() if found else "\t")
            raise self.fault(name, f"the character U+{code:04X} is not allowed")
        if len(value) > MAX_NOTATION_BYTES or any(len(line) > bound for line in value.split("\n")):
            raise LimitError(f"{self._path(name)}: a line is longer than {bound} characters")
        return value

    def _name(self, name: str, value: object) -> str:
        text = self._text(name, value)
        if not text or "\n" in text:
            raise self.fault(name, "expected a name of one line")
        return text
