"""What the scanner has to know of a language: comments, strings, and what spans lines."""

from __future__ import annotations

from typing import Literal, NamedTuple

HostFamily = Literal["code", "python", "markdown", "text", "commit", "rst", "none", "unknown"]
Dynamic = Literal[
    "rust-raw",
    "cpp-raw",
    "long-bracket",
    "dollar-quote",
    "heredoc",
    "php-heredoc",
    "block-scalar",
    "verbatim",
    "pod",
    "data",
    "here-string",
    "ruby-comment",
]


class Block(NamedTuple):
    """A block comment.

    Attributes:
        open: Token that opens it.
        close: Token that closes it.
        nests: Whether it may hold another of its kind.
    """

    open: str
    close: str
    nests: bool = False


class Quote(NamedTuple):
    """A string literal.

    Attributes:
        open: Token that opens it.
        close: Token that closes it.
        escape: Whether a backslash takes the next character along.
        multiline: Whether it may hold line ends; otherwise a line's end closes it.
        substitutes: Whether `${` begins code up to the matching `}`.
        doubles: Whether two closing tokens in a row stand for one in the string. (Where opening and
            closing token are the same, it makes no difference here.)
    """

    open: str
    close: str
    escape: bool = True
    multiline: bool = False
    substitutes: bool = False
    doubles: bool = False


class Embed(NamedTuple):
    """Another language inside this one, from a match of `open` up to its `exit`."""

    open: str
    first: str
    language: str


class Language(NamedTuple):
    """The lexical outline of a language.

    Attributes:
        name: Its name.
        family: Which scanner reads it.
        line: Tokens that begin a comment up to the line's end, longest first.
        blocks: Its block comments.
        quotes: Its string literals, longest opening token first.
        steps: First characters and pattern of further things within a line to step over.
        dynamic: Literals whose end depends on how they begin.
        embeds: Languages inside this one.
        exit: Pattern that ends this language where it is embedded.
        line_guard: Pattern that must hold before a line comment's token.
        braced: Whether a block comment may stand in braces, as between the tags of JSX.
    """

    name: str
    family: HostFamily = "code"
    line: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    quotes: tuple[Quote, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    dynamic: tuple[Dynamic, ...] = ()
    embeds: tuple[Embed, ...] = ()
    exit: str = ""
    line_guard: str = ""
    braced: bool = False

    def __hash__(self) -> int:
        return hash(self.name)  # equal languages have equal names; patterns are kept by language
