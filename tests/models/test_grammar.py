"""The grammar accepts what models are trained on, and allows nothing that cannot be parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ascii_diagram_models.grammar import (
    GRAMMAR,
    MAX_GROUPS,
    MAX_NAME_CHARS,
    MAX_STATEMENTS,
    root_of,
)

from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve.request import Sampling, Style

if TYPE_CHECKING:
    from ascii_diagram_models.engine import Model

pytestmark = pytest.mark.model


def accepted(model: Model, text: str, style: Style = "tui_flow") -> bool:
    """Return whether the grammar accepts a whole text, read as the model's tokens."""
    import numpy as np
    from ascii_diagram_models.matcher import Matcher

    matcher = Matcher(model, GRAMMAR, root_of(style))
    try:
        for token in model.tokenize(text):
            if not matcher.allowed(np.array([token], np.int32))[0]:
                return False
            matcher.accept(token)
        end = int(model.library.llama_vocab_eos(model.vocabulary))
        return bool(matcher.allowed(np.array([end], np.int32))[0])
    finally:
        matcher.close()


def test_accepts_canonical_rows(vocabulary: Model, canonical: list[str]) -> None:
    assert len(canonical) == 200
    assert [row for row in canonical if not accepted(vocabulary, row)] == []


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("tui_flow", "direction: right\norders.v2 -> b@c: above 3.0 V"),
        ("tui_flow", 'direction: up\n"a.b\\"c\\\\" <-> x -y: "why: because"\nlone'),
        ("tui_flow", "direction: left\nпамять -- キャッシュ: größer"),
        ("tui_flow", "shape: sequence_diagram\na -> a: think\na <- b: done"),
        ("tui_flow", "grid-columns: 12\n0\n1"),
        ("tui_flow", "direction: down\na -> b\nLayer 1 {\n  a\n}\nLayer 2 {\n  b\n}"),
        ("hybrid", 'direction: down\n"RAIN\\nfalls\\nand flows" -> Sea\nSea'),
        ("ascii_art", "art: |\n /\\_/\\\n( o.o )\n\n > ^ <\n|"),
        ("ascii_art", "art: |\n+----+\n| ok |\n|    |\n+----+\n   |\n|"),
    ],
)
def test_accepts_and_parses(vocabulary: Model, style: Style, text: str) -> None:
    assert accepted(vocabulary, text, style)
    parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "direction: right",
        "a -> b",
        "direction: right\na -> b -> c",
        "direction: right\na -> b\n",
        "direction: right\na -> b # why",
        "direction: right\na -> b {style: dashed}",
        "direction: right\na. -> c",
        "direction: right\n.a -> c",
        'direction: right\n"a\\nb" -> c',
        'direction: right\n"" -> c',
        "direction: right\na\u202eb -> c",
        "direction: right\n\u2500\u2502 -> c",
        'direction: right\n"a\x1b[1m" -> c',
        "direction: right\nX {\n}",
        "shape: sequence_diagram\na -> b",
        "grid-columns: 0\na",
        "Sure! Here is the diagram",
    ],
)
def test_refuses(vocabulary: Model, text: str) -> None:
    assert not accepted(vocabulary, text)


def test_bounds(vocabulary: Model) -> None:
    def edges(count: int) -> str:
        return "direction: right" + "".join(f"\na{i} -> b" for i in range(count))

    def groups(count: int) -> str:
        return "direction: right\na" + "".join(f"\ng{i} {{\n  n{i}\n}}" for i in range(count))

    assert accepted(vocabulary, edges(MAX_STATEMENTS))
    assert not accepted(vocabulary, edges(MAX_STATEMENTS + 1))
    assert accepted(vocabulary, groups(MAX_GROUPS))
    assert not accepted(vocabulary, groups(MAX_GROUPS + 1))
    assert accepted(vocabulary, f"direction: right\n{'x' * MAX_NAME_CHARS}")
    assert not accepted(vocabulary, f"direction: right\n{'x' * (MAX_NAME_CHARS + 1)}")


@pytest.mark.parametrize(
    "grammar",
    ["", 'rout ::= "x"', "root ::= foo", 'root ::= root "a"', "root ::= (", 'root ::= "x'],
)
def test_invalid_grammar_raises(vocabulary: Model, grammar: str) -> None:
    from ascii_diagram_models.matcher import Matcher

    with pytest.raises(ValueError, match="invalid grammar"):
        Matcher(vocabulary, grammar)


@pytest.mark.parametrize("style", ["tui_flow", "hybrid"])
@pytest.mark.parametrize("seed", range(12))
def test_whatever_it_lets_through_can_be_parsed(vocabulary: Model, style: Style, seed: int) -> None:
    from ascii_diagram_models.decoding import Prompt, generate
    from ascii_diagram_models.matcher import Matcher

    from tests.models.babbling_context import BabblingContext

    matcher = Matcher(vocabulary, GRAMMAR, root_of(style))
    context = BabblingContext(vocabulary, seed)
    pieces = generate(context, Prompt((1,), (1,)), matcher, Sampling(), most=4000)
    text = b"".join(piece.text for piece in pieces).decode()
    matcher.close()
    canonical = print_arrow(parse(text))
    assert parse(canonical) == parse(text)
