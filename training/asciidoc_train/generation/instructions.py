"""What a teacher is told: the form of the rows, the voice, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping

from asciidoc_train.files import JsonObject
from asciidoc_train.generation.tasks import Task

_FORM = """\
You write training examples for a small model that turns a person's request into arrow notation, \
from which an engine draws boxes and arrows. Each example is a pair: `prompt`, what a person \
types, and `notation`, the one right answer.

Notation, one statement a line:
- The first line is `direction: right`, or `direction: down` for trees, decisions, hierarchies and \
more than six edges. A message sequence starts with `shape: sequence_diagram`; a stack or table of \
parts with `grid-columns: N`.
- `A -> B` or `A -> B: label`; `A <-> B` both ways; `A -- B` without direction. No chains.
- A box is its label and the same label is the same box. Labels with any of : ; { } . # " | < > \
stand in double quotes.
- A lone box is its label on a line. A group, only when the prompt speaks of one, comes last: \
`Name {`, its members on lines of their own indented by two spaces, `}`.
- In sequences every message has a label. Grid cells stand row by row, one a line.

Rules:
- Copy names exactly as the prompt spells them, without a, an and the. At most 4 words and 28 \
characters for a box, 4 words and 24 characters for an edge, with the prompt's own verbs.
- An edge goes from who acts to what is acted on: "X reads from Y" and "Y is read by X" are both \
`X -> Y: reads`; "X gets Z from Y" is `Y -> X: Z`. No label where it adds nothing (goes, flows).
- Edges stand in the order in which the prompt mentions them, each once, and none that it does not.
- 2 to 12 boxes. Prompts are what people really type: comments, tickets, questions; from three \
words to four sentences; lower case, pronouns, passives, conditions and lists as they come.
- No prompt contains arrow notation, and no two are alike."""

_STYLES = {
    "tui_flow": "Boxes hold a label alone.",
    "hybrid": (
        "Most boxes hold explaining lines below their title, two or three of at most six words: "
        '`id: "TITLE\\nfirst line\\nsecond line"` declares one after the edges, which name it by '
        "its id; without an id the title is the id."
    ),
    "ascii_art": (
        "The answer is a picture out of characters instead of boxes: a line `art: |`, then the "
        "picture's lines, then a line `|`. At most {width} columns and {height} lines, printable "
        "ASCII, no trailing blanks. Kind is `picture`."
    ),
}
_DIFFICULTIES = {
    "beginner": "Two or three links.",
    "intermediate": "Four to seven links, with a branch, a return or a condition.",
    "advanced": "Eight to twelve links, with groups, branches that join, or a way back.",
}
_ASKS = {
    "explicit": "The prompts name every box and every link themselves, in sentences.",
    "topic": "The prompts only say what to draw, in two to eight words; the answer has the facts.",
}

KINDS = ("flow", "state", "tree", "cycle", "sequence", "grid", "timeline", "picture")


def messages_for(task: Task) -> list[Mapping[str, str]]:
    """Return the chat messages of one call."""
    style = _STYLES[task.style].format(width=task.width, height=task.height)
    return [
        {"role": "system", "content": _FORM},
        {
            "role": "user",
            "content": (
                f"Write {task.rows} examples about: {task.topic.name} ({task.topic.domain}).\n"
                f"Write the prompts in this voice: {task.persona.name}. {task.persona.voice}\n"
                f"{_ASKS[task.asks]} {_DIFFICULTIES[task.difficulty]}\n{style}\n"
                'Answer with JSON alone: {"rows": [{"prompt": ..., "kind": ..., "notation": ...}]}'
                f", where kind is one of {', '.join(KINDS)}."
            ),
        },
    ]


def answer_schema(task: Task) -> JsonObject:
    """Return the JSON schema that the answer must fit."""
    text = {"type": "string"}
    row: JsonObject = {
        "type": "object",
        "properties": {
            "prompt": text,
            "kind": {"type": "string", "enum": list(KINDS)},
            "notation": text,
        },
        "required": ["prompt", "kind", "notation"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"rows": {"type": "array", "items": row, "maxItems": task.rows}},
        "required": ["rows"],
        "additionalProperties": False,
    }
