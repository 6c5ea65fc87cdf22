"""Comments that silence findings: `ascii-diagram: ignore`, `ignore[rule, rule]`, `off` and `on`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascii_diagram.checking.model import RULES, Finding
from ascii_diagram.directives.lines import line_body
from ascii_diagram.directives.syntax import WORD

_LEAD = r"(?:^|[^\w-])(?:REM\s+|rem\s+|dnl\s+)?"
_IGNORE = re.compile(_LEAD + r"ascii-diagram:[ \t]*ignore(?:\[(?P<rules>[\w, \t-]*)\])?(?=\W*$)")
_SWITCH = re.compile(r"^\W*(?:REM\s+|rem\s+|dnl\s+)?ascii-diagram:[ \t]*(?P<to>on|off)\W*$")
_FENCE = re.compile(r"[\s>]*(?:[-+*]\s+|\d+[.)]\s+)*(?:`{3,}|~{3,})")


class Ignores:
    """Which lines of a text are silenced, and for which rules.

    Args:
        lines: The lines of the text.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._off: list[tuple[int, bool]] = []
        self._rules: dict[int, frozenset[str]] = {}
        for number, line in enumerate(lines):
            if WORD not in line:
                continue
            body = line_body(line)
            switch = _SWITCH.match(body)
            if switch:
                self._off.append((number, switch["to"] == "off"))
            found = _IGNORE.search(body)
            if found:
                names = re.split(r"[,\s]+", found["rules"] or "")
                self._rules[number] = frozenset(filter(None, names)) or frozenset(RULES)

    def drop(self, findings: Sequence[Finding], first_line: int) -> list[Finding]:
        """Return the findings that are not silenced, of the drawing whose `top` is `first_line`."""
        if not self._off and not self._rules:
            return list(findings)
        above = self._above(first_line)
        return [
            finding
            for finding in findings
            if finding.rule not in above
            and finding.rule not in self._rules.get(finding.line - 1, ())
            and not self.is_off(finding.line)
        ]

    def touches(self, first_line: int, last_line: int) -> bool:
        """Whether anything about the drawing on these lines is silenced."""
        return (
            bool(self._above(first_line))
            or self.is_off(first_line)
            or any(first_line - 1 <= line < last_line for line in self._rules)
        )

    def is_off(self, line: int) -> bool:
        """Whether the line stands between `off` and `on`."""
        state = False
        for number, off in self._off:
            if number > line:
                break
            state = off
        return state

    def _above(self, line: int) -> frozenset[str]:
        """Return the rules ignored by the opening fence or the last line of words above."""
        number = line - 1
        fence_seen = False
        while number >= 0:
            if number in self._rules:
                return self._rules[number]
            body = line_body(self._lines[number])
            if re.search(r"\w", body) and not _FENCE.match(body):
                return frozenset()
            if _FENCE.match(body):
                if fence_seen:
                    return frozenset()
                fence_seen = True
            number -= 1
        return frozenset()
