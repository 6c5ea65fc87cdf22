"""`ascii-diagram fix`: mend the drawings of files where it is clear what was meant."""

from __future__ import annotations

import argparse
import sys

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_ERROR, EXIT_OK, Command
from ascii_diagram.cli.differences import difference
from ascii_diagram.cli.drawn_files import drawn_files
from ascii_diagram.cli.files_command import add_paths
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.files import SourceText, write_source
from ascii_diagram.printable import printable


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 when something would change"
    )
    parser.add_argument(
        "--diff", action="store_true", help="change nothing; print what would change"
    )
    parser.add_argument(
        "--glyphs",
        action="store_true",
        help="also put arrowheads that are one cell wide everywhere in the place of others",
    )


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram.checking import fix_text

    write = not (arguments.check or arguments.diff)
    code, rows, files = EXIT_OK, 0, 0
    for file in drawn_files(arguments.paths):
        if file.error is not None:
            print(f"ascii-diagram: {file.error}", file=sys.stderr)
            code = max(code, EXIT_ERROR if file.failed else EXIT_OK)
        if file.source is None:
            continue
        fixed = fix_text(file.source.text, name=str(file.path), plain_glyphs=arguments.glyphs)
        if not fixed.lines:
            continue
        if write and not _written(file.source, fixed.text):
            code = EXIT_ERROR
            continue
        rows, files = rows + len(fixed.lines), files + 1
        if arguments.diff:
            sys.stdout.writelines(difference(file.path, file.source.text, fixed.text))
        else:
            done = "fixed" if write else "to fix"
            print(f"{printable(file.path)}: {_rows(len(fixed.lines))} {done}")
        if arguments.check:
            code = max(code, EXIT_CHANGED)
    where = "1 file" if files == 1 else f"{files} files"
    print(f"{_rows(rows)} in {where}" if files else "nothing to fix", file=sys.stderr)
    return code


def _written(source: SourceText, text: str) -> bool:
    try:
        write_source(source, text)
    except AsciiDiagramError as error:
        print(f"ascii-diagram: {error}", file=sys.stderr)
        return False
    return True


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


command = Command("fix", "mend the drawings of files", _add_arguments, _run)
