"""The fake model: what it writes to a prompt, and under a form."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from tests.fake_server.behaviour import HONOURED, Behaviour

_ONE_WORD = re.compile(r'root ::= "([^"]*)"\s*\Z')


def prompt_of(body: dict[str, Any]) -> str:
    """The user's words, whichever API they came by."""
    if "messages" in body:
        return str(body["messages"][-1]["content"])
    text = str(body["prompt"])
    return text.removeprefix("<|im_start|>user\n").partition("<|im_end|>")[0]


def relay(prompt: str) -> str:
    """Notation that depends on the prompt and holds its words."""
    plain = prompt.rpartition("] ")[2]
    words = list(dict.fromkeys(re.findall(r"[A-Za-z0-9]+", plain)))[:4] or ["nothing"]
    words += ["end"] * (len(words) < 2)
    edges = [f"{left} -> {right}" for left, right in itertools.pairwise(words)]
    return "\n".join(["direction: right", *edges])


def reply_to(body: dict[str, Any], behaviour: Behaviour) -> str:
    """What the model writes, kept to the form that the request asks for if this server knows it."""
    grammar, schema = _form(body, behaviour)
    prompt = prompt_of(body)
    notation = (behaviour.notation or relay)(prompt)
    if grammar:
        word = _ONE_WORD.match(grammar)
        return word.group(1) if word else notation
    if schema is not None:
        return json.dumps(_json(schema, notation))
    if "messages" in body and "arrow notation" in str(body["messages"]):
        return f"Sure! Here it is:\n\n```\n{notation}\n```\n\nAnything else?"
    if "direction" in prompt or prompt == "Say something.":
        return "Once upon a time there was a form."
    return notation


def is_probe(body: dict[str, Any]) -> bool:
    return "Say something." in str(body.get("prompt") or body.get("messages"))


def _form(body: dict[str, Any], behaviour: Behaviour) -> tuple[str, dict[str, Any] | None]:
    honoured = HONOURED[behaviour.flavour]
    grammar = ""
    if "structured_outputs" in honoured:
        grammar = (body.get("structured_outputs") or {}).get("grammar", "")
    if "guided_grammar" in honoured:
        grammar = body.get("guided_grammar", "")
    if "grammar" in honoured:
        grammar = body.get("grammar", "")
    form = body.get("response_format") or {}
    if "response_format" in honoured and form.get("type") == "json_schema":
        return grammar, form["json_schema"]["schema"]
    return grammar, None


def _json(schema: dict[str, Any], notation: str) -> dict[str, Any]:
    properties = schema["properties"]
    if "probe" in properties:
        return {"probe": properties["probe"]["enum"][0]}
    if "picture" in properties:
        return {"picture": ["/\\_/\\", "( o.o )"]}
    edges = [line.split(" -> ") for line in notation.splitlines()[1:]]
    answer: dict[str, Any] = {
        "direction": "right",
        "edges": [{"from": left, "to": right, "label": ""} for left, right in edges],
    }
    if "bodies" in properties:
        answer["bodies"] = [{"box": edges[0][0], "lines": ["first line", "second line"]}]
    return answer
