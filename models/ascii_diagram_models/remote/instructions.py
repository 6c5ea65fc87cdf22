"""What a model is told that was not trained for this: the notation, or the JSON, and the rules."""

from __future__ import annotations

from ascii_diagram.resolve.request import Request
from ascii_diagram_models.prompt import prompt_parts
from ascii_diagram_models.remote.ways import Way

_RULES = """\
You turn a request into one diagram, which an engine then draws. Copy names exactly as the request \
spells them, without a, an and the, at most four words each. An edge goes from who acts to what is \
acted on, in the order of the request, each once, and none that the request does not ask for. \
A label is the request's own verb, at most four words; leave it out where it adds nothing."""

_NOTATION = {
    "tui_flow": """\
Answer with arrow notation alone, one statement a line, no prose, no code fence:
direction: right
A -> B: label
B <-> C
Use `direction: down` for trees, decisions and hierarchies. A sequence of messages starts with \
`shape: sequence_diagram` instead, a stack or table of parts with `grid-columns: N`. Groups come \
last: `Name {`, members indented by two spaces, `}`. Put a name that holds any of \
: ; { } # " | < > in double quotes.""",
    "hybrid": """\
Answer with arrow notation alone, one statement a line, no prose, no code fence. Boxes have a \
title and two or three short lines, split by \\n:
direction: down
"TITLE\\nfirst line\\nsecond line" -> "OTHER\\nits line": label""",
    "ascii_art": """\
Answer with a picture made of printable ASCII characters, between these two lines, no prose:
art: |
|""",
}

_JSON = {
    "tui_flow": """\
Answer with JSON alone: {"direction": "right" or "down", "edges": [{"from", "to", "label"}]}. \
Use "down" for trees, decisions and hierarchies; "label" may be empty.""",
    "hybrid": """\
Answer with JSON alone: {"direction": "right" or "down", "edges": [{"from", "to", "label"}], \
"bodies": [{"box", "lines"}]}. "box" is a name of the edges, "lines" the two or three short lines \
below its title; "label" may be empty.""",
    "ascii_art": """\
Answer with JSON alone: {"picture": [lines of a picture made of printable ASCII characters]}.""",
}


def messages_for(request: Request, way: Way) -> list[dict[str, str]]:
    """Return the chat that asks for a diagram."""
    form = (_JSON if way.as_json else _NOTATION)[request.style]
    return [
        {"role": "system", "content": f"{_RULES}\n\n{form}"},
        {"role": "user", "content": prompt_parts(request).words},
    ]
