from collections.abc import Callable
from collections.abc import Sequence as Rows
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import (
    Divider,
    Frame,
    Message,
    Node,
    Note,
    Section,
    Sequence,
    SequenceItem,
)
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.sequence import draw_sequence
from ascii_diagram.drawing.verify import verify
from ascii_diagram.errors import DrawingError, LimitError, WidthError
from ascii_diagram.reading import read_drawing

Golden = Callable[[str, Rows[str]], None]


def participants(*labels: str) -> tuple[Node, ...]:
    return tuple(Node(label, label) for label in labels)


REQUEST = Sequence(
    participants("Browser", "Web server", "Database"),
    (
        Message("Browser", "Web server", "GET /orders"),
        Message("Web server", "Database", "SELECT orders"),
        Message("Database", "Web server", "rows", reply=True),
        Message("Web server", "Web server", "render template"),
        Message("Web server", "Browser", "200 OK", reply=True),
    ),
)
RETRY = Frame(
    "loop",
    (
        Section(
            "until the password is right",
            (
                Message("Auth server", "User", "ask", reply=True),
                Message("User", "User", "thinks hard about it"),
            ),
        ),
    ),
)
LOGIN = Sequence(
    participants("User", "Client app", "Auth server", "Resource API"),
    (
        Message("User", "Client app", "click login"),
        Message("Client app", "Auth server", "authorization request"),
        Note(("Auth server",), "checks the client id and the redirect URI"),
        Frame(
            "alt",
            (
                Section(
                    "session exists",
                    (
                        Message("Auth server", "User", "login form"),
                        Message("User", "Auth server", "credentials"),
                    ),
                ),
                Section("no session", (RETRY,)),
            ),
        ),
        Divider("code exchange"),
        Message("Client app", "Resource API", "GET /me with bearer token"),
        Note(("Client app", "Resource API"), "TLS only"),
        Message("Resource API", "Client app", "profile JSON", reply=True),
        Message("Resource API", "Resource API", "log"),
        Frame(
            "par",
            (
                Section("", (Message("User", "Client app", "x"),)),
                Section("b", (Message("User", "Client app"),)),
            ),
        ),
    ),
)
WIDE = Sequence(
    participants("浏览器", "サーバー", "👩\N{ZERO WIDTH JOINER}💻 Ops"),
    (
        Message("浏览器", "サーバー", "请求页面"),
        Message("サーバー", "👩\N{ZERO WIDTH JOINER}💻 Ops", "🚨 alert 🇩🇪"),
        Note(("サーバー",), "待って"),
        Message("👩\N{ZERO WIDTH JOINER}💻 Ops", "浏览器", "直りました", reply=True),
    ),
)
ORDER = Sequence(
    (
        Node("User", "User", "person"),
        Node("API", "API"),
        Node("Jobs", "Jobs", "queue"),
        Node("Orders", "Orders", "cylinder"),
    ),
    (
        Message("User", "API", "POST /orders"),
        Message("API", "Orders", "insert"),
        Message("Orders", "API", "id", reply=True),
        Frame("opt", (Section("large order", (Message("API", "Jobs", "check stock"),)),)),
        Message("API", "User", "202 accepted", reply=True),
        Divider("later"),
        Message("Jobs", "Orders", "count"),
        Message("Orders", "Orders", "locks rows"),
        Message("Orders", "Jobs", "42", reply=True),
        Message("Jobs", "User", "e-mail"),
    ),
)
DRAWINGS: list[tuple[str, Sequence, int, CharsetName]] = [
    ("sequence_request", REQUEST, 80, "unicode"),
    ("sequence_request_ascii", REQUEST, 80, "ascii"),
    ("sequence_login", LOGIN, 80, "unicode"),
    ("sequence_login_ascii_56", LOGIN, 56, "ascii"),
    ("sequence_login_extended_60", LOGIN, 60, "extended"),
    ("sequence_wide", WIDE, 80, "unicode"),
    ("sequence_order", ORDER, 80, "unicode"),
    ("sequence_order_ascii_50", ORDER, 50, "ascii"),
    ("sequence_order_extended", ORDER, 80, "extended"),
]


@pytest.mark.parametrize(("name", "sequence", "width", "charset"), DRAWINGS)
def test_golden(
    name: str, sequence: Sequence, width: int, charset: CharsetName, golden: Golden
) -> None:
    options = DrawingOptions(width, charset=charset)
    rows = draw_sequence(sequence, options)
    verify(sequence, rows, options)
    golden(name, rows)


def drawn(*items: SequenceItem, names: str = "ABC", width: int = 80) -> list[str]:
    return draw_sequence(Sequence(participants(*names), items), DrawingOptions(width))


def test_nobody_gives_no_rows() -> None:
    assert draw_sequence(Sequence(()), DrawingOptions()) == []


def test_participants_alone() -> None:
    assert drawn(names="AB") == ["┌───┐  ┌───┐", "│ A │  │ B │", "└─┬─┘  └─┬─┘", "  │      │"]


