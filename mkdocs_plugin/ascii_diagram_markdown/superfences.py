"""For sites that can only configure `pymdownx.superfences`: a validator and a formatter.

Where the extension `ascii_diagram` is on, superfences never sees a diagram. Both are functions of
this module, so that a host may pickle its configuration, and they raise nothing that superfences
would swallow: a diagram never turns into plain text.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown

from ascii_diagram_markdown.blocks import read_block
from ascii_diagram_markdown.figures import make_figures
from ascii_diagram_markdown.host import page_context
from ascii_diagram_markdown.options import SiteOptions
from ascii_diagram_markdown.python_markdown import report_figures, shared_session


def validator(
    language: str,
    inputs: dict[str, str],
    options: dict[str, Any],
    attrs: dict[str, Any],
    md: Markdown,
) -> bool:
    """Take every header; what is wrong with it is said in the diagram's place."""
    options["inputs"] = dict(inputs)
    return True


def formatter(
    source: str,
    language: str,
    class_name: str,
    options: dict[str, Any],
    md: Markdown,
    **kwargs: Any,
) -> str:
    """Return the figure of a fence.

    Raises:
        SuperFencesException: It cannot be drawn, and the site wants the build to stop then.
    """
    from pymdownx.superfences import SuperFencesException  # pyright: ignore[reportMissingTypeStubs]

    inputs: dict[str, str] = options.get("inputs", {})
    if kwargs.get("id_value"):
        inputs = {**inputs, "id": kwargs["id_value"]}
    header = " ".join(_written(key, value) for key, value in inputs.items())
    try:
        session = shared_session(SiteOptions())
        figures = make_figures([read_block(header, source)], session)
        report_figures(figures, session, page_context(md))
    except Exception as error:  # superfences lets nothing else pass
        raise SuperFencesException(str(error)) from None
    return figures[0].html


def _written(key: str, value: str) -> str:
    if key == value:
        return key
    return f"{key}='{value}'" if '"' in value else f'{key}="{value}"'
