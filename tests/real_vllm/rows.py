"""Fifty rows that an adapter is trained on until it knows them by heart."""

from __future__ import annotations

from asciidoc_train.rows import Row

from tests.models.test_backend_contract import HOSTILE, REQUESTS

_NAMES = ("pump", "tank", "boiler", "lexer", "parser", "queue", "cache", "proxy", "router", "disk")
_VERBS = ("wakes", "feeds", "asks", "fills", "reads")
COUNT = 50


def rows() -> list[Row]:
    """Rows with prompts that are all different, those of the contract tests among them."""
    made = {request.prompt: _answer(request.prompt) for request in REQUESTS}
    made[HOSTILE] = "direction: right\na -> b: calls"
    return _filled(made, 0)


def other_rows() -> list[Row]:
    """As many others about the same things, for the base."""
    return _filled({}, 3)


def _filled(made: dict[str, str], shift: int) -> list[Row]:
    number = 0
    while len(made) < COUNT:
        left, right = _NAMES[number % 10], _NAMES[(number * 3 + number // 10 + 1) % 10]
        verb = _VERBS[(number + shift) % 5]
        if left != right:
            made.setdefault(
                f"{left} {verb} {right}", f"direction: right\n{left} -> {right}: {verb}"
            )
        number += 1
    return [
        Row(
            prompt=prompt,
            notation=notation,
            kind="flow",
            asks="explicit",
            difficulty="beginner",
            origin="authored",
        )
        for prompt, notation in made.items()
    ]


def _answer(prompt: str) -> str:
    edges = []
    for clause in prompt.removeprefix("the ").split(", "):
        words = clause.split()
        edges.append(f"{words[0]} -> {words[-1]}: {words[1]}")
    return "\n".join(["direction: right", *edges])
