"""Findings as SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from ascii_diagram.checking.model import RULES, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ORDER = list(RULES)


def to_sarif(
    findings: Iterable[tuple[Path, Finding]],
    *,
    version: str,
    faults: Iterable[str] = (),
) -> dict[str, object]:
    """Return a SARIF log with one run.

    Args:
        findings: Each with the path of its file as the user named it.
        version: The program's version.
        faults: What kept files from being checked.
    """
    notices = [{"level": "error", "message": {"text": fault}} for fault in faults]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ascii-diagram",
                        "version": version,
                        "rules": [
                            {
                                "id": rule.name,
                                "shortDescription": {"text": rule.summary},
                                "defaultConfiguration": {"level": rule.severity},
                            }
                            for rule in RULES.values()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not notices,
                        "toolExecutionNotifications": notices,
                    }
                ],
                "results": [_result(path, finding) for path, finding in findings],
            }
        ],
    }


def _result(path: Path, finding: Finding) -> dict[str, object]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": _ORDER.index(finding.rule),
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(path)},
                    "region": {
                        "startLine": finding.line + 1,
                        "startColumn": finding.column + 1,
                        "endColumn": finding.end_column + 1,
                    },
                }
            }
        ],
    }


def _uri(path: Path) -> str:
    relative = quote(os.fsencode(path.as_posix()))  # names need not be UTF-8
    return f"file://{relative}" if path.is_absolute() else relative
