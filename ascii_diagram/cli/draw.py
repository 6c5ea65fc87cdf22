"""`ascii-diagram draw`: one diagram, or a batch of them, on standard output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, get_args

from ascii_diagram.cli.command import EXIT_OK, Command
from ascii_diagram.cli.files_command import add_looks, add_model_choice, given_settings
from ascii_diagram.cli.formats import FORMATS, format_diagram, terminal_charset
from ascii_diagram.diagram import Diagram, Direction
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_HEIGHT, MAX_NOTATION_BYTES
from ascii_diagram.resolve.request import Request, Style

if TYPE_CHECKING:
    from ascii_diagram.cli.batch import Interpret
    from ascii_diagram.drawing.options import DrawingOptions
    from ascii_diagram.resolve.resolver import Resolver
    from ascii_diagram.settings import Settings


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text",
        nargs="?",
        default="-",
        metavar="TEXT",
        help="what to draw: notation, Mermaid or prose; `-` (default) reads standard input",
    )
    parser.add_argument(
        "--batch",
        action="store_true",
        help='read JSON lines {"name", "graph" or "text", "width"?}; write one JSON line for each',
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="what to print (default: text)"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write to FILE instead of standard output"
    )
    parser.add_argument("--direction", choices=get_args(Direction), help="where the arrows go")
    parser.add_argument(
        "--tree",
        choices=("boxes", "listing"),
        default="boxes",
        help="draw trees with boxes (default), or list them with a name on each line",
    )
    parser.add_argument("--style", choices=get_args(Style), help="kind of picture for prose")
    parser.add_argument(
        "--height",
        type=int,
        metavar="N",
        help="most lines of a picture of the style ascii_art",
    )
    add_looks(parser)
    add_model_choice(parser)


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram.settings import load_settings

    names = ("width", "charset", "ambiguous_wide", "direction", "style", "backend")
    settings = load_settings(Path.cwd(), flags=given_settings(arguments, *names))
    options = _drawing_options(settings, to_file=arguments.output is not None)
    options = replace(options, tree=arguments.tree)
    _refuse_combinations(arguments)
    if arguments.height is not None and not 1 <= arguments.height <= MAX_HEIGHT:
        raise AsciiDiagramError(
            f"the height {arguments.height} is out of bounds", hint=f"use 1 to {MAX_HEIGHT}"
        )
    cached = not arguments.no_cache
    with _interpreter(settings, arguments.height, cached=cached) as interpret:
        if arguments.batch:
            _draw_batch(interpret, options)
        else:
            text = _standard_input() if arguments.text == "-" else arguments.text
            _put(format_diagram(interpret(text), arguments.format, options), arguments.output)
    return EXIT_OK


def _refuse_combinations(arguments: argparse.Namespace) -> None:
    plain = arguments.format == "text" and arguments.text == "-" and arguments.output is None
    if arguments.batch and not plain:
        raise AsciiDiagramError("--batch reads standard input and writes text drawings only")
    if arguments.format == "png" and arguments.output is None:
        raise AsciiDiagramError("a PNG is not for the terminal", hint="name a file: --output FILE")


def _put(content: str | bytes, path: Path | None) -> None:
    if path is None:
        text = str(content)
        _check_showable(text)
        print(text)
        return
    from ascii_diagram.cli.output import write_output

    write_output(path, content if isinstance(content, bytes) else f"{content}\n".encode())


def _check_showable(text: str) -> None:
    """Refuse what the terminal would show with other characters, which shifts whole lines."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        raise AsciiDiagramError(
            f"standard output is in {encoding}, which cannot hold {text[error.start]!a}",
            hint="set PYTHONIOENCODING=utf-8, write to a file with --output, or use other words",
        ) from None


def _draw_batch(interpret: Interpret, options: DrawingOptions) -> None:
    from ascii_diagram.cli.batch import draw_batch

    # JSON is UTF-8 whatever the terminal speaks.
    _to_utf8(sys.stdin, errors="surrogateescape")  # each line's fault is its own
    _to_utf8(sys.stdout)
    for line in draw_batch(sys.stdin, interpret, options):
        print(line, flush=True)


def _drawing_options(settings: Settings, *, to_file: bool) -> DrawingOptions:
    from ascii_diagram.drawing.options import DrawingOptions

    charset = settings.charset
    if charset == "auto":
        charset = "unicode" if to_file else terminal_charset()
    return DrawingOptions(settings.width, settings.direction, charset, settings.ambiguous_wide)


@contextmanager
def _interpreter(settings: Settings, height: int | None, *, cached: bool) -> Generator[Interpret]:
    """Give a function that reads text; store and model are opened when prose first needs them."""
    from contextlib import ExitStack

    from ascii_diagram.expansion.resolving import open_resolver
    from ascii_diagram.notation import parse, recognise

    with ExitStack() as stack:

        @cache
        def resolver() -> Resolver:
            return stack.enter_context(open_resolver(settings, cached=cached))

        def interpret(text: str) -> Diagram:
            if recognise(text) is not None:
                return parse(text)
            return _resolve(resolver(), text, settings, height)

        yield interpret


def _resolve(resolver: Resolver, prompt: str, settings: Settings, height: int | None) -> Diagram:
    if not prompt.strip():
        raise AsciiDiagramError("nothing to draw", hint="say what, such as: client -> server")
    width = settings.width if settings.style == "ascii_art" else None
    request = Request(prompt.strip(), settings.style, width, height=height)
    return resolver.resolve_one(request, timeout=settings.timeout).diagram


def _standard_input() -> str:
    _to_utf8(sys.stdin)
    try:
        text = sys.stdin.read(MAX_NOTATION_BYTES + 1)
    except UnicodeDecodeError:
        raise AsciiDiagramError("standard input is not UTF-8") from None
    if len(text) > MAX_NOTATION_BYTES:
        raise AsciiDiagramError(f"standard input is longer than {MAX_NOTATION_BYTES} characters")
    return text


def _to_utf8(stream: TextIO, *, errors: str = "strict") -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors=errors)


command = Command("draw", "draw notation, Mermaid or prose", _add_arguments, _run)
