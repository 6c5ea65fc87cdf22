"""The server's log: what it did and how long it took, never what stands in documents."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ascii_diagram.errors import FileError

LOG = logging.getLogger("ascii_diagram_lsp")
_OURS = ("ascii_diagram_lsp", "ascii_diagram")
# They log whole messages and parameters, and with them prompts and texts.
_CHATTY = ("pygls", "asyncio")

_ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Where the log goes and what gets into it.

    Attributes:
        file: A file that is appended to; None for standard error.
        level: Least severity.
        texts: Whether prompts and texts may appear, for hunting a fault.
    """

    file: Path | None = None
    level: str = "warning"
    texts: bool = False


class _Formatter(logging.Formatter):
    """Leaves out what an exception says, since it may quote a document, unless that is wanted."""

    def __init__(self, texts: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._texts = texts

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802
        told = super().formatException(ei)
        if self._texts or ei[0] is None:
            return told
        frames = [line for line in told.splitlines() if line.startswith("  ")]
        return "\n".join((*frames, ei[0].__name__))


def start_log(options: LogOptions) -> None:
    """Send the log of this program where `options` say.

    Raises:
        FileError: The file cannot be written.
    """
    try:
        handler = (
            logging.FileHandler(options.file, encoding="utf-8", errors="backslashreplace")
            if options.file
            else logging.StreamHandler(sys.stderr)
        )
    except OSError as error:
        raise FileError(f"cannot write the log {options.file}: {error.strerror}") from error
    handler.setFormatter(_Formatter(options.texts))
    level = options.level.upper()
    for name in (*_OURS, *(_CHATTY if options.texts else ())):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    if not options.texts:
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
