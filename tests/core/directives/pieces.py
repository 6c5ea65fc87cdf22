"""Texts of random pieces of many languages, most of them broken."""

from __future__ import annotations

from hypothesis import strategies as st

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
