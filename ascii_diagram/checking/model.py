"""What a check finds, and the rules by which it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["error", "warning", "note"]
RuleName = Literal[
    "ragged-border",
    "open-box",
    "misaligned-corner",
    "misaligned-junction",
    "line-stops-short",
    "arrow-to-nothing",
    "tab-in-drawing",
    "trailing-blank",
    "over-width",
    "mixed-charset",
    "ambiguous-glyph",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the check.

    Attributes:
        name: Its stable name.
        severity: How bad a finding is.
        summary: One sentence saying what must be so.
    """

    name: RuleName
    severity: Severity
    summary: str


RULES: dict[RuleName, Rule] = {
    rule.name: rule
    for rule in (
        Rule("ragged-border", "error", "The sides of a box stand in one column on all its rows."),
        Rule("open-box", "error", "A box has four corners and closed sides."),
        Rule("misaligned-corner", "error", "The corners of a box stand over its sides."),
        Rule("misaligned-junction", "error", "A line meets the junction that it comes from."),
        Rule("line-stops-short", "warning", "A line reaches the box that it aims at."),
        Rule("arrow-to-nothing", "warning", "An arrowhead points at something."),
        Rule("tab-in-drawing", "warning", "A drawing is spaced with blanks, not tabs."),
        Rule("trailing-blank", "note", "No row of a drawing ends in blanks."),
        Rule("over-width", "warning", "No row is wider than the width that was set."),
        Rule("mixed-charset", "warning", "All borders of a drawing are of one charset."),
        Rule("ambiguous-glyph", "note", "Every glyph is one cell wide in every font."),
    )
}
assert tuple(RULES) == get_args(RuleName)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a drawing.

    Lines and columns count from 0, columns in code points; `end_column` is exclusive and on the
    same line.

    Attributes:
        line: Where it is.
        column: First column.
        end_column: Column after the last.
        rule: The rule that is broken.
        message: What is wrong there.
    """

    line: int
    column: int
    end_column: int
    rule: RuleName
    message: str

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return RULES[self.rule].severity
