from __future__ import annotations

import pytest
from hypothesis import given, settings

from ascii_diagram.directives import rescan, scan
from ascii_diagram.directives.scanning import _Memory  # pyright: ignore[reportPrivateUsage]
from tests.core.directives.pieces import edited


@settings(max_examples=400, deadline=None)
@given(edited())
def test_rescan_equals_scan(case: tuple[str, list[str]]) -> None:
    name, texts = case
    found = scan(texts[0], name=name)
    for text in texts[1:]:
        found = rescan(found, text)
        whole = scan(text, name=name)
        assert found == whole
        if isinstance(found.memory, _Memory) and isinstance(whole.memory, _Memory):
            assert found.memory.lines == whole.memory.lines
            assert found.memory.states == whole.memory.states
            assert found.memory.marked == whole.memory.marked


def test_an_unchanged_text_gives_the_same_scan() -> None:
    found = scan("# ascii-diagram: a\n", name="a.py")
    assert rescan(found, "# ascii-diagram: a\n") is found


@pytest.mark.parametrize("first", ["", "#!/bin/sh\n"])
def test_a_new_shebang_changes_the_language(first: str) -> None:
    text = "cat <<E\n# ascii-diagram: a\nE\n"
    found = rescan(scan(first + text, name="tool"), "#!/usr/bin/env python3\n" + text)
    assert found == scan("#!/usr/bin/env python3\n" + text, name="tool")


def test_rescan_knows_the_text_before_the_mark() -> None:
    found = scan("\ufeff# ascii-diagram: a\n", name="a.py")
    assert found.directives[0].column == 3
    assert rescan(found, "\ufeff\n# ascii-diagram: a\n").directives[0].start == 1
