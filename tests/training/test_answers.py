from __future__ import annotations

import json

import pytest
from asciidoc_train.errors import RowError
from asciidoc_train.generation.answers import read_answer
from asciidoc_train.generation.instructions import answer_schema, messages_for
from asciidoc_train.generation.personas import load_personas
from asciidoc_train.generation.tasks import Task
from asciidoc_train.topics import Topic

from ascii_diagram.resolve.request import Style

TOPIC = Topic("The water cycle", "science", "earth science", required=True, held_out=False)
HYBRID = 'direction: right\nsea -> cloud: evaporates\nsea: "sea\\nsalt water\\nwarm on top"'
HOUSE = "art: |\n   /\\\n  /__\\\n|"


def task(style: Style = "tui_flow", rows: int = 3) -> Task:
    picture = style == "ascii_art"
    return Task(
        number=0,
        agent=0,
        persona=load_personas(["tutors"])[0],
        topic=TOPIC,
        style=style,
        difficulty="beginner",
        asks="topic",
        rows=rows,
        seed=1,
        width=24 if picture else 0,
        height=6 if picture else 0,
    )


def answer(*rows: object) -> str:
    return json.dumps({"rows": rows})


def row(notation: str, kind: str = "flow", prompt: str = "water at the coast") -> dict[str, str]:
    return {"prompt": prompt, "kind": kind, "notation": notation}


@pytest.mark.parametrize(
    ("style", "given"),
    [
        ("tui_flow", row("sea -> cloud -> rain")),
        ("hybrid", row(HYBRID)),
        ("ascii_art", row(HOUSE, "picture", "a roof")),
    ],
)
def test_every_style_is_read_into_canonical_form(style: Style, given: dict[str, str]) -> None:
    read = read_answer(answer(given), task(style), "big/model:7b", "2026-11-20")
    assert read.rejected == ()
    made = read.rows[0]
    assert (made.style, made.author, made.topic) == (style, "big/model-7b", TOPIC.name)
    assert made.width == (24 if style == "ascii_art" else None)


@pytest.mark.parametrize(
    ("style", "given", "fault"),
    [
        ("tui_flow", row("sea -> "), "line 1"),
        ("tui_flow", row("sea -> cloud", "sequence"), "kind"),
        ("tui_flow", row(HYBRID), "style"),
        ("hybrid", row("sea -> cloud"), "style"),
        ("ascii_art", row("art: |\n" + "x" * 30 + "\n|", "picture"), "drawing"),
        ("tui_flow", {"prompt": "x"}, "kind, notation missing"),
        ("tui_flow", "text", "not an object"),
        ("tui_flow", row("sea -> cloud", prompt="\x1b[2J"), "prompt"),
    ],
)
def test_wrong_rows_are_rejected_with_the_reason(style: Style, given: object, fault: str) -> None:
    read = read_answer(answer(given), task(style), "m", "2026-11-20")
    assert read.rows == ()
    assert fault in str(read.rejected[0]["faults"])


@pytest.mark.parametrize("text", ["no", "{}", '{"rows": {}}', '{"rows": []}', "42"])
def test_an_answer_without_rows_is_an_error(text: str) -> None:
    with pytest.raises(RowError):
        read_answer(text, task(), "m", "2026-11-20")


def test_no_more_rows_are_taken_than_were_asked_for() -> None:
    rows = [row(f"sea{n} -> cloud{n}", prompt=f"water {n}") for n in range(9)]
    assert len(read_answer(answer(*rows), task(rows=2), "m", "2026-11-20").rows) == 2


def test_the_question_says_what_it_is_about() -> None:
    system, user = (message["content"] for message in messages_for(task("ascii_art")))
    assert "arrow notation" in system
    assert "The water cycle (earth science)" in user
    assert "At most 24 columns and 6 lines" in user
    schema = answer_schema(task())
    assert json.dumps(schema).count("additionalProperties") == 2
