"""The table of options in the reference: `python -m tests.docs.option_table` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from ascii_diagram_markdown.options import describe_options

PAGE = Path(__file__).parents[2] / "docs/reference/site-options.md"
_BETWEEN = re.compile(r"(?<=<!-- options -->\n).*?(?=<!-- end of options -->)", re.DOTALL)


def option_table() -> str:
    """Return the table as Markdown, made from the code."""
    rows = [
        f"| `{name}` | {f'`{default}`' if default else ''} | {text} |"
        for name, default, text in describe_options()
    ]
    return "\n".join(("", "| option | default | meaning |", "|---|---|---|", *rows, "", ""))


def table_of(page: str) -> str:
    """Return the table that a page shows."""
    match = _BETWEEN.search(page)
    return match[0] if match else ""


if __name__ == "__main__":
    PAGE.write_text(_BETWEEN.sub(lambda _: option_table(), PAGE.read_text("utf-8")), "utf-8")
