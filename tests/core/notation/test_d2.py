from __future__ import annotations

import pytest
from hypothesis import given, settings

from ascii_diagram.diagram import Diagram
from ascii_diagram.notation import parse, write_d2
from tests.core.strategies import diagrams


@pytest.mark.parametrize(
    ("text", "d2"),
    [
        (
            "direction: right\nA -> B: asks\nA <-> C {style: dashed}\nA -- C: x {style: thick}",
            "direction: right\nA\nB\nC\nA -> B: asks\n"
            "A <-> C: {style.stroke-dash: 3}\nA -- C: x {style.stroke-width: 4}",
        ),
        (
            "A -> Out\nOut {\n  B\n  in: Inner {\n    C\n  }\n}\nB -> C",
            "A\nOut: {\n  B\n  in: Inner {\n    C\n  }\n}\nA -> Out\nOut.B -> Out.in.C",
        ),
        (
            "API -> api\nshape -> main.py",
            'API\napi 2: api\nshape 2: "shape"\n"main.py"\nAPI -> api 2\nshape 2 -> "main.py"',
        ),
        (
            'db: Postgres {shape: cylinder}\nx {shape: rounded}\n"a\\n${b} \\"c\\""\n'
            "cat: |\n  =^.^=\n|",
            "db: Postgres {shape: cylinder}\nx: {style.border-radius: 8}\n"
            'a: "a\\n\\${b} \\"c\\""\ncat: "cat\\n=^.^=" {style.font: mono}',
        ),
        (
            "shape: sequence_diagram\nUser {shape: person}\nUser -> API: asks\nUser <- API: page\n"
            "note API, User: idle\nalt hit {\n  API -> API: x\n} else {\n  API -> User: y\n}\n"
            "divider: later",
            "shape: sequence_diagram\nUser: {shape: person}\nAPI\nUser -> API: asks\n"
            "API -> User: page {style.stroke-dash: 3}\nAPI.note: idle\n"
            "alt: alt hit {\n  API -> API: x\n}\nalt 2: else {\n  API -> User: y\n}\n# later",
        ),
        (
            "grid-columns: 2\nHeader {span: 2}\nport {bits: 16}",
            'grid-columns: 2\ncell1: Header {width: 240}\ncell2: "port\\n16 bits"',
        ),
        (
            "shape: timeline\n1990: a\nLater {\n  2000\n}",
            'direction: right\nperiod1: "1990\\na"\nsection1: Later {\n  period2: 2000\n}\n'
            "period1 -> section1.period2",
        ),
        ("art: |\n | x\n|", "picture: ||txt\n   | x\n||"),
    ],
)
def test_d2(text: str, d2: str) -> None:
    assert write_d2(parse(text)) == d2


@settings(max_examples=60, deadline=None)
@given(diagrams())
def test_every_diagram_is_written_without_control_characters(diagram: Diagram) -> None:
    assert all(char == "\n" or char >= " " for char in write_d2(diagram))
