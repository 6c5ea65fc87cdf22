"""One directive of several, drawn anew, and converted into other forms."""

from __future__ import annotations

import pytest

from ascii_diagram.directives import apply_edits, scan
from ascii_diagram.expansion import (
    Expansion,
    Target,
    finish_conversion,
    finish_expansion,
    open_resolver,
    plan_conversion,
    plan_expansion,
)
from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve import Request, Resolution
from ascii_diagram.settings import Settings
from tests.core.worker.fake_backend import FakeBackend

TWO = "# ascii-diagram: a -> b\n\n# ascii-diagram: b -> c\n"
PROSE = "# ascii-diagram: the client asks the server\n"


def resolved(notation: str) -> Resolution:
    diagram = parse(notation)
    return Resolution(print_arrow(diagram), diagram, "model", "fake", 1, 0.0)


def convert(text: str, to: Target, name: str = "a.py", number: int = 0) -> Expansion:
    found = scan(text, name=name)
    plan = plan_conversion(text, to, number, found=found, settings=Settings())
    answers = {request: resolved("client -> server: asks") for request in plan.requests}
    made = finish_conversion(text, to, number, plan, answers)
    assert apply_edits(text, made.edits) == made.text
    return made


def test_only_the_named_directive_is_drawn() -> None:
    plan = plan_expansion(TWO, path="a.py", settings=Settings(), only=[1])
    made = finish_expansion(plan)
    assert made.text.startswith("# ascii-diagram: a -> b\n\n# ascii-diagram: b -> c\n#\n#     ┌")
    assert [outcome.line for outcome in made.outcomes] == [3]


def test_only_the_named_prose_is_pinned() -> None:
    text = f"{PROSE}\n{PROSE}"
    plan = plan_expansion(text, path="a.py", settings=Settings(), mode="pin", only=[1])
    answers: dict[Request, Resolution] = {
        request: resolved("client -> server: asks") for request in plan.requests
    }
    made = finish_expansion(plan, answers)
    assert made.text.startswith(f"{PROSE}\n# ascii-diagram: client -> server: asks\n#\n")
    assert [outcome.action for outcome in made.outcomes] == ["pinned"]


def test_what_is_fresh_is_drawn_anew_when_asked_for() -> None:
    drawn = finish_expansion(plan_expansion(TWO, path="a.py", settings=Settings())).text
    narrow = Settings(charset="ascii")
    assert finish_expansion(plan_expansion(drawn, path="a.py", settings=narrow)).text == drawn
    anew = plan_expansion(drawn, path="a.py", settings=narrow, only=[0], redraw=True)
    made = finish_expansion(anew)
    assert "| a +--->| b |" in made.text
    assert "│ b ├───►│ c │" in made.text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("# ascii-diagram: a -> b", "# ascii-diagram[charset=ascii]: a -> b"),
        (
            '# ascii-diagram[width=60 alt="charset=x"]: a -> b',
            '# ascii-diagram[width=60 alt="charset=x" charset=ascii]: a -> b',
        ),
        (
            "# ascii-diagram[charset=unicode width=60]: a -> b",
            "# ascii-diagram[charset=ascii width=60]: a -> b",
        ),
    ],
)
def test_another_charset(head: str, expected: str) -> None:
    drawn = finish_expansion(plan_expansion(f"{head}\n", path="a.py", settings=Settings())).text
    made = convert(drawn, "ascii").text
    assert made.startswith(f"{expected}\n#\n#     +---+    +---+\n")
    assert made.count("end ascii-diagram") == 1


def test_prose_becomes_mermaid_in_code() -> None:
    made = convert(PROSE, "mermaid").text
    assert made.startswith("# ascii-diagram:\n#   flowchart\n#       client\n")
    assert "#     │ client ├── asks ──►│ server │\n" in made
    assert scan(made, name="a.py").directives[0].region is not None


@pytest.mark.parametrize("to", ["mermaid", "d2"])
def test_a_fenced_block_takes_the_directives_place_in_markdown(to: Target) -> None:
    for start in (
        "> <!-- ascii-diagram: a -> b -->\n",
        "> ascii-diagram: a -> b\n",
        "> ```ascii-diagram width=60\n> a -> b\n> ```\n",
    ):
        drawn = finish_expansion(plan_expansion(start, path="a.md", settings=Settings())).text
        made = convert(f"{drawn}\nend\n", to, "a.md").text
        assert made.startswith(f"> ```{to}\n> ")
        assert made.endswith(f"> a -{'-' * (to == 'mermaid')}> b\n> ```\n\nend\n") or (
            made.endswith("    a --> b\n> ```\n\nend\n")
        )


def test_d2_stands_in_markdown_only() -> None:
    made = convert(TWO, "d2")
    assert made.text == TWO
    assert "Markdown only" in made.outcomes[0].message


def test_what_cannot_be_converted_stays() -> None:
    grid = "# ascii-diagram: grid-columns: 2\n#   a\n#   b\n"
    assert convert(grid, "mermaid").text == grid
    forced = "# ascii-diagram[prose]: the client asks the server\n"
    assert convert(forced, "mermaid").text == forced


def test_a_resolver_takes_a_model_that_is_open_already(tmp_path: object) -> None:
    from pathlib import Path

    backend = FakeBackend(Path(str(tmp_path)))
    settings = Settings(cache={"directory": Path(str(tmp_path))})  # type: ignore[arg-type]
    with open_resolver(settings, backend=lambda: backend) as resolver:
        answer = resolver.resolve_one(Request("echo lamp"))
    assert answer.notation.startswith("lamp -> done")
