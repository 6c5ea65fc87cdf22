r"""The canonical form of arrow notation as a GBNF grammar, with bounds that end every reply.

One text serves all styles; the style names the rule to start from (`root_of`). What the grammar
allows is what models are trained to write, a part of what the parser accepts: one statement per
line, no attributes, no comments, names quoted where they need it. Inside a name a dot and the like
need no quotes, though canonical form has them: a model that has left them out could not go on.
"""

from __future__ import annotations

from ascii_diagram.resolve.request import Style

MAX_STATEMENTS = 32
MAX_CELLS = 64
MAX_GROUPS = 8
MAX_MEMBERS = 16
MAX_NAME_CHARS = 48
MAX_PICTURE_LINES = 40
MAX_PICTURE_COLUMNS = 120
# A lone bar ends a picture, so a line with bars is told by what stands before its first one.
_BEFORE_BAR = 60
_BEHIND_BAR = 60

# Letters and digits beyond ASCII. Left out: spaces, invisible and bidirectional format characters,
# punctuation, arrows, box drawing and surrogates.
_LETTERS = (
    r"\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0300-\u036f\u0370-\u0377"
    r"\u037b-\u037d\u0386\u0388-\u03ff\u0400-\u0481\u048a-\u052f\u0531-\u0556\u0561-\u0587"
    r"\u05d0-\u05ea\u0620-\u064a\u0660-\u0669\u066e-\u06d3\u0900-\u0963\u0966-\u0dff"
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u10a0-\u10fa\u1100-\u1112\u1e00-\u1fbc"
    r"\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
)
# What a quoted label may hold besides: Latin-1 signs, dashes, curly quotes, mathematics, units.
_SIGNS = r"\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7" + (
    r"\u2010-\u2027\u2030-\u205e\u2070-\u218f\u2200-\u22ff\u3001-\u3011"
)

GRAMMAR = rf"""
tui-flow  ::= graph | sequence | grid
hybrid    ::= "direction: " direction "\n" hybrid-line ("\n" hybrid-line){{0,{MAX_STATEMENTS - 1}}}
ascii-art ::= "art: |\n" picture-line{{1,{MAX_PICTURE_LINES}}} "|"

graph     ::= "direction: " direction ("\n" statement){{1,{MAX_STATEMENTS}}} group{{0,{MAX_GROUPS}}}
direction ::= "right" | "down" | "left" | "up"
statement ::= name (arrow name caption?)?
arrow     ::= " -> " | " <-> " | " -- "
caption   ::= ": " name
group     ::= "\n" name " {{" ("\n  " name){{1,{MAX_MEMBERS}}} "\n}}"

sequence  ::= "shape: sequence_diagram" ("\n" message){{1,{MAX_STATEMENTS}}}
message   ::= name (" -> " | " <- ") name caption

grid      ::= "grid-columns: " [1-9] [0-9]? ("\n" name){{1,{MAX_CELLS}}}

hybrid-line  ::= title (arrow title caption?)?
title        ::= name | "\"" quoted ("\\n" quoted){{1,8}} "\""
picture-line ::= (bar-free{{0,{MAX_PICTURE_COLUMNS}}} | barred) "\n"
barred   ::= bar-free{{1,{_BEFORE_BAR}}} "|" any{{0,{_BEHIND_BAR}}} | "|" any{{1,{_BEHIND_BAR}}}
bar-free ::= [ -{{}}~]
any      ::= [ -~]

name   ::= plain | "\"" quoted "\""
plain  ::= letter (" "? (letter | joint letter)){{0,{MAX_NAME_CHARS - 1}}}
joint  ::= [-.@#$~^]
letter ::= [0-9A-Za-z_/+()'&%!?*=,{_LETTERS}]
quoted ::= sign (" "? sign){{0,{MAX_NAME_CHARS - 1}}}
sign   ::= [!#-\[\]-~{_LETTERS}{_SIGNS}] | "\\" ["\\]
""".strip()

_ROOTS: dict[Style, str] = {
    "tui_flow": "tui-flow",
    "hybrid": "hybrid",
    "ascii_art": "ascii-art",
}


def root_of(style: Style) -> str:
    """Return the rule of `GRAMMAR` that replies of a style start from."""
    return _ROOTS[style]
