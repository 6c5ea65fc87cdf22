from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ascii_diagram import notation
from ascii_diagram.resolve.request import Request
from ascii_diagram.resolve.rules import read_by_rules


def read(prompt: str) -> str | None:
    diagram = read_by_rules(Request(prompt))
    return None if diagram is None else notation.print_arrow(diagram)


def edges(*lines: str) -> str:
    return "\n".join(("direction: right", *lines))


def cells(columns: int, *labels: str) -> str:
    return "\n".join((f"grid-columns: {columns}", *labels))


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("lint then test, then ship", edges("lint -> test", "test -> ship")),
        (
            "kiln firing steps: load, heat, hold, cool",
            edges("load -> heat", "heat -> hold", "hold -> cool"),
        ),
        ("1. wash 2. cut 3. cook", edges("wash -> cut", "cut -> cook")),
        ("First knead, then prove, then bake.", edges("knead -> prove", "prove -> bake")),
        (
            "sensor loop: measure, compare, adjust, again",
            edges("measure -> compare", "compare -> adjust", "adjust -> measure"),
        ),
        (
            "bread cycle: mix, bake, eat, then back to mix",
            edges("mix -> bake", "bake -> eat", "eat -> mix"),
        ),
        ("tag → build → sign", edges("tag -> build", "build -> sign")),
        (
            "lamp: off → on (press), on → off when released",
            edges("off -> on: press", "on -> off: released"),
        ),
        (
            "spooled → printing → printed; jam: printing → stuck; clear: stuck → printing",
            edges(
                "spooled -> printing",
                "printing -> printed",
                "printing -> stuck: jam",
                "stuck -> printing: clear",
            ),
        ),
        (
            "File: Open, Save. Save: Copy and Draft.",
            "direction: down\nFile -> Open\nFile -> Save\nSave -> Copy\nSave -> Draft",
        ),
        ("a phone ⇄ a tower → PSTN", edges("phone <-> tower", "tower -> PSTN")),
        (
            "valve: shut to open on command, open to shut on alarm",
            edges("shut -> open: command", "open -> shut: alarm"),
        ),
        (
            "on coin locked becomes unlocked; on push unlocked becomes locked",
            edges("locked -> unlocked: coin", "unlocked -> locked: push"),
        ),
        ("cake, top to bottom: glaze, cream, sponge", cells(1, "glaze", "cream", "sponge")),
        ("flag, three fields side by side: red, white and red", cells(3, "red", "white", "red")),
        ("keys, two per row: one, two, three, four", cells(2, "one", "two", "three", "four")),
        ("2x2 board: X O / O X", cells(2, "X", "O", "O", "X")),
        ("seats, 2 rows of 3: p q r / s t u", cells(3, *"pqrstu")),
    ],
)
def test_certain_prompts_are_read(prompt: str, found: str) -> None:
    assert read(prompt) == found


@pytest.mark.parametrize(
    "prompt",
    [
        "the water cycle",
        "the browser asks the server, which then asks the database",
        "lint, test and ship",  # in order, or all at once?
        "parse then check, if wrong report, then stop",
        "it wakes, then it eats, then it sleeps",
        "Kim beats Lou, Max beats Nia, then Max beats Kim",
        "wash then wash then wash",
        "billing + tickets → features",
        "idle; start → running; stop → idle",  # these are events, not states
        "a → b; c → d",
        "app online → offline (lost), offline → online (back)",  # is `app` a title?
        "web app → API, API → app",
        "build F(D) → new D, new D → build F(D)",
        "print: idle → busy, jam: busy → stuck",  # a title, or labels?
        "Table: Name, Age. Name: Ann, Bob. Age: 3, 4",
        "Timeline: 2020, 2021. 2020: launch. 2021: growth",
        "Note: cats, dogs. dogs: rex",
        "Menu: File, Edit. File: opens things, saves things",
        "Menu: File, Edit. Tools: Options",
        "the reviewer decides: accepts → merge, rejects → close",
        "turnstile: locked to unlocked on coin, and it stays there on push",
        "2 by 3 board: a, b, c, d, e, f",  # rows by columns, or columns by rows?
        "three columns: a, b, c, d",
        "price list in two columns: tea 2 €, coffee 3 €",
        "layers, bottom to top: a, b, c",
        "cake, top to bottom: glaze, then what is under it",
        "stack of calls, top to bottom: main calls parse, parse calls lex",
        "process: " + ", ".join(f"step {n}" for n in range(200)),
        "",
    ],
)
def test_of_all_others_nothing_is_said(prompt: str) -> None:
    assert read(prompt) is None


def test_other_styles_are_left_to_the_model() -> None:
    for style in ("hybrid", "ascii_art"):
        assert read_by_rules(Request("lint then test, then ship", style)) is None


@given(
    st.lists(
        st.sampled_from(
            (
                "lint",
                "test",
                "then",
                "→",
                "->",
                ",",
                ";",
                ":",
                "to",
                "on",
                "2x2",
                "loop",
                "again",
                "steps",
                "1.",
                "2.",
                "3.",
                "row",
                "in one row",
                "(x)",
                "/",
                "top to bottom",
                "\n",
            )
        ),
        max_size=30,
    ).map(" ".join)
)
@example("a -> b (" * 60)
@example("a to b on " * 60)
def test_whatever_is_asked_the_answer_can_be_kept(prompt: str) -> None:
    found = read(prompt)
    assert found is None or notation.print_arrow(notation.parse(found)) == found
