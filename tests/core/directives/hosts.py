"""Texts of many kinds with a gap for a directive, for the tests of what must hold everywhere."""

from __future__ import annotations

from typing import NamedTuple


class HostText(NamedTuple):
    """A file name and a text.

    `{}` stands for the directive, `more` is the start of a line that goes on with it. `kept` says
    that expanding leaves the directive's own lines alone, so that `clean` gives the old bytes.
    """

    name: str | None
    text: str
    more: str = ""
    kept: bool = True


HOSTS = [
    HostText("a.py", "x = 1\n# {}\ny = 2\n", "#   "),
    HostText("a.py", "def f():\n    #{}\n    return 1\n", "    #  "),
    HostText(
        "a.py", 'def f(\n    a,\n) -> int:\n    """Doc.\n\n    {}\n\n    More.\n    """\n', "      "
    ),
    HostText("a.py", "class A:\n\n    # c\n    r'''{}\n    '''\n", "      "),
    HostText("a.py", '"""{}"""\n', "  ", kept=False),
    HostText("a.py", 'async def f(): # c\n\t"""\n\t{}"""; x\n', "\t  ", kept=False),
    HostText("a.ts", "/**\n * {}\n *\n * @param x\n */\nf();\n", " *   "),
    HostText("a.ts", "  /** {}\n   */\n", "   *   "),
    HostText("a.ts", "/* a\n * {} */\nf();\n", " *   ", kept=False),
    HostText("a.ts", "/*\n  {}\n  more\n*/\n", "      "),
    HostText("a.ts", "/* {}\n\n   more\n*/\n", "        "),
    HostText("a.css", "\t/* {} */\na { }\n", "\t *   "),
    HostText("a.tsx", "<p>\n  {/* {} */}\n  <b />\n</p>\n", "     "),
    HostText("a.jsx", "<p>\n  {/** {}\n  */}\n</p>\n", "      "),
    HostText("a.jsx", "<p>\n{/*\n  {}\n*/}\n</p>\n", "    "),
    HostText("a.c", "\t// {}\n\tint x;\n", "\t//  "),
    HostText("a.rs", "/// Doc.\n///\n/// {}\n///\n/// More.\nfn f() {}\n", "///   "),
    HostText("a.rs", "//! {}", "//!   "),
    HostText("a.lua", "--[[ {} ]]\nx = 1\n", "   "),
    HostText("a.sql", "-- {}\nselect 1;\n", "--   "),
    HostText("a.el", ";; {}\n", ";;   "),
    HostText("a.bat", "REM {}\n", "REM   "),
    HostText("a.vb", "' {}\n", "'   "),
    HostText("a.hs", "{- {} -}\n", "     "),
    HostText("a.ml", "(* x\n   {}\n   y *)\n", "     "),
    HostText("a.html", "<p>\n  <!-- {} -->\n</p>\n", "       "),
    HostText("a.html", "<!--\n  {}\n-->\n", "    "),
    HostText("a.xml", "<a>\n<!-- {}\n-->\n</a>\n", "      "),
    HostText("a.rst", "Text\n\n.. {}\n\nmore\n", "..   "),
    HostText("a.rst", "Text\n\n  {}\n\nmore\n", "    "),
    HostText("a.jinja", "{# {} #}\n", "     "),
    HostText("a.ac", "dnl {}\n", "dnl   "),
    HostText("unknown.abc", " * {}\n * x\n", " *   "),
    HostText("unknown.abc", "/* {} */\n", " *   "),
    HostText(None, "Hello\n{}\nmore\n", "  "),
    HostText(None, "# {}", "#   "),
    HostText("COMMIT_EDITMSG", "fix: x\n\n{}\n\nmore\n# comment\n", ""),
    HostText("COMMIT_EDITMSG", "fix: x\n\n{}\nSigned-off-by: A <a@b>\n", "", kept=False),
    HostText("a.md", "# T\n\n<!-- {} -->\n\nmore\n", ""),
    HostText("a.md", "text\n<!--\n{}\n-->\nmore\n", "  "),
    HostText("a.md", "> - a\n>\n>   <!-- {} -->\n> - b\n", ">   "),
    HostText("a.md", "1. a\n   1.  <!-- {} -->\n2. c\n", "       "),
    HostText("a.md", "- \t<!-- {} -->\n", "\t "),
    HostText("a.md", "{}\n", "", kept=False),
    HostText("a.md", "> 10) {}\n>\n> more\n", ">     ", kept=False),
    HostText("a.md", "---\nx: 1\n---\n{}\n# T", "", kept=False),
]


def fill(host: HostText, prompt: str, options: str = "", end: str = "\n") -> str:
    """Put a directive into `host`; line feeds in `prompt` become continuation lines."""
    brackets = f"[{options}]" if options else ""
    directive = f"ascii-diagram{brackets}: " + prompt.replace("\n", "\n" + host.more)
    return host.text.replace("{}", directive, 1).replace("\n", end)
