"""Second half of an expansion: draw what is known and put the drawings into the text."""

from __future__ import annotations

from ascii_diagram.directives import apply_edits, region_edit
from ascii_diagram.directives.model import LineEdit
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.commit import commit_edit
from ascii_diagram.expansion.model import Expansion, Outcome, Plan, Task
from ascii_diagram.expansion.place import Answers, diagram_of, draw_for
from ascii_diagram.expansion.plan import plan_expansion


def finish_expansion(plan: Plan, answers: Answers | None = None) -> Expansion:
    """Draw the plan's diagrams and return the new text.

    A directive that fails leaves its place as it is; the others are expanded all the same. A text
    with a fatal problem comes back unchanged.

    Args:
        plan: What `plan_expansion` returned.
        answers: What the resolver said to `plan.requests`; what is missing counts as failed.
    """
    answers = answers or {}
    if plan.mode == "pin":
        return _finish_pin(plan, answers)
    results = [_finish_task(plan, task, answers) for task in plan.tasks]
    edits = tuple(edit for edit, _ in results if edit)
    text = apply_edits(plan.text, edits) if edits else plan.text
    return Expansion(text, edits, tuple(outcome for _, outcome in results), plan.scan.problems)


def _finish_task(plan: Plan, task: Task, answers: Answers) -> tuple[LineEdit | None, Outcome]:
    if task.outcome is not None:
        return task.edit, task.outcome
    try:
        diagram = diagram_of(task, answers)
        if task.directive.form == "fence":
            return None, task.outcome_of("kept")
        edit = _edit(plan, task, draw_for(plan, task.directive, diagram))
    except AsciiDiagramError as error:
        return None, task.outcome_of("failed", error.message, error.hint)
    return edit, task.outcome_of("refreshed" if task.directive.region else "expanded")


def _unpinnable(task: Task) -> Outcome:
    return task.outcome_of("failed", "the notation cannot stand here", "pin one prompt at a time")


def _edit(plan: Plan, task: Task, drawing: list[str]) -> LineEdit:
    directive, habit = task.directive, plan.settings.commit.prompt
    if directive.host.kind != "commit" or habit == "keep":
        return region_edit(directive, drawing)
    words = directive.options.caption
    if habit == "caption" and not words and task.diagram is None:
        words = directive.prompt  # a model may be wrong: the author's words stay
    return commit_edit(plan.text, directive, drawing, words)


def _finish_pin(plan: Plan, answers: Answers) -> Expansion:
    """Pin first, then expand the new text like any other: its regions and hashes are then right."""
    from ascii_diagram.expansion.difference import edits_between
    from ascii_diagram.expansion.pin import pin_prose

    pinned, outcomes = pin_prose(plan, answers)
    again = plan_expansion(
        pinned,
        path=plan.scan.name,
        settings=plan.settings,
        force=plan.force,
        encoding=plan.encoding,
        only=plan.only,
    )
    expansion = finish_expansion(again, answers)
    if len(expansion.outcomes) != len(plan.tasks):  # what was pinned reads differently: leave it
        return Expansion(plan.text, (), tuple(_unpinnable(task) for task in plan.tasks))
    merged = tuple(
        outcomes[number] if number in outcomes and outcome.action != "failed" else outcome
        for number, outcome in enumerate(expansion.outcomes)
    )
    edits = edits_between(plan.text, expansion.text)
    return Expansion(expansion.text, edits, merged, expansion.problems)
