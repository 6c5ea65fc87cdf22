from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from ascii_diagram.checking import RULES, Finding
from ascii_diagram.checking.sarif import to_sarif

FINDING = Finding(3, 4, 6, "open-box", "a corner of this box is missing")


def check(value: Any, shape: Any, where: str = "log") -> None:
    """Check a value against the part of the SARIF 2.1.0 schema that is written below."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        required = {key for key in shape if not key.endswith("?")}
        allowed = {key.rstrip("?") for key in shape}
        assert required <= set(value) <= allowed, where
        for key, inner in value.items():
            check(inner, shape.get(key, shape.get(f"{key}?")), f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for number, inner in enumerate(value):
            check(inner, shape[0], f"{where}[{number}]")
    elif callable(shape):
        assert shape(value), where
    else:
        assert value == shape, where


def text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def positive(value: Any) -> bool:
    return isinstance(value, int) and value >= 1


def level(value: Any) -> bool:
    return value in {"none", "note", "warning", "error"}


def uri(value: Any) -> bool:
    return text(value) and re.fullmatch(r"[\w.~:/?#@!$&'()*+,;=%-]+", value) is not None


MESSAGE = {"text": text}
LOG = {
    "$schema": uri,
    "version": "2.1.0",
    "runs": [
        {
            "tool": {
                "driver": {
                    "name": text,
                    "version": text,
                    "rules": [
                        {
                            "id": text,
                            "shortDescription": MESSAGE,
                            "defaultConfiguration": {"level": level},
                        }
                    ],
                }
            },
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": lambda value: isinstance(value, bool),
                    "toolExecutionNotifications": [{"level": level, "message": MESSAGE}],
                }
            ],
            "results": [
                {
                    "ruleId": lambda value: value in RULES,
                    "ruleIndex": lambda value: 0 <= value < len(RULES),
                    "level": level,
                    "message": MESSAGE,
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": uri},
                                "region": {
                                    "startLine": positive,
                                    "startColumn": positive,
                                    "endColumn": positive,
                                },
                            }
                        }
                    ],
                }
            ],
        }
    ],
}


def log(*findings: tuple[Path, Finding], faults: tuple[str, ...] = ()) -> Any:
    return json.loads(json.dumps(to_sarif(findings, version="1.0", faults=faults)))


def test_the_log_has_the_shape_of_sarif() -> None:
    check(log((Path("a b/ü.md"), FINDING), (Path("/x/y.py"), FINDING)), LOG)
    check(log(), LOG)
    check(log(faults=("a.md: cannot be read",)), LOG)


def test_places_count_from_one_and_rules_are_found_by_index() -> None:
    run = log((Path("docs/ü.md"), FINDING))["runs"][0]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 4, "startColumn": 5, "endColumn": 7}
    assert place["artifactLocation"]["uri"] == "docs/%C3%BC.md"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "open-box"


def test_faults_make_the_run_fail() -> None:
    assert log()["runs"][0]["invocations"][0]["executionSuccessful"] is True
    assert log(faults=("x",))["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_names_that_are_not_utf_8_are_quoted_byte_by_byte() -> None:
    written = json.dumps(log((Path(os.fsdecode(b"caf\xe9 1.txt")), FINDING)))
    assert '"uri": "caf%E9%201.txt"' in written
