from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing.cells import clusters
from ascii_diagram.drawing.svg import render_svg
from ascii_diagram.errors import DrawingError

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = '┌───┐\n│ A ├─► <b> & "c"\n└───┘'
FAMILY = "👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧"


def parsed(drawing: str, title: str = "", description: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(render_svg(drawing, title=title, description=description))


def test_the_text_is_all_there_row_by_row() -> None:
    texts = ["".join(text.itertext()) for text in parsed(DRAWING).iter(f"{SVG}text")]
    assert texts == DRAWING.split("\n")


def test_rows_and_cells_stand_at_even_distances() -> None:
    root = parsed(DRAWING)
    ys = [float(text.get("y", "")) for text in root.iter(f"{SVG}text")]
    assert ys[1] - ys[0] == ys[2] - ys[1] > 0
    xs = [float(x) for x in next(root.iter(f"{SVG}tspan")).get("x", "").split()]
    assert xs == [xs[1] * column for column in range(5)]
    _, _, width, height = map(float, root.get("viewBox", "").split())
    assert width == xs[1] * 17
    assert height == (ys[1] - ys[0]) * 3


def test_wide_characters_stand_at_their_columns() -> None:
    cell = 6
    spans = list(parsed(f"a日b {FAMILY}c").iter(f"{SVG}tspan"))
    assert [(span.text, span.get("x")) for span in spans] == [
        ("a", "0"),
        ("日", f"{cell}"),
        ("b ", f"{3 * cell} {4 * cell}"),
        (FAMILY, f"{5 * cell}"),
        ("c", f"{7 * cell}"),
    ]


def test_blank_rows_take_room_but_no_element() -> None:
    root = parsed("a\n\n  b")
    texts = list(root.iter(f"{SVG}text"))
    assert len(texts) == 2
    assert next(texts[1].iter(f"{SVG}tspan")).get("x") == "12"


def test_title_and_description_name_the_picture() -> None:
    root = parsed(DRAWING, 'A & "B" <x>', "longer")
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ('A & "B" <x>', "longer")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_without_a_name_the_text_stays_readable_for_everybody() -> None:
    root = parsed(DRAWING)
    assert root.get("role") is None
    assert root.find(f"{SVG}title") is None


def test_ids_depend_on_the_content_alone() -> None:
    assert render_svg(DRAWING, title="a") == render_svg(DRAWING, title="a")
    first, second = parsed(DRAWING, "a"), parsed(DRAWING + "x", "a")
    assert first.get("aria-labelledby") != second.get("aria-labelledby")


def test_it_holds_nothing_that_reaches_outside() -> None:
    svg = render_svg(DRAWING, title="t")
    assert "currentColor" in svg
    for forbidden in ("<style", "<script", "href", "url(", "class="):
        assert forbidden not in svg


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
    texts = list(parsed("\n".join(rows)).iter(f"{SVG}text"))
    for row, text in zip((row for row in rows if row.strip()), texts, strict=True):
        column, wanted = 0, list[tuple[str, int]]()
        for cluster, width in clusters(row):
            if cluster != " ":
                wanted.append((cluster, column * 6))
            column += width
        found: list[tuple[str, int]] = []
        for span in text.iter(f"{SVG}tspan"):
            xs = [int(x) for x in (span.get("x") or "").split()]
            parts = [span.text or ""] if len(xs) == 1 else list(span.text or "")
            found += [(p, x) for p, x in zip(parts, xs, strict=True) if p != " "]
        assert found == wanted
