"""The Sphinx extension `ascii_diagram_markdown.sphinx`.

It adds the directive `ascii-diagram` to reStructuredText and MyST, makes MyST take plain fences for
it, and shows what `ascii-diagram expand` drew in comment regions of Markdown as figures.
"""

from __future__ import annotations

from dataclasses import fields
from importlib.metadata import version
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from ascii_diagram_markdown.options import SiteOptions
from ascii_diagram_markdown.sphinx.directive import DiagramDirective
from ascii_diagram_markdown.sphinx.node import add_figure_node
from ascii_diagram_markdown.sphinx.regions import RegionTransform
from ascii_diagram_markdown.sphinx.site import (
    STYLE_SHEET,
    close_session,
    option_name,
    prefetch,
    write_style_sheet,
)

NAME = "ascii-diagram"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    for spec in fields(SiteOptions):
        if spec.name != "search":  # Sphinx searches its own tree of the page
            app.add_config_value(option_name(spec.name), None, "env")
    add_figure_node(app)
    app.add_directive(NAME, DiagramDirective)
    app.add_transform(RegionTransform)
    app.add_css_file(STYLE_SHEET)
    app.connect("config-inited", _take_fences, priority=100)
    app.connect("builder-inited", write_style_sheet)
    app.connect("env-before-read-docs", prefetch)
    app.connect("build-finished", close_session)
    return {
        "version": version("ascii-diagram"),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _take_fences(app: Sphinx, config: Config) -> None:
    """Have MyST, where it is loaded, treat plain fences like the directive."""
    del app
    if "myst_fence_as_directive" in config:
        config["myst_fence_as_directive"] = {*config["myst_fence_as_directive"], NAME}