def test_a_message_passes_over_the_lifelines_between() -> None:
    rows = drawn(Message("A", "C", "go"))
    assert rows[3:5] == ["  │  go  │      │", "  ├──────┼─────►│"]


def test_direction_and_stroke() -> None:
    rows = drawn(Message("B", "A", "x", reply=True), names="AB")
    assert rows[4] == "  │◄∙∙∙∙∙┤"


def test_messages_without_labels_keep_close_together() -> None:
    rows = drawn(Message("A", "B"), Message("B", "A"), names="AB")
    assert rows[3:5] == ["  ├─────►│", "  │◄─────┤"]


def test_a_message_to_oneself_returns_to_its_lifeline() -> None:
    rows = drawn(Message("A", "A", "think"), names="A")
    assert rows[3:5] == ["  ├──┐ think", "  │◄─┘"]


def test_a_section_of_a_frame_has_its_own_rule() -> None:
    sections = tuple(Section(label, (Message("A", "B"),)) for label in ("yes", "no"))
    rows = drawn(Frame("alt", sections), names="AB")
    assert rows[3:8] == [
        "┌─ alt: yes ─┐",
        "│ ├───────►│ │",
        "├∙ else: no ∙┤",
        "│ ├───────►│ │",
        "└─┼────────┼─┘",
    ]


def test_the_first_section_of_par_names_it_and_the_others_go_on() -> None:
    sections = tuple(Section(label, (Message("A", "B"),)) for label in ("one", "two"))
    text = "\n".join(drawn(Frame("par", sections), names="AB"))
    assert "par: one" in text
    assert "and: two" in text


CALL, ANSWER = Message("A", "B", "x"), Message("B", "A", "y", reply=True)


def bars(*items: SequenceItem) -> int:
    return sum(row.count(glyph) for row in drawn(*items) for glyph in "║╢╟╫")


def test_who_answers_a_call_is_active_until_then() -> None:
    assert drawn(CALL, ANSWER, names="AB")[3:] == [
        "  │  x   │",
        "  ├─────►║",
        "  │  y   ║",
        "  │◄∙∙∙∙∙╢",
        "  │      │",
    ]


def test_calls_within_calls_are_active_in_turn() -> None:
    inner = Message("B", "C", "x"), Message("C", "B", "y", reply=True)
    rows = drawn(CALL, *inner, ANSWER)
    assert [row.count("║") + row.count("╢") + row.count("╟") for row in rows[4:-1]] == [
        *(1, 1, 2, 2, 2, 1, 1),
    ]


def test_nobody_is_active_without_both_call_and_reply() -> None:
    assert not bars(CALL)
    assert not bars(ANSWER)
    assert not bars(ANSWER, CALL)
    assert not bars(CALL, Message("B", "A", "not a reply"))
    assert not bars(CALL, Message("C", "A", "of another", reply=True))


def test_a_reply_in_a_frame_does_not_answer_a_call_outside() -> None:
    assert not bars(CALL, Frame("opt", (Section("", (ANSWER,)),)))
    assert bars(CALL, Frame("opt", (Section("", (Message("B", "C", "z"),)),)), ANSWER)


def test_a_note_at_the_start_leaves_the_lifeline_in_sight() -> None:
    assert drawn(Note(("A",), "hello there"), names="AB")[3].split() == ["│", "│"]


@pytest.mark.parametrize(
    "items",
    [
        (Note(("A",), "A"),),
        (Frame("loop", (Section("", (Message("A", "A"), Message("B", "B"))),)),),
        (CALL, ANSWER, Divider("x"), CALL, CALL, ANSWER, ANSWER),
    ],
)
def test_what_is_drawn_is_read_back(items: tuple[SequenceItem, ...]) -> None:
    sequence = Sequence(participants(*"ABC"), items)
    assert read_drawing("\n".join(draw_sequence(sequence, DrawingOptions()))).diagram == sequence


def test_participants_have_their_shapes() -> None:
    rows = draw_sequence(
        Sequence((Node("A", "A", "person"), Node("B", "B", "cylinder"), Node("C", "C", "text"))),
        DrawingOptions(),
    )
    assert rows == [
        "       .───.",
        "┌─○─┐  ├───┤  ┌───┐",
        "│ A │  │ B │  │ C │",
        "└─┬─┘  '─┬─'  └─┬─┘",
        "  │      │      │",
    ]


def test_long_diagrams_repeat_the_participants_below() -> None:
    short = "\n".join(drawn(*(Message("A", "B", "x"),) * 10))
    long = "\n".join(drawn(*(Message("A", "B", "x"),) * 15))
    assert short.count("│ C │") == 1
    assert long.count("│ C │") == 2


def test_labels_between_the_same_lifelines_share_one_distance() -> None:
    label = "a label of some length"
    rows = drawn(Message("A", "B", label), names="AB")
    assert cell_width(rows[4]) == len(label) + 6


def test_narrow_drawings_wrap_instead_of_growing() -> None:
    item = Message("A", "B", "several words that need room")
    assert len(drawn(item, names="AB", width=40)) < len(drawn(item, names="AB", width=20))
    assert max(map(cell_width, drawn(item, names="AB", width=20))) <= 20


