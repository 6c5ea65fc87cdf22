from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ascii_diagram.drawing.html import FigureForm, figure_css, render_html
from ascii_diagram.errors import DrawingError

DRAWING = '┌───┐\n│ A ├─► <b> & "日"\n└───┘'
VOID = {"br", "img", "hr", "input", "meta", "link"}


class Page(HTMLParser):
    """Elements with their attributes in order, their parents, and the text in each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.paths: list[str] = []
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in VOID
        self._open.append(tag)
        self.elements.append((tag, dict(attrs)))
        self.paths.append("/".join(self._open))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag] = self.texts.get(tag, "") + data

    def __getitem__(self, tag: str) -> dict[str, str | None]:
        (found,) = (attributes for name, attributes in self.elements if name == tag)
        return found


def test_the_drawing_stays_text() -> None:
    page = Page(render_html(DRAWING, alt="A points to b"))
    assert page.paths == ["figure", "figure/pre", "figure/pre/code", "figure/pre/code/span"]
    assert page.texts["code"] == DRAWING + "\n"
    assert page["figure"]["class"] == "ascii-diagram"
    assert page["figure"]["style"] == "--cols:18"
    assert page["code"]["translate"] == "no"


def test_wide_characters_take_two_cells_in_every_font() -> None:
    page = Page(render_html("│ 日本 ├─ é ─► 👩\u200d👧 │", alt="A"))
    spans = [attributes["style"] for name, attributes in page.elements if name == "span"]
    assert spans == ["--cells:4", "--cells:2"]
    assert page.texts["span"] == "日本👩\u200d👧"
    assert re.search(r"pre > code > span \{[^}]*width: calc\(var\(--cells\) \* 1ch\)", figure_css())


def test_the_image_is_named_and_the_scroller_is_reached_by_keyboard() -> None:
    page = Page(render_html(DRAWING, alt='A "calls" <b> & c'))
    assert page["code"]["role"] == "img"
    assert page["code"]["aria-label"] == 'A "calls" <b> & c'
    assert page["pre"]["tabindex"] == "0"
    assert page["pre"]["role"] == "group"
    assert page["pre"]["aria-label"] == "Diagram"
    assert Page(render_html("x", alt=""))["code"]["aria-label"] == "Diagram"


def test_a_caption_is_the_name_and_the_last_child() -> None:
    page = Page(render_html(DRAWING, alt="unused", caption="The <way>", description="At length."))
    assert "aria-label" not in page["code"]
    assert page["code"]["aria-labelledby"] == page["figcaption"]["id"]
    assert page["code"]["aria-describedby"] == page["p"]["id"]
    assert page.texts["figcaption"] == "The <way>"
    assert page.texts["p"] == "At length."
    assert [path for path in page.paths if path.count("/") == 1] == [
        "figure/pre",
        "figure/details",
        "figure/figcaption",
    ]


def test_ids_are_stable_differ_by_content_and_can_be_given() -> None:
    first = Page(render_html(DRAWING, alt="a"))["figure"]["id"]
    assert first == Page(render_html(DRAWING, alt="a"))["figure"]["id"]
    assert first != Page(render_html(DRAWING, alt="b"))["figure"]["id"]
    page = Page(render_html(DRAWING, alt="a", caption="c", identifier='x"y'))
    assert page["figure"]["id"] == 'x"y'
    assert page["figcaption"]["id"] == 'x"y-caption'


def test_ascii_drawings_are_marked() -> None:
    assert "ascii-diagram--ascii" in render_html("+-+\n| |\n+-+", alt="box")


def test_a_picture_is_named_without_a_tooltip_and_can_be_scrolled_by_keyboard() -> None:
    page = Page(render_html(DRAWING, alt="A to b", description="At length.", form="svg"))
    assert page.paths[:3] == ["figure", "figure/div", "figure/div/svg"]
    assert "pre" not in page.texts
    assert page["svg"]["aria-label"] == "A to b"
    assert page["svg"]["aria-describedby"] == page["p"]["id"]
    assert page["div"]["tabindex"] == "0"
    assert not [name for name, _ in page.elements if name == "title"]


def test_a_picture_may_have_its_characters_below() -> None:
    page = Page(render_html(DRAWING, alt="x", caption="Way", form="both"))
    assert "figure/details/pre/code" in page.paths
    assert page.texts["code"] == DRAWING + "\n"
    assert page["svg"]["aria-labelledby"] == page["figcaption"]["id"]


@pytest.mark.parametrize("form", ["text", "svg", "both"])
def test_figures_can_be_kept_out_of_search(form: FigureForm) -> None:
    hidden = render_html(DRAWING, alt="x", form=form, searchable=False)
    count = 2 if form == "both" else 1
    assert hidden.count("data-search-exclude") == count
    assert "data-search-exclude" not in render_html(DRAWING, alt="x", form=form)


def test_control_characters_are_refused() -> None:
    with pytest.raises(DrawingError, match="line 1"):
        render_html("\x1b[31m", alt="red")


def test_the_style_sheet_touches_figures_only_and_names_no_colour() -> None:
    css = re.sub(r"/\*.*?\*/", "", figure_css(), flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", css)
    assert len(selectors) > 5
    for selector in selectors:
        assert selector.strip().startswith(
            (".ascii-diagram", "figure.ascii-diagram", "@media print")
        )
    assert css.count("{") == css.count("}")
    assert "line-height: 1.1;" in css
    assert not re.search(r"#[0-9a-f]{3}|rgb|url\(|@import|http", css)
