from __future__ import annotations

import pytest

from ascii_diagram.diagram import Edge, Graph
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.notation import parse


def graph(text: str) -> Graph:
    diagram = parse(text)
    assert isinstance(diagram, Graph)
    return diagram


def ids(text: str) -> list[str]:
    return [node.id for node in graph(text).nodes]


@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("A -> B", Edge("A", "B")),
        ("A <- B", Edge("B", "A")),
        ("A <-> B", Edge("A", "B", arrow="both")),
        ("A -- B", Edge("A", "B", arrow="none")),
        ("A --> B", Edge("A", "B")),
        ("A <-- B", Edge("B", "A")),
        ("A->B", Edge("A", "B")),
        ("a--b", Edge("a", "b", arrow="none")),
        ("A -> B: asks", Edge("A", "B", "asks")),
        ("A -> B:asks", Edge("A", "B", "asks")),
        ("A -> B:", Edge("A", "B")),
        ("A -> B: HTTP: 200", Edge("A", "B", "HTTP: 200")),
        ('A -> B: "x -> y; {z}"', Edge("A", "B", "x -> y; {z}")),
        ('A -> B: "two\\nlines"', Edge("A", "B", "two\nlines")),
        ("A -> B # a comment", Edge("A", "B")),
        ("A  \t->   B: two   words", Edge("A", "B", "two words")),
        ("A -> B {style: dashed}", Edge("A", "B", style="dashed")),
        ("A -> B: x {style: thick}", Edge("A", "B", "x", style="thick")),
        ("A -> A: again", Edge("A", "A", "again")),
    ],
)
def test_an_edge_is_read(text: str, edge: Edge) -> None:
    assert graph(text).edges == (edge,)


@pytest.mark.parametrize(
    "name",
    [
        "git commit --amend",
        "localhost:8080",
        "http://localhost/x",
        "std::map",
        "issue #42",
        "C#",
        "C++",
        "main.py",
        "/users/{id}",
        "x <= 3",
        "List<int>",
        "A | B",
        "it's",
        "検索",
        "a-b",
    ],
)
def test_everyday_names_need_no_quotes(name: str) -> None:
    assert ids(f"{name} -> X") == [name, "X"]


def test_escapes_in_quotes() -> None:
    assert ids(r'"say \"hi\"" -> "C:\\x"') == ['say "hi"', "C:\\x"]


def test_statements_end_at_semicolons_and_lines_and_comments_are_passed_over() -> None:
    diagram = graph("# first\nA -> B; C  # not D\n  # indented\nE\r\nF")
    assert [node.id for node in diagram.nodes] == ["A", "B", "C", "E", "F"]


def test_a_line_that_an_arrow_ends_or_starts_continues_the_chain() -> None:
    assert graph("A ->\nB\n  -> C").edges == (Edge("A", "B"), Edge("B", "C"))


def test_a_label_goes_to_every_edge_of_a_chain() -> None:
    edges = graph("A -> B <- C: asks").edges
    assert edges == (Edge("A", "B", "asks"), Edge("C", "B", "asks"))


def test_a_byte_order_mark_is_passed_over() -> None:
    assert ids("\ufeffA -> B") == ["A", "B"]


def fault(text: str) -> NotationError:
    with pytest.raises(NotationError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "expected"),
    [
        ("A -> B\nC -> ", 2, 6, "a name is missing", "a name"),
        ("A -> B\n\n  -> ", 3, 6, "a name is missing", "a name"),
        (": x", 1, 1, "name is missing before this colon", "a name"),
        ("A ->> B", 1, 3, "`->>` is not an arrow", "`->`, `<-`, `<->` or `--`"),
        ("A => B", 1, 3, "`=>` is not an arrow", "`->`"),
        ("A → B", 1, 3, "`→` is not an arrow", "`->`"),
        ("a --x--> b", 1, 3, "an arrow holds no label", "`A -> B: label`"),
        ("a -- yes --> b", 1, 3, "an arrow holds no label", "`A -> B: label`"),
        ("a -.-> b", 1, 3, "an arrow holds no label", "`A -> B: label`"),
        ("A -> B\n---\nC", 2, 1, "a line of dashes means nothing", "`A -- B`"),
        ('A -> "B', 1, 6, "this quote is never closed", '`"`'),
        ('A -> "B\\t"', 1, 8, "unknown escape `\\t`", "`\\n`"),
        ('A -> "B"C', 1, 9, "text follows a quoted label", "an arrow"),
        ('A -> say "B"', 1, 10, "a quote inside an unquoted label", "in double quotes"),
        ('A -> B: say "x"', 1, 13, "a quote inside an unquoted label", "in double quotes"),
        ("A -> B: x -> y", 1, 11, "`->` inside a label", "in double quotes"),
        ("A -> B: x\n-> C", 2, 1, "a label ends the statement", "a name"),
        ('A -> ""', 1, 6, "a name must not be empty", "a name"),
        ("A ->|yes| B", 1, 5, "a label does not start with `|`", "a name"),
        ("A -> B\x1b[0m", 1, 7, "U+001B is not allowed", "printable"),
        ("A -> B\nC\u202eD", 2, 2, "U+202E is not allowed", "printable"),
        ("A\u2028B", 1, 2, "U+2028 is not allowed", "printable"),
        ('A -> "x\ty"', 1, 8, "a label holds no tab", "blanks"),
        ("", 1, 1, "nothing to draw", "`A -> B`"),
        ("# only a comment", 1, 17, "nothing to draw", "`A -> B`"),
    ],
)
def test_a_fault_names_its_place_and_what_was_expected(
    text: str, line: int, column: int, message: str, expected: str
) -> None:
    error = fault(text)
    assert (error.line, error.column) == (line, column)
    assert message in error.message
    assert expected in error.expected


def test_a_fault_shows_its_line_with_a_mark_below() -> None:
    assert str(fault("A -> B\n\tC => D")) == (
        "line 2, column 4: `=>` is not an arrow of this notation; "
        "expected `->`, `<-`, `<->` or `--`\n  \tC => D\n  \t  ^"
    )


def test_the_shown_line_holds_no_control_characters() -> None:
    assert "\x1b" not in str(fault("A -> \x1b[31mB"))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 201,
        "A -> B: " + "x" * 201,
        "A -> B: x" + ":y" * 150,
        "x: |\n" + "y" * 201 + "\n|",
        "A -> B # " + "x" * 66_000,
    ],
)
def test_long_labels_and_long_texts_are_refused(text: str) -> None:
    with pytest.raises(LimitError):
        parse(text)


def test_the_longest_label_is_taken() -> None:
    assert ids("x" * 200) == ["x" * 200]
