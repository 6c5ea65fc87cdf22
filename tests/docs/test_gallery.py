"""The gallery page shows every kind of diagram, drawn as the site draws it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from ascii_diagram_markdown.blocks import find_blocks
from ascii_diagram_markdown.figures import make_figures
from ascii_diagram_markdown.session import Session

from ascii_diagram.diagram import Graph, Grid, Picture, Sequence, Timeline
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.notation import parse

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "gallery.md").read_text("utf-8")
FENCE = re.compile(r"^```draw[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", DOCS / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def built(hook: ModuleType, markdown: str) -> str:
    page = SimpleNamespace(file=SimpleNamespace(src_uri="gallery.md"))
    return hook.on_page_markdown(markdown, page=page)


def drawings(page: str, session: Session) -> list[str]:
    figures = make_figures(find_blocks(page), session)
    assert not [fault for figure in figures for fault in figure.faults]
    return [figure.text for figure in figures]


def test_every_kind_is_there() -> None:
    kinds = {type(parse(source)) for source in FENCE.findall(PAGE)}
    assert kinds == {Graph, Sequence, Grid, Timeline, Picture}


def test_every_fence_becomes_two_drawings_and_words(hook: ModuleType, session: Session) -> None:
    page = built(hook, PAGE)
    count = len(FENCE.findall(PAGE))
    assert "```draw" not in page
    assert len(drawings(page, session)) == 2 * count
    assert page.count("In words:") == count
    assert page.count("```text\n") == count


def test_both_charsets_are_shown_and_nothing_is_too_wide(
    hook: ModuleType, session: Session
) -> None:
    shown = drawings(built(hook, PAGE), session)
    assert any("─" in drawing for drawing in shown[::2])
    assert not any(re.search(r"[\u2500-\u25ff]", drawing) for drawing in shown[1::2])
    assert max(cell_width(row) for drawing in shown for row in drawing.split("\n")) <= 80


def test_what_stands_around_fences_stays(hook: ModuleType) -> None:
    text = "# T\n\n```text\nA -> B\n```\n\nend\n"
    assert built(hook, text) == text


def test_a_fence_that_cannot_be_drawn_stops_the_build(hook: ModuleType) -> None:
    exceptions = pytest.importorskip("mkdocs.exceptions")
    with pytest.raises(exceptions.PluginError, match=r"gallery\.md: line 1"):
        built(hook, "```draw\nA -> B {\n```\n")
