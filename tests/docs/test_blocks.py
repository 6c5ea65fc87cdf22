from __future__ import annotations

import pytest
from ascii_diagram_markdown.blocks import find_blocks, read_block
from hypothesis import given
from hypothesis import strategies as st

REGION = (
    "<!-- ascii-diagram: A -> B -->\n\n```text\n┌───┐    ┌───┐\n│ A ├───►│ B │\n"
    "└───┘    └───┘\n```\n\n<!-- end ascii-diagram 2e1fbc.32bfa7 -->\n"
)


def test_a_page_without_diagrams_has_no_blocks() -> None:
    assert find_blocks("# T\n\ntext\n") == []
    assert find_blocks("about ascii-diagram\n") == []


def test_a_fence_takes_its_options_from_header_and_body() -> None:
    (block,) = find_blocks('x\n\n```ascii-diagram width="60"\n:caption: A b\nA -> B\n```\n')
    assert (block.start, block.end) == (2, 6)
    assert block.directive is not None
    assert block.directive.options.width == 60
    assert block.directive.options.caption == "A b"
    assert block.prompt == "A -> B"


@pytest.mark.parametrize(
    "header", ['ascii-diagram id="x"', "ascii-diagram id=x", '{.ascii-diagram id="x"}']
)
def test_headers_of_all_hosts_are_read(header: str) -> None:
    (block,) = find_blocks(f"```{header}\nA -> B\n```\n")
    assert block.directive is not None
    assert block.directive.options.id == "x"


def test_a_region_is_one_block_with_its_drawing() -> None:
    (block,) = find_blocks(f"x\n\n{REGION}\ny\n")
    assert (block.start, block.end) == (2, 11)
    assert block.directive is not None
    assert block.directive.region is not None


def test_list_items_and_quotes_keep_their_marks() -> None:
    text = "- ```ascii-diagram\n  A -> B\n  ```\n\n> ```ascii-diagram\n> C -> D\n> ```\n"
    item, quote = find_blocks(text)
    assert (item.first_prefix, item.prefix) == ("- ", "  ")
    assert (quote.first_prefix, quote.prefix) == ("> ", "> ")


def test_a_fence_with_a_fault_is_a_block_without_directive() -> None:
    (block,) = find_blocks("```ascii-diagram colour=red\nA -> B\n```\n")
    assert block.directive is None
    assert [problem.code for problem in block.problems] == ["unknown-option"]
    assert block.prompt == "A -> B"


def test_a_damaged_region_stays_and_gets_a_note() -> None:
    text = "x\n\n" + REGION.replace("end ascii-diagram 2e1fbc", "end ascii-diagram zz")
    (note,) = find_blocks(text)
    assert note.start == note.end
    assert note.problems


def test_one_block_can_be_read_alone() -> None:
    block = read_block("caption='a \"b\"' width=60", "A -> B\n~~~ x")
    assert block.directive is not None
    assert block.directive.options.caption == 'a "b"'
    assert block.prompt == "A -> B\n~~~ x"


def test_an_empty_block_says_so() -> None:
    (problem,) = read_block("", " \n").problems
    assert problem.code == "empty-prompt"


@given(st.text(max_size=40), st.text(max_size=200))
def test_any_header_and_body_make_a_block(header: str, body: str) -> None:
    block = read_block(header, body)
    assert block.directive is not None or block.problems or not block.prompt.strip()


LINES = (
    *REGION.splitlines(),
    *("```ascii-diagram", "```", "> ```ascii-diagram", "    x", "- a", "!!! note", "~~~"),
    *("    ```ascii-diagram", "    ```", "A -> B", "", "<!--", "-->"),
)


@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_blocks_never_overlap_and_lie_in_the_page(lines: list[str]) -> None:
    blocks = find_blocks("\n".join(lines))
    ends = [0]
    for block in blocks:
        assert ends[-1] <= block.start <= block.end <= len(lines)
        ends.append(block.end)
