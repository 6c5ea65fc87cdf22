"""What can go wrong in a stage; every error says what, where and what to do."""

from __future__ import annotations

from ascii_diagram.errors import AsciiDiagramError


class TrainingError(AsciiDiagramError):
    """Base of the expected errors of all stages."""


class ConfigError(TrainingError):
    """A config file, topic file or flag with an unknown name or a bad value."""


class RowError(TrainingError):
    """A row, or a file of rows, that cannot be used."""


class StoreError(TrainingError):
    """The row store or the request cache cannot be read or written."""


class TeacherError(TrainingError):
    """No teacher answers, or what it answers is unusable."""


class ExportError(TrainingError):
    """A trained model that cannot be exported, or files that do not belong together."""


class ServeError(TrainingError):
    """A server that does not start, or does not answer as it should."""


class Interrupted(TrainingError):  # noqa: N818 - it is no fault
    """The user stopped the stage; what was done is kept."""
