from __future__ import annotations

import pytest

from ascii_diagram.diagram import Divider, Frame, Message, Node, Note, Section, Sequence
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.notation import parse


def sequence(text: str) -> Sequence:
    diagram = parse(f"shape: sequence_diagram\n{text}")
    assert isinstance(diagram, Sequence)
    return diagram


def test_messages_replies_and_self_messages() -> None:
    diagram = sequence("A -> B: asks\nB -> B: thinks\nA <- B: answers")
    assert [node.id for node in diagram.participants] == ["A", "B"]
    assert diagram.items == (
        Message("A", "B", "asks"),
        Message("B", "B", "thinks"),
        Message("B", "A", "answers", reply=True),
    )


def test_participants_may_be_declared_first() -> None:
    diagram = sequence("B\nu: User {shape: person}\nu -> B: asks")
    assert diagram.participants == (Node("B", "B"), Node("u", "User", "person"))


def test_a_chain_is_a_run_of_messages() -> None:
    assert sequence("A -> B -> C: x").items == (Message("A", "B", "x"), Message("B", "C", "x"))


def test_notes_and_dividers() -> None:
    diagram = sequence('A -> B: x\nnote A: alone\nnote A, "B": both\ndivider: later on')
    assert diagram.items[1:] == (
        Note(("A",), "alone"),
        Note(("A", "B"), "both"),
        Divider("later on"),
    )


def test_a_comma_in_a_name_stands_in_quotes() -> None:
    assert sequence('note "A, B", C: x').items == (Note(("A, B", "C"), "x"),)


def test_frames_nest() -> None:
    diagram = sequence(
        "loop every minute {\n  A -> B: polls\n  alt news {\n    A <- B: news\n  } else {\n"
        '    A <- B: nothing\n  }\n}\nopt "x: y" { A -> B: z }\n'
        "par { A -> A: a } else b { B -> B: b }"
    )
    inner = Frame(
        "alt",
        (
            Section("news", (Message("B", "A", "news", True),)),
            Section("", (Message("B", "A", "nothing", True),)),
        ),
    )
    assert diagram.items == (
        Frame("loop", (Section("every minute", (Message("A", "B", "polls"), inner)),)),
        Frame("opt", (Section("x: y", (Message("A", "B", "z"),)),)),
        Frame(
            "par",
            (Section("", (Message("A", "A", "a"),)), Section("b", (Message("B", "B", "b"),))),
        ),
    )


def test_keywords_may_be_participants() -> None:
    diagram = sequence('loop -> note taker: x\n"note x": y\ndivider')
    assert [node.id for node in diagram.participants] == ["loop", "note taker", "note x", "divider"]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("A <-> B: x", 2, 3, "a message goes one way"),
        ("A -- B: x", 2, 3, "a message goes one way"),
        ("Backend {\n  A\n}", 2, 1, "a sequence has frames, not groups"),
        ("loop x {\n A -> B: y\n} else {\n}", 4, 3, "`loop` has no `else`"),
        ("alt x {\n A -> B: y\n} else z", 4, 3, "`else` opens a block"),
        ("loop x {\n A -> B: y", 2, 8, "this block is never closed"),
        ("note : x", 2, 1, "a note stands over names"),
        ("note A,: x", 2, 1, "a note stands over names"),
        ("note A, A: x", 2, 1, "`A` stands here twice"),
        ("note A:", 2, 1, "this note says nothing"),
        ("A -> B: x {style: dashed}", 2, 12, "unknown attribute `style` of a message"),
        ("direction: right\nA -> B: x", 2, 1, "`direction:` is a setting"),
        ("a: X\na: Y", 3, 4, "`a` already has another label (line 2)"),
        ("# nothing", 2, 10, "there is nothing to draw"),
    ],
)
def test_a_fault_names_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        sequence(text)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["A -> B: x"] * 401),
        "\n".join(f"p{number}" for number in range(201)),
        "loop x {\n" * 9 + "A -> B: y\n" + "}\n" * 9,
    ],
)
def test_limits(text: str) -> None:
    with pytest.raises(LimitError):
        sequence(text)
