from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives import scan
from ascii_diagram.directives.completion import completions


def offered(line: str) -> list[str]:
    return [completion.text for completion in completions(line, len(line))]


@pytest.mark.parametrize("line", ["# asc", "  // ascii-di", "ascii-diagram", "<!-- ascii", "- as"])
def test_the_word_itself(line: str) -> None:
    assert offered(line) == ["ascii-diagram: "]


@pytest.mark.parametrize("line", ["", "# ", "x = ascii", "# a", "# ascii-art", "`ascii"])
def test_nothing_where_no_directive_can_be(line: str) -> None:
    assert offered(line) == []


def test_options_that_are_not_there_yet() -> None:
    assert offered("# ascii-diagram[w") == ["width="]
    assert "width=" not in offered("# ascii-diagram[width=60 ")
    assert "prose" not in offered("# ascii-diagram[notation ")
    assert offered('# ascii-diagram[alt="[ width=" dir') == ["direction="]


def test_values() -> None:
    assert offered("# ascii-diagram[charset=") == ["unicode", "ascii", "extended"]
    assert offered("# ascii-diagram[width=60 direction=d") == ["down"]
    assert offered("# ascii-diagram[width=") == []
    assert offered("# ascii-diagram[nonsense=") == []


def test_the_header_of_a_fence() -> None:
    assert offered("> ```ascii-diagram wid") == ["width="]
    assert offered("~~~{.ascii-diagram charset=a") == ["ascii"]
    assert offered("```python wid") == []


def test_what_is_typed_is_replaced() -> None:
    (completion,) = completions("# ascii-diagram[charset=as]: A", 26)
    assert (completion.text, completion.start) == ("ascii", 24)


def test_nothing_behind_the_bracket() -> None:
    assert offered("# ascii-diagram[width=60]: dir") == []


@given(st.text(alphabet="asci-dgrm[]=\"' widthcrot:`~{. ", max_size=60), st.integers(0, 60))
def test_every_completion_goes_on_with_what_was_typed(line: str, column: int) -> None:
    for completion in completions(line, column):
        assert completion.text.startswith(line[completion.start : column])


def test_completed_options_are_sound() -> None:
    for text in offered("# ascii-diagram["):
        value = {"width=": "60", "height=": "9", "id=": "x"}.get(text, "x" if "=" in text else "")
        choices = offered(f"# ascii-diagram[{text}") if "=" in text else []
        found = scan(f"# ascii-diagram[{text}{choices[0] if choices else value}]: A", name="a.py")
        assert not found.problems
