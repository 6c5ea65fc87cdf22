"""The files among those that a user names which may hold drawings, with their settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.files import SkippedFileError, SourceText, read_source
from ascii_diagram.expansion.ignore import is_excluded
from ascii_diagram.expansion.walk import FoundFile, find_files
from ascii_diagram.printable import printable


class DrawnFile(NamedTuple):
    """A file that may hold drawings.

    Attributes:
        path: As the user named it.
        source: What stands in it; None when it could not be read.
        width: Most display cells of a line, None for any.
        error: Why it could not be read or was passed over.
    """

    path: Path
    source: SourceText | None
    width: int | None = None
    error: AsciiDiagramError | None = None

    @property
    def failed(self) -> bool:
        """Whether something went wrong, other than passing over what is no text."""
        return self.error is not None and not isinstance(self.error, SkippedFileError)


def drawn_files(paths: list[Path], width: int | None = None) -> Iterator[DrawnFile]:
    """Yield the files that may hold drawings, and those that cannot be read.

    Args:
        paths: Files and folders.
        width: The user's `--width`; without it the width that some settings set counts, the
            default does not.

    Raises:
        SettingsError: Some settings that hold for a file are wrong.
    """
    for found in find_files(paths):
        file = _drawn_file(found, width)
        if file is not None:
            yield file


def _drawn_file(found: FoundFile, width: int | None) -> DrawnFile | None:
    from ascii_diagram.checking.passages import may_hold_drawings

    try:
        if found.error:
            raise found.error
        source = read_source(found.path)
    except SkippedFileError as error:
        return DrawnFile(found.path, None, error=error) if found.named else None
    except AsciiDiagramError as error:
        return DrawnFile(found.path, None, error=error)
    if not may_hold_drawings(source.text):
        return None
    from ascii_diagram.settings import load_settings

    settings = load_settings(found.path, flags={"width": width})
    root = settings.exclude_root
    if root and is_excluded(found.absolute, settings.exclude, root):
        error = SkippedFileError(f"{printable(found.path)}: skipped, excluded by the settings")
        return DrawnFile(found.path, None, error=error) if found.named else None
    limit = settings.width if "width" in settings.model_fields_set else None
    return DrawnFile(found.path, source, limit)
