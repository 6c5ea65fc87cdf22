"""A message with directives to one with drawings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ascii_diagram.directives import LineEdit, apply_edits, scan
from ascii_diagram.directives.text_scan import SUBJECT_CODE
from ascii_diagram.expansion import Expansion, finish_expansion, plan_expansion
from ascii_diagram.expansion.encodings import Encoding
from ascii_diagram.expansion.place import Answers
from ascii_diagram.resolve.request import Request
from ascii_diagram.settings import Looks
from ascii_diagram_git.message_text import kept_by_git, masked

MESSAGE_NAME = "COMMIT_EDITMSG"
"""What tells the scanner that a text is a commit message."""

_DRAWN = frozenset({"expanded", "refreshed"})


class Fault(NamedTuple):
    """Why something in a message was not drawn.

    Attributes:
        line: Where, from 1.
        message: What is wrong.
        harmless: Nothing has to be done about it.
    """

    line: int
    message: str
    harmless: bool = False


class DrawnMessage(NamedTuple):
    """What became of a message.

    Attributes:
        text: The message.
        drawn: How many drawings were put into it.
        faults: Why others were not, in the order of lines.
    """

    text: str
    drawn: int
    faults: tuple[Fault, ...]


def draw_message(
    text: str,
    looks: Looks,
    ask: Callable[[Sequence[Request]], Answers],
    *,
    comments: Sequence[str] = (),
    encoding: Encoding | None = None,
    merging: bool = False,
) -> DrawnMessage:
    """Draw the directives of a message.

    Args:
        text: The message, up to the scissors.
        looks: How drawings look.
        ask: Reads prose; called once, and only when there is some.
        comments: What begins a comment line.
        encoding: How the message is stored; UTF-8 when None.
        merging: It is a merge's, whose lists of subjects are indented and hold no directives.
    """
    shown = masked(text, comments)
    found = scan(shown, name=MESSAGE_NAME)
    if merging:
        own = tuple(directive for directive in found.directives if not directive.column)
        found = replace(found, directives=own)
    plan = plan_expansion(shown, path=MESSAGE_NAME, settings=looks, encoding=encoding, found=found)
    expansion = finish_expansion(plan, ask(plan.requests) if plan.requests else None)
    edits = [_safe(edit, comments) for edit in expansion.edits]
    drawn = sum(outcome.action in _DRAWN for outcome in expansion.outcomes)
    new = apply_edits(text, edits) if edits else text
    return DrawnMessage(new, drawn, faults_of(expansion))


def faults_of(expansion: Expansion) -> tuple[Fault, ...]:
    """Return what is wrong in a message, in the order of lines."""
    faults = [
        Fault(problem.line + 1, problem.message, problem.code == SUBJECT_CODE)
        for problem in expansion.problems
    ]
    faults += [
        Fault(outcome.line, outcome.message)
        for outcome in expansion.outcomes
        if outcome.action in {"failed", "skipped"}
    ]
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _safe(edit: LineEdit, comments: Sequence[str]) -> LineEdit:
    return replace(edit, lines=kept_by_git(edit.lines, comments))