def test_a_text_beside_one_lifeline_gets_the_room_that_is_left() -> None:
    rows = drawn(
        Message("A", "B", "words to wrap"),
        Message("B", "C", "incomprehensibilities"),
        Message("B", "B", "quite short"),
        width=36,
    )
    assert any("words" in row and "wrap" not in row for row in rows)
    assert any("quite short" in row for row in rows)


def test_twenty_participants_do_not_fit_but_the_minimum_works() -> None:
    names = [f"participant {number}" for number in range(20)]
    messages = tuple(Message(a, b, "call") for a, b in pairwise(names))
    sequence = Sequence(participants(*names), messages)
    with pytest.raises(WidthError) as caught:
        draw_sequence(sequence, DrawingOptions(40))
    minimum = caught.value.minimum
    options = DrawingOptions(minimum)
    rows = draw_sequence(sequence, options)
    assert max(map(cell_width, rows)) == minimum
    verify(sequence, rows, options)
    with pytest.raises(WidthError):
        draw_sequence(sequence, DrawingOptions(minimum - 1))


def test_unknown_participants_are_named() -> None:
    with pytest.raises(DrawingError, match="'Z' takes part"):
        drawn(Message("A", "Z", "x"))


def test_frames_may_not_be_nested_without_end() -> None:
    item: SequenceItem = Message("A", "B", "x")
    for _ in range(50):
        item = Frame("opt", (Section("", (item,)),))
    with pytest.raises(LimitError, match="nested"):
        drawn(item)


@pytest.mark.parametrize("text", ["é", "日本", "Größe"])
def test_notes_of_any_letters_stand_in_ascii_drawings(text: str) -> None:
    items = (Message("Client", "Server", "ask"), Note(("Client",), text))
    sequence = Sequence(participants("Client", "Server"), items)
    assert text in draw_diagram(sequence, DrawingOptions(charset="ascii"))


def test_long_ascii_sequences_repeat_persons_with_short_names() -> None:
    people = (Node("A", "A", "person"), Node("B", "Server"))
    items = tuple(Message("A", "B", f"step {number}") for number in range(28))
    drawing = draw_diagram(Sequence(people, items), DrawingOptions(charset="ascii"))
    assert drawing.count("| A |") == 2


PARTS = st.sampled_from(["a", "Bc", "defgh", "-", "é", "日本", "👩\N{ZERO WIDTH JOINER}👧", "🇩🇪"])
WORDS = st.lists(PARTS, min_size=1, max_size=5).map("".join)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)
NAMES = "PQRS"
NAME = st.sampled_from(NAMES)
SHAPES = st.sampled_from(("rectangle", "person", "cylinder", "queue", "rounded", "circle", "text"))
MESSAGES = st.builds(Message, NAME, NAME, TEXTS, st.booleans())
NOTES = st.builds(Note, st.lists(NAME, min_size=1, max_size=3).map(tuple), TEXTS)
DIVIDERS = st.builds(Divider, TEXTS)


def _frames(items: st.SearchStrategy[SequenceItem]) -> st.SearchStrategy[SequenceItem]:
    sections = st.builds(Section, TEXTS, st.lists(items, max_size=3).map(tuple))
    kinds = st.sampled_from(("loop", "alt", "opt", "par"))
    return st.builds(Frame, kinds, st.lists(sections, min_size=1, max_size=2).map(tuple))


ITEMS = st.recursive(MESSAGES | NOTES | DIVIDERS, _frames, max_leaves=5)


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    labels = draw(st.lists(TEXTS.filter(bool), min_size=4, max_size=4))
    shapes = draw(st.lists(SHAPES, min_size=4, max_size=4))
    nodes = tuple(map(Node, NAMES, labels, shapes))
    return Sequence(nodes, tuple(draw(st.lists(ITEMS, max_size=6))))


@settings(max_examples=150, deadline=None)
@given(
    sequences(),
    st.integers(10, 120),
    st.sampled_from(("unicode", "ascii", "extended")),
)
def test_sound_at_any_width(sequence: Sequence, width: int, charset: CharsetName) -> None:
    options = DrawingOptions(width, charset=charset)
    try:
        rows = draw_sequence(sequence, options)
    except WidthError as error:
        options = DrawingOptions(error.minimum, charset=charset)
        rows = draw_sequence(sequence, options)
    assert max(map(cell_width, rows)) <= options.width
    assert all(row == row.rstrip() for row in rows)
    assert draw_sequence(sequence, options) == rows
    heads = "<>" if charset == "ascii" else "◄►"
    assert sum(row.count(head) for row in rows for head in heads) == _messages(sequence.items)
    verify(sequence, rows, options)


def _messages(items: tuple[SequenceItem, ...]) -> int:
    return sum(
        sum(_messages(section.items) for section in item.sections)
        if isinstance(item, Frame)
        else isinstance(item, Message)
        for item in items
    )
