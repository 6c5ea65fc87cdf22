"""The plugin `ascii-diagram` of MkDocs and ProperDocs.

The extension does the work; the plugin registers it with the style sheet, has all pages' prompts
answered in one batch before the first page is built, and keeps answers, drawings and model over the
rebuilds of `serve`.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from mkdocs.config.base import BaseConfigOption, LegacyConfig, PlainConfigSchema
from mkdocs.config.config_options import Optional, Type
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.utils.meta import get_data

from ascii_diagram.drawing.html import figure_css
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve import LOCK_FILE_NAME, Request
from ascii_diagram.settings import load_settings
from ascii_diagram_markdown.blocks import find_blocks
from ascii_diagram_markdown.options import SiteOptions, read_options
from ascii_diagram_markdown.requests import page_requests
from ascii_diagram_markdown.session import Session

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

EXTENSION = "ascii_diagram"
STYLE_SHEET = "assets/stylesheets/ascii-diagram.css"

_log = get_plugin_logger("ascii-diagram")


class AsciiDiagramPlugin(BasePlugin[LegacyConfig]):
    """Draws the diagrams of a site; its options are those of `SiteOptions`."""

    config_scheme: PlainConfigSchema = tuple(
        (spec.name, cast("BaseConfigOption[object]", Optional(Type((bool, int, str)))))
        for spec in fields(SiteOptions)
    )

    def __init__(self) -> None:
        self._session: Session | None = None
        self._options = SiteOptions()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Tell MkDocs to keep this object over the rebuilds of `serve`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Register the extension and its style sheet."""
        try:
            self._options = read_options(dict(self.config))
            session = self._renewed(Path(config.docs_dir))
        except AsciiDiagramError as error:
            raise PluginError(f"ascii-diagram: {error}") from None
        if EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(EXTENSION)
        configs = cast("dict[str, dict[str, object]]", config["mdx_configs"])
        configs.setdefault(EXTENSION, {})["session"] = session
        sheets = cast("list[str]", config["extra_css"])
        if self._options.css and STYLE_SHEET not in sheets:
            sheets.append(STYLE_SHEET)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the style sheet to the site and have all prompts answered."""
        if not self._options.enabled:
            return files
        if self._options.css:
            files.append(File.generated(config, STYLE_SHEET, content=figure_css()))
        if self._session is not None:
            self._prefetch(self._session, files)
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> None:
        """Note the page for diagrams in what other plugins convert for it."""
        if self._session is not None:
            self._session.page_name = page.file.src_uri

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: Any) -> None:
        """Build again when what drawings depend on changes."""
        for path in self._watched(Path(config.docs_dir)):
            server.watch(str(path))

    def on_shutdown(self) -> None:
        """Free the model."""
        if self._session is not None:
            self._session.close()

    def _renewed(self, docs: Path) -> Session:
        """Return the session; another one when settings or options have changed."""
        settings = load_settings(docs, flags=self._options.flags)
        # The extension need not put the style sheet into pages: they have it as a file.
        options = replace(self._options, css=False)
        old = self._session
        if old is not None and (old.settings, old.options) == (settings, options):
            return old
        if old is not None:
            old.close()
        self._session = Session(settings, options)
        return self._session

    def _prefetch(self, session: Session, files: Files) -> None:
        requests: dict[Request, None] = {}
        count = 0
        for file in files.documentation_pages():
            try:
                text, _ = get_data(
                    file.content_string
                )  # as the page will be built: no front matter
                blocks = find_blocks(text)
            except (OSError, ValueError):  # the host will report it
                continue
            count += len(blocks)
            requests.update(dict.fromkeys(page_requests(blocks, session.settings)))
        started = time.monotonic()
        asked = 0
        with suppress(AsciiDiagramError):  # each diagram that needs an answer will say it
            asked = session.prefetch(requests)
        if count:
            _log.info(_summary(count, asked, time.monotonic() - started))

    def _watched(self, docs: Path) -> list[Path]:
        names = ("ascii-diagram.toml", LOCK_FILE_NAME)
        settings = self._session.settings if self._session else None
        root = settings.root if settings and settings.root else docs.parent
        folders = [docs, *(level for level in docs.parents if level.is_relative_to(root))]
        return [folder / name for folder in folders for name in names if (folder / name).is_file()]


def _summary(count: int, asked: int, seconds: float) -> str:
    said = f"{count} diagram{'s' if count != 1 else ''}"
    if asked:
        said += f", {asked} prompt{'s' if asked != 1 else ''} put to the model in {seconds:.1f} s"
    return said
