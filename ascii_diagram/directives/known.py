"""What an earlier scan knows of a place in code, which holds while nothing near it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ascii_diagram.directives.assemble import Findings
from ascii_diagram.directives.model import Directive, Problem


class Known(NamedTuple):
    """What the comment on one line gave.

    Attributes:
        off: Whether an `off` was in force above it.
        off_after: Whether one is below it.
        done: The first line that was not looked at for it.
        reach: The last line that it depends on.
        directives: The directives that were found.
        problems: What was wrong.
    """

    off: bool
    off_after: bool
    done: int
    reach: int
    directives: tuple[Directive, ...]
    problems: tuple[Problem, ...]

    def give(self, findings: Findings) -> int:
        """Add what was found; return the first line to look at next."""
        findings.directives += self.directives
        findings.problems += self.problems
        findings.off = self.off_after
        return self.done

    def moved(self, by: int) -> Known:
        """Return the same `by` lines further down."""
        return Known(
            self.off,
            self.off_after,
            self.done + by,
            self.reach + by,
            tuple(_moved(directive, by) for directive in self.directives),
            tuple(replace(problem, line=problem.line + by) for problem in self.problems),
        )


def still_known(known: Mapping[int, Known], first: int, end: int, shift: int) -> dict[int, Known]:
    """Return what still holds after lines `first` to `end` (exclusive, of the old text) changed.

    Args:
        known: What was known, by line.
        first: First line of the change.
        end: Line from which on text and lexer are as they were.
        shift: How many lines further down those are now.
    """
    kept: dict[int, Known] = {}
    for line, found in known.items():
        if found.reach < first:
            kept[line] = found
        elif line > end:  # the line above counts too
            kept[line + shift] = found.moved(shift) if shift else found
    return kept


def _moved(directive: Directive, by: int) -> Directive:
    region = directive.region
    if region is not None:
        region = replace(
            region, start=region.start + by, end=region.end + by, marker=region.marker + by
        )
    return replace(directive, start=directive.start + by, end=directive.end + by, region=region)
