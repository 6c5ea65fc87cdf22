"""What was done to files, told to people or to programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

from ascii_diagram.cli.differences import difference
from ascii_diagram.printable import marked_line, printable

if TYPE_CHECKING:
    from ascii_diagram.expansion.batch import FileResult

_SILENT = {"kept"}


class TextReport:
    """Lines as compilers write them, `path:line:column: what`, and a closing count.

    Args:
        out: Takes what was done, and differences.
        errors: Takes what went wrong.
        diff: Print differences instead of what was done.
    """

    def __init__(self, out: TextIO, errors: TextIO, *, diff: bool = False) -> None:
        self._out = out
        self._errors = errors
        self._diff = diff
        self._actions: Counter[str] = Counter()
        self._files = 0

    def add(self, result: FileResult) -> None:
        """Report one file."""
        if result.error is not None:
            print(f"ascii-diagram: {result.error}", file=self._errors)
        expansion = result.expansion
        if expansion is None:
            return
        self._files += 1
        name = printable(result.path)
        for problem in expansion.problems:
            place = f"{name}:{problem.line + 1}:{problem.column + 1}"
            self._complain(f"{place}: {problem.message}", problem.hint)
        if expansion.refused:
            print(f"{name}: left as it is until this is mended", file=self._errors)
        for outcome in expansion.outcomes:
            self._actions[outcome.action] += 1
            place = f"{name}:{outcome.line}:{outcome.column}"
            if result.error is not None and outcome.message == result.error.message:
                continue  # said already, once for the whole file
            if outcome.action in {"failed", "skipped"}:
                shown = marked_line(outcome.source, outcome.column) if outcome.source else ()
                self._complain(f"{place}: {outcome.message}", outcome.hint, shown)
            elif outcome.message:
                print(f"{place}: {outcome.message}", file=self._errors)
            elif outcome.action not in _SILENT and not self._diff:
                print(f"{place}: {outcome.action}", file=self._out)
        if self._diff:
            self._out.writelines(difference(result.path, result.before, expansion.text))

    def finish(self) -> None:
        """Print the closing count."""
        if not self._files:
            print("no directives found", file=self._errors)
            return
        files = "1 file" if self._files == 1 else f"{self._files} files"
        counts = ", ".join(f"{count} {action}" for action, count in self._actions.most_common())
        print(f"{files} with directives: {counts or 'none readable'}", file=self._errors)

    def _complain(self, text: str, hint: str, lines: Iterable[str] = ()) -> None:
        print(text, file=self._errors)
        for line in lines:
            print(f"  {line}", file=self._errors)
        if hint:
            print(f"  hint: {hint}", file=self._errors)


class JsonReport:
    """One JSON object for all files, printed at the end."""

    def __init__(self) -> None:
        self._files: list[dict[str, object]] = []

    def add(self, result: FileResult) -> None:
        """Report one file."""
        expansion = result.expansion
        self._files.append(
            {
                "path": str(result.path),
                "written": result.written,
                "skipped": result.skipped,
                "error": str(result.error) if result.error else "",
                "directives": [asdict(o) for o in expansion.outcomes] if expansion else [],
                "problems": [
                    {
                        "line": problem.line + 1,
                        "column": problem.column + 1,
                        "code": problem.code,
                        "message": problem.message,
                        "hint": problem.hint,
                        "fatal": problem.fatal,
                    }
                    for problem in (expansion.problems if expansion else ())
                ],
            }
        )

    def finish(self) -> None:
        """Print the object."""
        # ASCII alone: names that are not UTF-8, and terminals that are not, do no harm.
        print(json.dumps({"files": self._files}, indent=2), file=sys.stdout)
