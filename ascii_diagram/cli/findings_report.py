"""What `check` found, told to people or to programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ascii_diagram.printable import printable

if TYPE_CHECKING:
    from ascii_diagram.checking import Finding
    from ascii_diagram.errors import AsciiDiagramError


class FindingsReport(Protocol):
    """Takes findings file by file."""

    def add(self, path: Path, findings: tuple[Finding, ...]) -> None:
        """Report the findings of one file."""
        ...

    def fault(self, path: Path, error: AsciiDiagramError) -> None:
        """Report a file that could not be checked."""
        ...

    def finish(self) -> None:
        """Print what is due at the end."""
        ...


class FindingLines:
    """Lines as compilers write them: `path:line:column: severity: what [rule]`."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, path: Path, findings: tuple[Finding, ...]) -> None:
        """Print the findings of one file."""
        for finding in findings:
            self._counts[finding.severity] += 1
            place = f"{printable(path)}:{finding.line + 1}:{finding.column + 1}"
            print(f"{place}: {finding.severity}: {finding.message} [{finding.rule}]")

    def fault(self, path: Path, error: AsciiDiagramError) -> None:
        """Print why a file could not be checked."""
        print(f"ascii-diagram: {error}", file=sys.stderr)

    def finish(self) -> None:
        """Print the closing count."""
        counts = ", ".join(
            f"{count} {severity}{'s' if count > 1 else ''}"
            for severity, count in sorted(self._counts.items())
        )
        print(counts or "no findings", file=sys.stderr)


class FindingsJson:
    """One JSON object for all files."""

    def __init__(self) -> None:
        self._files: list[dict[str, object]] = []

    def add(self, path: Path, findings: tuple[Finding, ...]) -> None:
        """Remember the findings of one file."""
        if findings:
            self._files.append(_entry(path, findings, ""))

    def fault(self, path: Path, error: AsciiDiagramError) -> None:
        """Remember why a file could not be checked."""
        self._files.append(_entry(path, (), str(error)))

    def finish(self) -> None:
        """Print the object."""
        print(json.dumps({"files": self._files}, indent=2))


class FindingsSarif:
    """One SARIF log for all files."""

    def __init__(self) -> None:
        self._findings: list[tuple[Path, Finding]] = []
        self._faults: list[str] = []

    def add(self, path: Path, findings: tuple[Finding, ...]) -> None:
        """Remember the findings of one file."""
        self._findings.extend((path, finding) for finding in findings)

    def fault(self, path: Path, error: AsciiDiagramError) -> None:
        """Remember why a file could not be checked."""
        self._faults.append(str(error))

    def finish(self) -> None:
        """Print the log."""
        from importlib.metadata import version

        from ascii_diagram.checking.sarif import to_sarif

        log = to_sarif(self._findings, version=version("ascii-diagram"), faults=self._faults)
        print(json.dumps(log, indent=2))


def _entry(path: Path, findings: tuple[Finding, ...], error: str) -> dict[str, object]:
    return {
        "path": str(path),
        "error": error,
        "findings": [
            {
                "line": finding.line + 1,
                "column": finding.column + 1,
                "end_column": finding.end_column + 1,
                "rule": finding.rule,
                "severity": finding.severity,
                "message": finding.message,
            }
            for finding in findings
        ],
    }
