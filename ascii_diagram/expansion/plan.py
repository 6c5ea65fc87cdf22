"""First half of an expansion: find the directives and say what must be known to draw them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.directives import adopt_edit, clean_edit, drawing_width, scan, state
from ascii_diagram.directives.model import Directive, LineEdit, Scan, State
from ascii_diagram.errors import AsciiDiagramError, NotationError
from ascii_diagram.expansion.encodings import Encoding
from ascii_diagram.expansion.model import Action, Mode, Outcome, Plan, Task
from ascii_diagram.expansion.position import position_in_text
from ascii_diagram.resolve.request import Request

if TYPE_CHECKING:
    from ascii_diagram.settings import Looks

_NOTES: dict[State, tuple[str, str]] = {
    "unexpanded": ("has no drawing yet", "run `ascii-diagram expand`"),
    "stale": ("the prompt changed after it was drawn", "run `ascii-diagram expand`"),
    "edited": ("the drawing was edited by hand and is kept", ""),
    "conflict": (
        "the drawing was edited by hand and the prompt changed",
        "`ascii-diagram adopt` keeps the edit, `ascii-diagram expand --force` draws it anew",
    ),
}


def plan_expansion(
    text: str,
    *,
    path: Path | str | None = None,
    settings: Looks,
    mode: Mode = "expand",
    force: bool = False,
    encoding: Encoding | None = None,
    found: Scan | None = None,
    only: Collection[int] | None = None,
    redraw: bool = False,
) -> Plan:
    """Find the directives in `text` and what must be asked about them.

    Nothing is drawn and nothing asked yet: ask for `Plan.requests`, then call `finish_expansion`.

    Args:
        text: Any text.
        path: File it belongs to, which tells the language; None for plain text.
        settings: Looks.
        mode: What to do.
        force: Draw over hand edits too.
        encoding: How the text is stored; UTF-8 when None.
        found: A scan of this very text, if the caller has one.
        only: Numbers of the directives to act on, counted from 0 in the order of the scan; all of
            them when None.
        redraw: Draw what is fresh as well, for settings that changed.
    """
    if found is None:
        found = scan(text, name=str(path) if path is not None else None)
    plan = Plan(text, settings, mode, force, encoding or Encoding(), found, redraw=redraw)
    if found.fatal:
        return plan
    tasks = tuple(
        _task(plan, directive)
        for number, directive in enumerate(found.directives)
        if only is None or number in only
    )
    return replace(plan, tasks=tasks, only=None if only is None else frozenset(only))


def _task(plan: Plan, directive: Directive) -> Task:
    before = state(directive)
    if plan.mode == "clean":
        return _settled(directive, before, clean_edit(directive), "cleaned")
    if plan.mode == "adopt":
        return _settled(directive, before, adopt_edit(directive), "adopted")
    task = Task(directive, before)
    outcome = _left_alone(plan, task)
    return _wanted(plan, task) if outcome is None else replace(task, outcome=outcome)


def _settled(directive: Directive, before: State, edit: LineEdit | None, action: Action) -> Task:
    task = Task(directive, before)
    return replace(task, edit=edit, outcome=task.outcome_of(action if edit else "kept"))


def _left_alone(plan: Plan, task: Task) -> Outcome | None:
    """Return the outcome of a directive that needs no drawing in this mode."""
    before = task.state
    fence = task.directive.form == "fence"
    if plan.mode == "check" and (fence or before in {"unexpanded", "stale"}):
        return task.outcome_of("kept") if fence else task.outcome_of("skipped", *_NOTES[before])
    if fence:
        return None
    if before == "fresh":
        again = plan.mode == "pin" or (plan.redraw and plan.mode == "expand")
        return None if again else task.outcome_of("kept")
    if before == "edited" and not (plan.force and plan.mode != "check"):
        return task.outcome_of("kept", *_NOTES[before])
    if before == "conflict" and not (plan.force and plan.mode != "check"):
        return task.outcome_of("skipped", *_NOTES[before])
    return None


def _wanted(plan: Plan, task: Task) -> Task:
    """Return the task of a directive that is to be drawn: its diagram, or what to ask."""
    from ascii_diagram.notation import parse, recognise

    directive, options = task.directive, task.directive.options
    if options.reading == "notation" or (
        options.reading == "auto" and recognise(directive.prompt) is not None
    ):
        if task.state == "fresh" and plan.mode == "pin":  # nothing to pin
            return replace(task, outcome=task.outcome_of("kept"))
        try:
            return replace(task, diagram=parse(directive.prompt))
        except AsciiDiagramError as error:
            return replace(task, outcome=_unreadable(task, error))
    style = options.style or plan.settings.style
    limit = plan.line_limit(directive)
    width = drawing_width(directive, limit) if style == "ascii_art" else None
    request = Request(directive.prompt, style, width, options.reading, options.height)
    return replace(task, request=request)


def _unreadable(task: Task, error: AsciiDiagramError) -> Outcome:
    if not isinstance(error, NotationError):
        return task.outcome_of("failed", error.message, error.hint)
    line, column = position_in_text(task.directive, error.line, error.column)
    told = f"{error.message}; expected {error.expected}" if error.expected else error.message
    source = task.directive.lines[line - task.directive.start]
    return Outcome(line + 1, column + 1, task.state, "failed", told, error.hint, source)
