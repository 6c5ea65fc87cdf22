from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives import LineEdit, apply_edits
from ascii_diagram.expansion.difference import edits_between

LINES = st.lists(st.text("ab \t\x0c\u2028\x85é", max_size=3), max_size=8)


@given(LINES, LINES)
def test_edits_between_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    before = "".join(line + "\n" for line in old)
    after = "".join(line + "\n" for line in new)
    assert apply_edits(before, edits_between(before, after)) == after


def test_edits_between_are_small() -> None:
    assert edits_between("a\nb\nc\n", "a\nb\nc\n") == ()
    assert edits_between("a\nb\nc\nd\n", "a\nx\nc\ny\nd\n") == (
        LineEdit(1, 2, ("x",)),
        LineEdit(3, 3, ("y",)),
    )
    many = "".join(f"{n}\n" for n in range(3000))
    assert len(edits_between("x\n" + many + "z\n", "y\n" + many[::-1] + "w\n")) == 1
