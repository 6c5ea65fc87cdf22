import pytest

from ascii_diagram.directives import scan
from ascii_diagram.expansion.position import position_in_text


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.py", "x\n  # ascii-diagram: first; WORD here\n", "WORD"),
        ("a.py", "\t# ascii-diagram:\n\t#   first\n\t#     second WORD\n", "WORD"),
        ("a.c", "/*\n * ascii-diagram: first\n *   second\n *   third WORD\n */\n", "WORD"),
        ("a.md", "- item\n\n  ```ascii-diagram\n  first\n  second WORD\n  ```\n", "WORD"),
        ("a.md", "<!-- ascii-diagram: first WORD -->\n", "WORD"),
        ("a.txt", "ascii-diagram: ascii-diagram WORD\n", "WORD"),
        ("a.md", "```ascii-diagram\n:width: 60\na\n60 WORD\n```\n", "WORD"),
        ("a.md", "```ascii-diagram\nWORD\na\n```\n", "WORD"),
    ],
)
def test_places_in_a_prompt_are_found_in_the_text(name: str, text: str, word: str) -> None:
    (directive,) = scan(text, name=name).directives
    prompt = directive.prompt.split("\n")
    line = next(number for number, row in enumerate(prompt) if word in row)
    place = position_in_text(directive, line + 1, prompt[line].index(word) + 1)
    lines = text.split("\n")
    expected = next(number for number, row in enumerate(lines) if word in row)
    assert place == (expected, lines[expected].index(word))


def test_places_outside_the_prompt_are_clipped() -> None:
    (directive,) = scan("# ascii-diagram: A -> B\n", name="a.py").directives
    assert position_in_text(directive, 99, 1)[0] == 0
    assert position_in_text(directive, 0, 0)[0] == 0
