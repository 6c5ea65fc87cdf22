from __future__ import annotations

import pytest
from asciidoc_train.evaluation.alignment import measure_alignment
from asciidoc_train.evaluation.drawings import score_drawing
from asciidoc_train.evaluation.soundness import fault_of
from asciidoc_train.rows import Row, row_from_json

from ascii_diagram import notation

WHOLE = """
┌─────┐    ┌───────┐
│ API ├───►│ cache │
└─────┘    └───┬───┘
               │
           ┌───▼───┐
           │ disk  │
           └───────┘
""".strip("\n")

RAGGED = WHOLE.replace("│ cache │", "│ cache  │").replace("└───┬───┘", "└───┬────")
ASCII = "+-----+    +-------+\n| API |--->| cache |\n+-----+    +-------+"


def row(style: str = "tui_flow", **more: object) -> Row:
    common = {"prompt": "draw", "notation": "-", "kind": "flow", "asks": "explicit"}
    common |= {"difficulty": "beginner", "origin": "authored", "style": style}
    return row_from_json({**common, **more})


def test_all_lines_of_a_whole_drawing_meet() -> None:
    found = measure_alignment(WHOLE)
    assert (found.junctions, found.closed_boxes) == (1, 1)
    assert found.opened == 3


def test_ragged_boxes_are_open_and_their_lines_loose() -> None:
    found = measure_alignment(RAGGED)
    assert found.junctions is not None
    assert found.junctions < 1
    assert (found.closed, found.opened) == (2, 3)


def test_ascii_boxes_are_seen_too() -> None:
    assert measure_alignment(ASCII).closed_boxes == 1
    broken = ASCII.replace("| cache |", "| cache  |")
    assert (measure_alignment(broken).closed, measure_alignment(broken).opened) == (1, 2)


def test_text_alone_has_no_alignment() -> None:
    found = measure_alignment("no lines here\n- but a list\n")
    assert (found.junctions, found.closed_boxes) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "direction: right\nAPI -> cache: reads\ncache -> disk",
        "shape: sequence_diagram\nuser -> shop: logs in\nshop -> user: welcome",
        "grid-columns: 2\na\nb\nc\nd",
    ],
)
def test_what_is_drawn_reads_back(text: str) -> None:
    found = score_drawing(notation.parse(text), 80)
    assert found.drawn
    assert found.fits
    assert (found.labels, found.node_f1) == (1, 1)
    assert found.edge_f1 in (1, None)


def test_what_does_not_fit_is_not_drawn() -> None:
    wide = notation.parse("art: |\n" + "x" * 60 + "\n|")
    assert score_drawing(wide, 60).drawn
    assert not score_drawing(wide, 20).drawn


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("direction: right\na -> b", ""),
        ("direction: right\na -> b\nc -> d", "in pieces"),
        ("direction: right\na -> b\na -> b", "an edge twice"),
        ("direction: right\na -> b\nb -> b", "an edge to itself"),
        ("direction: right\na", "too few names"),
        ("art: |\n/\\\n|", "another style"),
        (
            "direction: right\n" + "\n".join(f"n{i} -> n{i + 1}" for i in range(30)),
            "too many names",
        ),
        ("direction: right\na -> b\nc -> d\nall {\n  a\n  c\n}", ""),
    ],
)
def test_soundness(text: str, fault: str) -> None:
    assert fault_of(notation.parse(text), row(), None) == fault


def test_an_edge_to_itself_is_sound_where_gold_has_one() -> None:
    gold = notation.parse("direction: right\na -> b\nb -> b")
    assert fault_of(gold, row(), gold) == ""


def test_pictures_keep_to_their_limits() -> None:
    picture = notation.parse("art: |\n    /\\_/\\\n   ( o.o )\n    > ^ <  meow\n|")
    assert fault_of(picture, row("ascii_art", width=20), None) == ""
    assert fault_of(picture, row("ascii_art", width=10), None) == "wider than asked"
    assert fault_of(picture, row("ascii_art", width=20, height=2), None) == "higher than asked"


def test_hybrid_needs_bodies() -> None:
    bare = notation.parse("direction: right\na -> b")
    full = notation.parse('direction: right\n"a\\nfirst" -> b')
    assert fault_of(bare, row("hybrid"), None) == "no box has a body"
    assert fault_of(full, row("hybrid"), None) == ""
