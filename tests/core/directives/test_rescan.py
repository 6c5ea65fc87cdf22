from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.directives import rescan, scan
from ascii_diagram.directives.scanning import _Memory  # pyright: ignore[reportPrivateUsage]

PIECES = {
    "a.py": ['"""', "'''", "'", '"', "#", "def f():", "\\"],
    "a.ts": ["`", "${", "}", "/*", "*/", "//", "'", '"', "\\", " /x/ ", "{", " * "],
    "a.rs": ["/*", "*/", 'r#"', '"#', '"', "'", "//", "///"],
    "a.sh": ["<<EOF", "EOF", "'", '"', "#", "<<-'B'", "B"],
    "a.yaml": ["a: |", "  ", "- ", "k: >-", "'", '"', "#", "x"],
    "a.html": ["<script>", "</script>", "<!--", "-->", "`", "//", "/*", "*/"],
    "a.php": ["<?php", "?>", "<<<A", "A;", "'", "#", "//"],
    "a.hs": ["{-", "-}", "--", '"'],
    "a.lua": ["--[[", "]]", "[=[", "]=]", "--", '"'],
    "a.rb": ["=begin", "=end", "<<~A", "A", "__END__", "'", "#"],
    "a.cs": ['@"', '"', '"""', "//", "/*", "*/"],
    "a.sql": ["$x$", "$$", "'", "/*", "*/", "--"],
    "a.md": ["```", "<!--", "-->", "> ", "- ", "    "],
    "a.txt": ["#", "  "],
}
COMMON = ["\n", "\r\n", "\r", "\n", " ", "ascii-diagram: a\n", "# ascii-diagram: b\n",
          "// ascii-diagram: c\n", " * ascii-diagram: d", "end ascii-diagram 123456.abcdef\n",
          "x", "\x0c", "\u2028"]  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[str]]:
    name = draw(st.sampled_from(sorted(PIECES)))
    piece = st.lists(st.sampled_from(PIECES[name] + COMMON), max_size=12).map("".join)
    text = "".join(draw(st.lists(piece, max_size=12)))
    texts = [text]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + draw(piece) + text[end:]
        texts.append(text)
    return name, texts


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
