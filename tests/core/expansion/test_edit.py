from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives.lines import line_body, split_lines
from ascii_diagram.directives.model import LineEdit
from ascii_diagram.expansion.edit import apply_edits, edits_between

LINES = st.lists(
    st.tuples(st.text("ab \t\x0c\u2028\x85é", max_size=4), st.sampled_from(["\n", "\r\n", "\r"])),
    max_size=8,
)


def joined(lines: list[tuple[str, str]], ended: bool) -> str:
    text = "".join(body + end for body, end in lines)
    return text if ended or not lines else text[: -len(lines[-1][1])]


def test_new_lines_end_as_those_they_replace_or_follow() -> None:
    text = "a\r\nb\nc\r"
    assert apply_edits(text, [LineEdit(1, 1, ("x",))]) == "a\r\nx\r\nb\nc\r"
    assert apply_edits(text, [LineEdit(1, 2, ("x", "y"))]) == "a\r\nx\ny\nc\r"
    assert apply_edits(text, [LineEdit(3, 3, ("x",))]) == "a\r\nb\nc\rx\r"
    assert apply_edits("", [LineEdit(0, 0, ("x",))]) == "x\n"


def test_a_text_without_final_line_end_keeps_to_have_none() -> None:
    assert apply_edits("a\r\nb", [LineEdit(2, 2, ("x", "y"))]) == "a\r\nb\r\nx\r\ny"
    assert apply_edits("a", [LineEdit(1, 1, ("x",))]) == "a\nx"
    assert apply_edits("a\nb\nx", [LineEdit(2, 3, ())]) == "a\nb"
    assert apply_edits("a\nb", [LineEdit(1, 2, ("x",))]) == "a\nx"
    assert apply_edits("a\nb", [LineEdit(0, 1, ("x",))]) == "x\nb"


def test_several_edits_count_lines_of_the_old_text() -> None:
    edits = [LineEdit(0, 1, ()), LineEdit(2, 2, ("x",)), LineEdit(3, 4, ("y", "z"))]
    assert apply_edits("a\nb\nc\nd\ne\n", edits) == "b\nx\nc\ny\nz\ne\n"


@given(LINES, st.booleans(), st.data())
def test_everything_outside_an_edit_stays(
    lines: list[tuple[str, str]], ended: bool, data: st.DataObject
) -> None:
    text = joined(lines, ended)
    whole = split_lines(text)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    new = tuple(data.draw(st.lists(st.text("xyz", min_size=1, max_size=3), max_size=3)))
    result = apply_edits(text, [LineEdit(start, end, new)])
    bodies = [line_body(line) for line in whole]
    expected = [*bodies[:start], *new, *bodies[end:]]
    if expected and not expected[-1]:  # an empty last line cannot be told from a line end
        expected = expected[: len(split_lines(result))]
    assert [line_body(line) for line in split_lines(result)] == expected
    assert result.startswith("".join(whole[: max(0, start - 1)]))
    assert result.endswith("".join(whole[end:]))


@given(LINES, LINES)
def test_edits_between_lead_from_one_text_to_the_other(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    before = "".join(body + "\n" for body, _ in old)
    after = "".join(body + "\n" for body, _ in new)
    assert apply_edits(before, edits_between(before, after)) == after


def test_edits_between_are_small() -> None:
    assert edits_between("a\nb\nc\n", "a\nb\nc\n") == ()
    assert edits_between("a\nb\nc\nd\n", "a\nx\nc\ny\nd\n") == (
        LineEdit(1, 2, ("x",)),
        LineEdit(3, 3, ("y",)),
    )
    many = "".join(f"{n}\n" for n in range(3000))
    assert len(edits_between("x\n" + many + "z\n", "y\n" + many[::-1] + "w\n")) == 1
