from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing.cells import clusters
from ascii_diagram.drawing.strokes import is_line
from ascii_diagram.drawing.svg import render_svg
from ascii_diagram.errors import DrawingError

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = '┌───┐\n│ A ├─► <b> & "c"\n└───┘'
FAMILY = "👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧"


def parsed(drawing: str, title: str = "", description: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(render_svg(drawing, title=title, description=description))


def visible(root: ElementTree.Element) -> list[tuple[str, str]]:
    """Text and position of the runs that are painted."""
    return [
        (span.text or "", span.get("x", ""))
        for span in root.iter(f"{SVG}tspan")
        if span.get("fill-opacity") != "0"
    ]


def test_the_whole_drawing_can_be_copied_row_by_row() -> None:
    texts = ["".join(text.itertext()) for text in parsed(DRAWING).iter(f"{SVG}text")]
    assert texts == DRAWING.split("\n")
    texts = ["".join(text.itertext()) for text in parsed("a\n\n  b").iter(f"{SVG}text")]
    assert texts == ["a", " ", "  b"]


def test_only_labels_are_painted_as_text() -> None:
    assert "".join(text for text, _ in visible(parsed(DRAWING))) == 'A<b>&"c"'
    root = parsed("+----+\n| -1 |\n+----+")
    assert "".join(text for text, _ in visible(root)) == "-1"
    assert len(list(root.iter(f"{SVG}path"))) == 1


def test_bullets_and_broken_bars_of_texts_are_painted_as_text() -> None:
    root = parsed("┌───────┐\n│ a ∙ b │\n│ c ¦ d │\n└───────┘")
    assert "".join(text for text, _ in visible(root)) == "a∙bc¦d"
    assert all(path.get("stroke-dasharray") is None for path in root.iter(f"{SVG}path"))


@pytest.mark.parametrize("sign", ["∙", "¦", "∙∙"])
def test_signs_of_texts_leave_the_lines_of_ascii_drawings(sign: str) -> None:
    drawing = "+--------+     +---+\n| a {0:2} b +--x->| c |\n+--------+     +---+"
    root, plain = parsed(drawing.format(sign)), parsed(drawing.format("o"))
    assert "".join(text for text, _ in visible(root)) == f"a{sign}bxc"
    lines = [[path.get("d") for path in image.iter(f"{SVG}path")] for image in (root, plain)]
    assert lines[0] == lines[1]


def test_dashed_lines_are_painted_as_dashes() -> None:
    root = parsed("┌───┐   ┌───┐\n│ A ├∙∙►│ B │\n└─┬─┘   └───┘\n  ¦\n  ▼")
    assert "".join(text for text, _ in visible(root)) == "AB"
    dashed = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == 2


def test_rows_and_cells_stand_at_even_distances() -> None:
    root = parsed("abc\ndef\nghi")
    ys = [float(text.get("y", "")) for text in root.iter(f"{SVG}text")]
    assert ys[1] - ys[0] == ys[2] - ys[1] == 17
    assert visible(root)[0] == ("abc", "0 9 18")
    assert root.get("viewBox") == "0 0 27 51"


def test_wide_characters_stand_in_the_middle_of_their_cells() -> None:
    assert visible(parsed(f"a日b {FAMILY}c")) == [
        ("a", "0"),
        ("日", "18"),
        ("b", "27"),
        (FAMILY, "54"),
        ("c", "63"),
    ]
    anchors = [s.get("text-anchor") for s in parsed("日本").iter(f"{SVG}tspan")]
    assert anchors == ["middle", "middle"]


def test_title_and_description_name_the_picture() -> None:
    root = parsed(DRAWING, 'A & "B" <x>', "longer")
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ('A & "B" <x>', "longer")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_without_a_name_it_is_a_picture_all_the_same() -> None:
    root = parsed(DRAWING)
    assert (root.get("role"), root.get("aria-label")) == ("img", "Diagram")
    assert root.find(f"{SVG}title") is None


def test_ids_depend_on_the_content_alone() -> None:
    assert render_svg(DRAWING, title="a") == render_svg(DRAWING, title="a")
    first, second = parsed(DRAWING, "a"), parsed(DRAWING + "x", "a")
    assert first.get("aria-labelledby") != second.get("aria-labelledby")


def test_it_holds_nothing_that_reaches_outside() -> None:
    svg = render_svg(DRAWING, title="t")
    for forbidden in ("<style", "<script", "href", "url(", "class="):
        assert forbidden not in svg


def test_colours_are_those_of_the_page_or_the_viewer() -> None:
    root = parsed(DRAWING)
    colours = {e.get(name) for e in root.iter() for name in ("fill", "stroke")}
    assert colours == {None, "none", "currentColor"}
    assert root.get("style") == "color-scheme:light dark"


def test_control_characters_are_refused_in_the_drawing_and_replaced_in_names() -> None:
    with pytest.raises(DrawingError, match="line 2"):
        render_svg("ok\n\x1b[31m")
    title = parsed("a", "bad\x00name").find(f"{SVG}title")
    assert title is not None
    assert title.text == "bad\N{REPLACEMENT CHARACTER}name"


PARTS = st.sampled_from(["a", " ", "<", "&", '"', "日", FAMILY, "│", "►", "é", "e\u0301", "🇩🇪"])
ROWS = st.lists(PARTS, max_size=15).map(lambda parts: "".join(parts).rstrip())


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_every_cluster_of_any_text_has_its_cell(rows: list[str]) -> None:
    root = parsed("\n".join(rows))
    wanted: list[tuple[str, str]] = []
    for row in rows:
        column = 0
        for cluster, width in clusters(row):
            x = column * 9 + (0 if len(cluster) == width == 1 else width * 4.5)
            if cluster != " " and not is_line(cluster):
                wanted.append((cluster, f"{x:g}"))
            column += width
    found: list[tuple[str, str]] = []
    for text, positions in visible(root):
        xs = positions.split()
        found += zip([text] if len(xs) == 1 else text, xs, strict=True)
    assert found == wanted
    assert ["".join(t.itertext()) for t in root.iter(f"{SVG}text")] == [row or " " for row in rows]
