"""Errors a user can cause and mend; every one says what is wrong, where, and what to do."""

from ascii_diagram.printable import marked_line


class AsciiDiagramError(Exception):
    """Base of all expected errors.

    Args:
        message: What is wrong, in one sentence.
        hint: What the user can do about it; empty when the message already says so.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class NotationError(AsciiDiagramError):
    """A fault in arrow notation or Mermaid.

    Args:
        message: What is wrong.
        line: Line of the fault, from 1.
        column: Column of the fault in code points, from 1.
        expected: What would have been accepted there; may be empty.
        source: The whole faulty line.
    """

    def __init__(
        self, message: str, *, line: int, column: int, expected: str = "", source: str = ""
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.expected = expected
        self.source = source

    def __str__(self) -> str:
        text = f"line {self.line}, column {self.column}: {self.message}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.source:
            text += "".join(f"\n  {line}" for line in marked_line(self.source, self.column))
        return text


class LimitError(AsciiDiagramError):
    """Input beyond a fixed bound (see `ascii_diagram.limits`)."""


class DiagramError(AsciiDiagramError):
    """Data that is no sound diagram; the message names the field."""


class WidthError(AsciiDiagramError):
    """The drawing cannot fit the width.

    Args:
        width: The width that was asked for, in display cells.
        minimum: The smallest width that works, in display cells.
    """

    def __init__(self, width: int, minimum: int) -> None:
        super().__init__(
            f"the drawing does not fit {width} columns",
            hint=f"the smallest width that works is {minimum}",
        )
        self.width = width
        self.minimum = minimum


class DrawingError(AsciiDiagramError):
    """The engine could not make a drawing that passes its own checks."""


class DirectiveError(AsciiDiagramError):
    """A directive or region that cannot be read, or a file whose regions must not be touched."""


class FileError(AsciiDiagramError):
    """A file that cannot be read or written safely."""


class SettingsError(AsciiDiagramError):
    """A settings file, environment variable or flag with an unknown name or a bad value."""


class BackendError(AsciiDiagramError):
    """No model could be had, or the model's answer is unusable."""
