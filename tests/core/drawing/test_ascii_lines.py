from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing.ascii_lines import find_lines


def shown(drawing: str) -> str:
    """The drawing with everything that was found to be a line put in its place."""
    rows = drawing.strip("\n").split("\n")
    cells = {(r, c): char for r, row in enumerate(rows) for c, char in enumerate(row)}
    lines = find_lines({place: char for place, char in cells.items() if char != " "})
    return "\n".join(
        "".join(lines.get((r, c), char) for c, char in enumerate(row)) for r, row in enumerate(rows)
    )


def test_boxes_arrows_and_strokes() -> None:
    drawing = """
+---+      +-----+
| A +----->| B-1 +--+
+-+-+      +-+---+  |
  :        ^ H      |
  v        | H      |
+---+      | +==>x  |
| C |<-----+        |
+---+<--------------+
"""
    assert (
        shown(drawing)
        == """
┌───┐      ┌─────┐
│ A ├─────►│ B-1 ├──┐
└─┬─┘      └─┬───┘  │
  ╎        ▲ ║      │
  ▼        │ ║      │
┌───┐      │ └══►x  │
│ C │◄─────┘        │
└───┘◄──────────────┘
""".strip("\n")
    )


def test_lines_turn_at_rounded_corners() -> None:
    assert (
        shown("""
+---+      .-- e.g.
| A +--.   |
+-+-+  '.  |
  '-.   '--+-.
    v      v v
  +------------+
  |  it's. B.  |
  +------------+
""")
        == """
┌───┐      ╭── e.g.
│ A ├──╮   │
└─┬─┘  ╰╮  │
  ╰─╮   ╰──┼─╮
    ▼      ▼ ▼
  ┌────────────┐
  │  it's. B.  │
  └────────────┘
""".strip("\n")
    )


def test_lines_end_at_labels_and_go_on_behind_them() -> None:
    assert (
        shown("""
+---+           +---+
| A +-- go on ->| B |
+-+-+           +---+
  |               ^
 yes              |
  |             fast
  +---------------+
""")
        == """
┌───┐           ┌───┐
│ A ├── go on ─►│ B │
└─┬─┘           └───┘
  │               ▲
 yes              │
  │             fast
  └───────────────┘
""".strip("\n")
    )


def test_what_is_text_stays_text() -> None:
    for text in ("C++", "a -> b", "--help | more", "1 + 1 = 2", "v1 <- v2", "a\n|\nv\nb"):
        assert shown(text) == text
    assert shown("+-------+\n| a-b.c |\n| --x + |\n+-------+") == (
        "┌───────┐\n│ a-b.c │\n│ --x + │\n└───────┘"
    )


@given(st.lists(st.text("+-|<>^v=.:H a", max_size=12), max_size=8))
def test_any_text_comes_to_an_end_and_keeps_its_letters(rows: list[str]) -> None:
    cells = {(r, c): char for r, row in enumerate(rows) for c, char in enumerate(row)}
    lines = find_lines({place: char for place, char in cells.items() if char != " "})
    assert all(cells[place] not in " a" for place in lines)
