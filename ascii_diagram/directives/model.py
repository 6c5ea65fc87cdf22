"""What a scan of a text finds, and what may be changed in it.

Lines and columns count from 0, columns in code points; `end` is exclusive.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

from ascii_diagram.choices import Style, TakenAs
from ascii_diagram.diagram import Direction
from ascii_diagram.drawing.charset import CharsetName

Output = Literal["text", "svg", "both"]
Form = Literal["region", "fence"]
State = Literal["unexpanded", "fresh", "stale", "edited", "conflict"]
HostKind = Literal[
    "line", "block", "beside", "docstring", "text", "commit", "comment", "paragraph", "fence"
]


@dataclass(frozen=True, slots=True)
class DirectiveOptions:
    """What stands in a directive's brackets or a fence's header.

    Attributes:
        width: Most columns of a whole line, leader and indent included.
        direction: Overrides the diagram's own direction.
        charset: Glyph set.
        style: Kind of picture.
        alt: Replaces the prompt as the picture's text alternative.
        caption: A line shown with the picture where the host can.
        reading: Whether the prompt is to be read as notation, as prose, or as what it looks like.
        raw: The options as written, without the brackets.
        height: Most lines of a free-form picture.
        output: Whether a page shows text, a picture, or the picture with the text below.
        id: Name that links in a page can point to.
        describe: A description at length: `yes` for one made from the diagram, `no` for none, or
            the words themselves.
    """

    width: int | None = None
    direction: Direction | None = None
    charset: CharsetName | None = None
    style: Style | None = None
    alt: str = ""
    caption: str = ""
    reading: TakenAs = "auto"
    raw: str = ""
    height: int | None = None
    output: Output | None = None
    id: str = ""
    describe: str = ""


@dataclass(frozen=True, slots=True)
class Host:
    """How generated lines must look where a directive stands.

    Attributes:
        kind: `line` comments; inside a `block` comment; in a second comment `beside` a block
            comment that holds nothing else; Python `docstring`; plain `text`; `commit` message;
            Markdown HTML `comment`, bare Markdown `paragraph`, Markdown `fence`.
        language: Name of the language (see `languages`).
        prefix: Text that every generated line starts with.
        fenced: The drawing stands in a fenced block of its own instead of four columns in.
        opener: Token that opens the block comment or docstring, empty for the others.
        closer: Token that closes it.
        raw: The docstring is a raw string.
        head: Lines that take the place of the directive's own lines on expansion, none to leave
            those alone.
        tail: Lines to be put after the region on its first expansion.
        before: Text before the directive on its first line.
        after: Text behind the prompt on the directive's last line.
    """

    kind: HostKind
    language: str
    prefix: str = ""
    fenced: bool = False
    opener: str = ""
    closer: str = ""
    raw: bool = False
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """Generated lines below a directive.

    Attributes:
        start: First line.
        end: Line after the last one; the end marker's line (and a closing token below it) counts.
        prompt_hash: Hash of prompt and options that the end marker names.
        output_hash: Hash of the drawing that the end marker names.
        body: The drawing as it stands there now, without leaders and indent.
        marker: Line of the end marker.
        marker_text: That whole line, without its line end.
    """

    start: int
    end: int
    prompt_hash: str
    output_hash: str
    body: tuple[str, ...]
    marker: int
    marker_text: str


@dataclass(frozen=True, slots=True)
class Directive:
    """A request for a drawing that stands in a text.

    Attributes:
        start: First line.
        end: Line after the directive's last one; the region goes there.
        column: Where `ascii-diagram` begins on the first line.
        prompt: What to draw. The lines of a wrapped prompt are joined by line feeds, without the
            leader and the indent they share; whoever reads it as prose may take a line feed for a
            blank.
        options: The directive's options.
        form: `region` is expanded in place; a `fence` is drawn when the page is built.
        region: The lines generated earlier, if any.
        host: How generated lines must look here.
        lines: The directive's own lines, without line ends.
    """

    start: int
    end: int
    column: int
    prompt: str
    options: DirectiveOptions
    form: Form
    region: Region | None
    host: Host
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a directive or a region.

    Attributes:
        line: Where it is.
        column: First column.
        end_column: Column after the last.
        message: What is wrong.
        hint: What to do about it.
        code: Stable short name of the kind of problem.
        fatal: The text must not be changed until this is mended.
    """

    line: int
    column: int
    end_column: int
    message: str
    hint: str
    code: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything found in one text, in the order of lines.

    Attributes:
        directives: Directives that can be acted on.
        problems: What was wrong; the directives concerned are not among `directives`.
        name: File name that the language was taken from.
        memory: What `rescan` needs to know of this scan.
    """

    directives: tuple[Directive, ...] = ()
    problems: tuple[Problem, ...] = ()
    name: str | None = None
    memory: Hashable = field(default=None, compare=False, repr=False)

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """The problems because of which the text must be left alone."""
        return tuple(problem for problem in self.problems if problem.fatal)


@dataclass(frozen=True, slots=True)
class LineEdit:
    """Replace lines `start` to `end` (exclusive) by `lines`, which carry no line ends."""

    start: int
    end: int
    lines: tuple[str, ...]
