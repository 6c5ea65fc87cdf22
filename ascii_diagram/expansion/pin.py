"""Puts what prose was taken to mean, in notation, into the place of the prose."""

from __future__ import annotations

from ascii_diagram.directives import Directive, LineEdit, apply_edits, guarded, pin_edit
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.model import Outcome, Plan
from ascii_diagram.expansion.place import Answers, answer_to, draw_for


def pin_prose(plan: Plan, answers: Answers) -> tuple[str, dict[int, Outcome]]:
    """Replace prose by notation wherever the drawing can then be made.

    Args:
        plan: Made in the mode `pin`.
        answers: What the resolver said to `plan.requests`.

    Returns:
        The new text, and the outcomes of the tasks with prose by their number: `pinned`, or
        `failed` where the prose was left as it is.
    """
    edits: list[LineEdit] = []
    outcomes: dict[int, Outcome] = {}
    for number, task in enumerate(plan.tasks):
        if task.request is None:
            continue
        try:
            answer = answer_to(task, answers)
            _check_readable(task.directive, answer.notation)
            if task.directive.form != "fence":
                guarded(task.directive, draw_for(plan, task.directive, answer.diagram))
            edits.append(pin_edit(task.directive, answer.notation))
            outcomes[number] = task.outcome_of("pinned")
        except AsciiDiagramError as error:
            outcomes[number] = task.outcome_of("failed", error.message, error.hint)
    return (apply_edits(plan.text, edits) if edits else plan.text), outcomes


def _check_readable(directive: Directive, notation: str) -> None:
    """Refuse to write what would be read as prose the next time."""
    from ascii_diagram.notation import recognise

    reading = directive.options.reading
    if reading == "prose":
        raise AsciiDiagramError(
            "the option `prose` stands in the way of notation", hint="remove it, then pin again"
        )
    if reading == "auto" and recognise(notation) is None:
        raise AsciiDiagramError(
            f"the notation would be read as prose: {notation[:60]!r}",
            hint="write it here yourself, with the option `notation`",
        )
