import pytest

from ascii_diagram.diagram import Frame, Message, Node, Note, Section, Sequence, SequenceItem
from ascii_diagram.errors import NotationError
from ascii_diagram.notation.mermaid_reader import read_mermaid


def read(body: str) -> Sequence:
    sequence = read_mermaid(f"sequenceDiagram\n{body}")
    assert isinstance(sequence, Sequence)
    return sequence


def only_item(body: str) -> SequenceItem:
    (item,) = read(body).items
    return item


def test_participants_in_order_with_aliases_and_types() -> None:
    sequence = read(
        """
        participant A as Alice<br/>in Rome
        actor B
        participant D@{ "type": "database", "alias": "Users" }
        participant Q@{ "type": "queue" } as Jobs
        box Aqua A group
            participant Long name
        end
        create participant Z
        A->>Web API: hi
        destroy Z
        """
    )
    assert sequence.participants == (
        Node("A", "Alice\nin Rome"),
        Node("B", "B", "person"),
        Node("D", "Users", "cylinder"),
        Node("Q", "Jobs", "queue"),
        Node("Long name", "Long name"),
        Node("Z", "Z"),
        Node("Web API", "Web API"),
    )


@pytest.mark.parametrize(
    ("arrow", "reply"),
    [
        ("->", False),
        ("-->", True),
        ("->>", False),
        ("-->>", True),
        ("-x", False),
        ("--x", True),
        ("-)", False),
        ("--)", True),
        ("->>+", False),
        ("-->>-", True),
    ],
)
def test_arrows(arrow: str, reply: bool) -> None:
    assert only_item(f"Al-Bob{arrow}Cy: text: more") == Message("Al-Bob", "Cy", "text: more", reply)


@pytest.mark.parametrize(("arrow", "reply"), [("<<->>", False), ("<<-->>", True)])
def test_an_arrow_both_ways_is_two_messages(arrow: str, reply: bool) -> None:
    assert read(f"A{arrow}B: sync").items == (
        Message("A", "B", "sync", reply),
        Message("B", "A", "", reply),
    )


def test_messages_to_oneself_and_without_text() -> None:
    assert read("A->>A: think\nA->>B:").items == (Message("A", "A", "think"), Message("A", "B"))


def test_semicolons_separate_and_entities_do_not() -> None:
    assert read("A->>B: one; B->>A: #35;2 #59; &amp; PR #7").items == (
        Message("A", "B", "one"),
        Message("B", "A", "#2 ; & PR #7"),
    )


@pytest.mark.parametrize(
    ("typed", "over"),
    [
        ("Note left of A: hm", ("A",)),
        ("note right of A: hm", ("A",)),
        ("Note over A: hm", ("A",)),
        ("Note over A, B : hm", ("A", "B")),
    ],
)
def test_notes(typed: str, over: tuple[str, ...]) -> None:
    assert only_item(typed) == Note(over, "hm")


def test_frames_nest() -> None:
    assert only_item(
        """
        loop every minute
            alt ok
                A->>B: x
            else broken
                A->>B: y
            end
        end
        """
    ) == Frame(
        "loop",
        (
            Section(
                "every minute",
                (
                    Frame(
                        "alt",
                        (
                            Section("ok", (Message("A", "B", "x"),)),
                            Section("broken", (Message("A", "B", "y"),)),
                        ),
                    ),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("opening", "middle", "kind", "labels"),
    [
        ("par a", "and b", "par", ["a", "b"]),
        ("critical a", "option b", "alt", ["critical a", "option b"]),
        ("opt a", "", "opt", ["a"]),
        ("break a", "", "opt", ["break a"]),
        ("alt", "else", "alt", ["", ""]),
    ],
)
def test_kinds_of_frames(opening: str, middle: str, kind: str, labels: list[str]) -> None:
    frame = only_item(f"{opening}\nA->>B: 1\n{middle}\nA->>B: 2\nend")
    assert isinstance(frame, Frame)
    assert frame.kind == kind
    assert [section.label for section in frame.sections] == labels


def test_rect_is_a_colour_and_not_a_frame() -> None:
    assert only_item("rect rgb(0, 255, 0)\nA->>B: x\nend") == Message("A", "B", "x")


def test_what_does_not_show_is_ignored() -> None:
    sequence = read(
        """
        title Login
        autonumber 10 5
        accTitle: x
        accDescr { a
          b }
        %% comment
        # comment
        A->>B: x
        activate B
        deactivate B
        link A: Wiki @ https://example.org
        """
    )
    assert sequence.items == (Message("A", "B", "x"),)
    assert len(sequence.participants) == 2


@pytest.mark.parametrize(
    ("body", "line", "column", "part"),
    [
        ("A->>B", 2, 6, "`: text`"),
        ("hello there", 2, 1, "A->>B: text"),
        ("  loop x\nA->>B: x", 2, 3, "`end`"),
        ("end", 2, 1, "without a block"),
        ("loop x\nelse y\nend", 3, 1, "`else` outside"),
        ("->>B: x", 2, 1, "without a name"),
        ("Note A: x", 2, 1, "Note over"),
        ('participant A@{ "type": "star" }', 2, 25, "no such type"),
        ("participant", 2, 12, "without a name"),
    ],
)
def test_faults_say_where_and_what(body: str, line: int, column: int, part: str) -> None:
    with pytest.raises(NotationError) as caught:
        read(body)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert part in str(caught.value)
