"""The session of a Sphinx build, and what happens once for all pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from weakref import WeakKeyDictionary

from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from ascii_diagram.drawing.html import figure_css
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve import Request
from ascii_diagram.settings import load_settings
from ascii_diagram_markdown.blocks import Block, find_blocks, read_block
from ascii_diagram_markdown.faults import Fault
from ascii_diagram_markdown.options import SiteOptions, read_options
from ascii_diagram_markdown.requests import page_requests
from ascii_diagram_markdown.session import Session

STYLE_SHEET = "ascii-diagram.css"
_RST_DIRECTIVE = re.compile(
    r"^(?P<indent>[ ]*)\.\. ascii-diagram::[ \t]*(?P<argument>.*)\n"
    r"(?P<body>(?:(?P=indent)[ ]+\S.*\n|[ \t]*\n)*)",
    re.MULTILINE,
)
_log = logging.getLogger(__name__)
_sessions: WeakKeyDictionary[BuildEnvironment, Session] = WeakKeyDictionary()


class DiagramError(SphinxError):
    """A diagram cannot be drawn, and the site wants the build to stop then."""

    category = "ascii-diagram"


def option_name(name: str) -> str:
    """Return what an option is called in `conf.py`."""
    return f"ascii_diagram_{name}"


def session_of(env: BuildEnvironment) -> Session:
    """Return the session of a build.

    Raises:
        DiagramError: Options or settings are wrong.
    """
    session = _sessions.get(env)
    if session is None:
        values = {
            spec.name: getattr(env.config, option_name(spec.name), None)
            for spec in fields(SiteOptions)
        }
        try:
            options = read_options(values)
            settings = load_settings(Path(env.srcdir), flags=options.flags)
        except AsciiDiagramError as error:
            raise DiagramError(str(error)) from None
        session = _sessions[env] = Session(settings, options)
    return session


def close_session(app: Sphinx, exception: Exception | None) -> None:
    """Free the model and close the stores."""
    del exception
    session = _sessions.pop(app.env, None)
    if session is not None:
        session.close()


def write_style_sheet(app: Sphinx) -> None:
    """Put the figures' style sheet where pages link to it."""
    if app.builder.format == "html":
        folder = Path(app.outdir, "_static")
        folder.mkdir(parents=True, exist_ok=True)
        Path(folder, STYLE_SHEET).write_text(figure_css(), "utf-8")


def prefetch(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Have the prompts of all pages that are to be read answered in one batch."""
    session = session_of(env)
    requests: dict[Request, None] = {}
    for name in docnames if session.options.enabled else []:
        path = Path(env.doc2path(name))
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, ValueError):  # Sphinx will report it
            continue
        blocks = find_blocks(text) if path.suffix == ".md" else list(_rst_blocks(text))
        requests.update(dict.fromkeys(page_requests(blocks, session.settings)))
    with suppress(AsciiDiagramError):  # each diagram that needs an answer will say it
        session.prefetch(requests)


def _rst_blocks(text: str) -> Iterator[Block]:
    """Give the directives of a reStructuredText page, as far as a look at its lines tells."""
    if "ascii-diagram::" not in text:
        return
    for match in _RST_DIRECTIVE.finditer(text):
        lines = [line.strip() for line in match["body"].strip("\n").split("\n")]
        options = [line for line in lines if line.startswith(":")]
        prompt = [line for line in lines if not line.startswith(":")]
        yield read_block("", "\n".join((*options, match["argument"], *prompt)))


def deliver(env: BuildEnvironment, fault: Fault, location: tuple[str, int] | Node) -> None:
    """Say what went wrong with a diagram, as loudly as the site wants.

    Raises:
        DiagramError: The site wants the build to stop.
    """
    on_error = session_of(env).options.on_error
    hint = f" (hint: {fault.hint})" if fault.hint else ""
    message = " ".join(f"{fault.message}{hint}".split())
    if on_error == "raise" and not fault.warning:
        where = location if isinstance(location, tuple) else (location.source, location.line)
        raise DiagramError(f"{where[0]}:{where[1]}: {message}")
    log = _log.info if on_error == "show" and not fault.warning else _log.warning
    log("%s", message, location=location, type="ascii_diagram")
