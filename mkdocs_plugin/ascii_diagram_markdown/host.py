"""Which program runs Python-Markdown, and what it knows of the page that is being built."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from markdown import Markdown

from ascii_diagram_markdown.faults import DrawingFailedError
from ascii_diagram_markdown.plain_end import end_plainly

HostName = Literal["mkdocs", "properdocs", "zensical", "markdown"]


@dataclass(frozen=True, slots=True)
class PageContext:
    """The page that a `Markdown` object is made for.

    Attributes:
        host: The program.
        name: The page's file as the program names it; empty when nobody tells.
        file: The host's own object or path for it.
    """

    host: HostName
    name: str = ""
    file: Any = None

    def source(self) -> str:
        """Return the text of the page's file, empty when it cannot be had."""
        try:
            if isinstance(self.file, Path):
                return self.file.read_text("utf-8-sig")
            return str(getattr(self.file, "content_string", ""))
        except (OSError, ValueError):
            return ""

    def logger(self) -> logging.Logger:
        """Return the logger whose warnings the host counts in its strict mode."""
        if self.host in ("mkdocs", "properdocs"):
            return logging.getLogger(f"{self.host}.plugins.ascii_diagram")
        return logging.getLogger("ascii_diagram_markdown")

    def failure(self, message: str) -> Exception:
        """Return an exception that the host reports without a traceback."""
        if self.host in ("mkdocs", "properdocs"):
            from mkdocs.exceptions import PluginError

            return PluginError(message)
        if self.host == "zensical":
            end_plainly(message)
        return DrawingFailedError(message)


def page_context(md: Markdown) -> PageContext:
    """Find out for which page `md` works; hosts leave traces in it."""
    if "relpath" in md.treeprocessors:
        file = getattr(md.treeprocessors["relpath"], "file", None)
        name = getattr(file, "src_uri", "")
        if name:
            host = "properdocs" if "properdocs" in sys.modules else "mkdocs"
            return PageContext(host, str(name), file)
    if "rendering_context" in md.preprocessors:
        processor: Any = md.preprocessors["rendering_context"]
        path = str(getattr(processor.page, "path", ""))
        folder = Path(str(processor.config.get("docs_dir", "docs")))
        return PageContext("zensical", path, folder / path)
    if "properdocs" in sys.modules:
        return PageContext("properdocs")
    if "mkdocs" in sys.modules:
        return PageContext("mkdocs")
    return PageContext("markdown")
