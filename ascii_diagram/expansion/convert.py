"""Turns one directive into another form: the same picture in other glyphs, or another notation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ascii_diagram.diagram import Diagram
from ascii_diagram.directives import apply_edits, option_edit, pin_edit
from ascii_diagram.directives.markdown_blocks import CONTAINERS
from ascii_diagram.directives.model import Directive, LineEdit, Scan
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.difference import edits_between
from ascii_diagram.expansion.encodings import Encoding
from ascii_diagram.expansion.finish import finish_expansion
from ascii_diagram.expansion.model import Expansion, Plan
from ascii_diagram.expansion.place import Answers, answer_to
from ascii_diagram.expansion.plan import plan_expansion

if TYPE_CHECKING:
    from ascii_diagram.settings import Settings

Target = Literal["ascii", "unicode", "mermaid", "d2"]
"""`ascii` and `unicode` set the directive's charset and draw anew. `mermaid` and `d2` put a fenced
block that other tools draw into the directive's place in Markdown; elsewhere `mermaid` becomes the
prompt, and D2, which prompts are not written in, is refused."""


def plan_conversion(
    text: str,
    to: Target,
    number: int,
    *,
    found: Scan,
    settings: Settings,
    path: Path | str | None = None,
    encoding: Encoding | None = None,
) -> Plan:
    """Say what must be asked to convert one directive: `Plan.requests`.

    Args:
        text: Any text.
        to: What to make of the directive.
        number: Which one, counted from 0 in the order of the scan.
        found: A scan of this very text.
        settings: Looks and limits.
        path: File it belongs to; the scan's name when None.
        encoding: How the text is stored; UTF-8 when None.
    """
    name = path if path is not None else found.name
    if to in ("mermaid", "d2"):
        return plan_expansion(
            text,
            path=name,
            settings=settings,
            mode="pin",
            force=True,
            encoding=encoding,
            found=found,
            only=[number],
        )
    restyled = apply_edits(text, [option_edit(found.directives[number], "charset", to)])
    return plan_expansion(restyled, path=name, settings=settings, encoding=encoding, only=[number])


def finish_conversion(
    text: str, to: Target, number: int, plan: Plan, answers: Answers | None = None
) -> Expansion:
    """Convert one directive.

    Args:
        text: The text that `plan` was made of.
        to: What to make of the directive.
        number: Which one.
        plan: What `plan_conversion` returned.
        answers: What the resolver said to `plan.requests`.

    Returns:
        The new text and the edits that lead to it; the outcome says why where there is none.
    """
    if to in ("mermaid", "d2"):
        return _rewritten(text, to, number, plan, answers or {})
    expansion = finish_expansion(plan, answers)
    if any(outcome.action in ("failed", "skipped") for outcome in expansion.outcomes):
        return Expansion(text, (), expansion.outcomes, expansion.problems)
    edits = edits_between(text, expansion.text)
    return Expansion(expansion.text, edits, expansion.outcomes, expansion.problems)


def _rewritten(
    text: str, to: Literal["mermaid", "d2"], number: int, plan: Plan, answers: Answers
) -> Expansion:
    if not plan.tasks:
        return Expansion(text, (), (), plan.scan.problems)
    (task,) = plan.tasks
    directive = task.directive
    try:
        diagram = answer_to(task, answers).diagram if task.request else _parsed(directive)
        written = _writer(to)(diagram)
        if directive.host.language == "markdown":
            edit = _fence_edit(directive, to, written)
        elif to == "mermaid":
            edit = pin_edit(directive, written)
        else:
            raise AsciiDiagramError(
                "D2 can take a directive's place in Markdown only",
                hint="`ascii-diagram draw --format d2` prints it",
            )
    except AsciiDiagramError as error:
        return Expansion(text, (), (task.outcome_of("failed", error.message, error.hint),))
    new = apply_edits(text, [edit])
    if directive.host.language == "markdown":
        return Expansion(new, (edit,), (task.outcome_of("pinned"),))
    again = plan_expansion(
        new,
        path=plan.scan.name,
        settings=plan.settings,
        encoding=plan.encoding,
        only=[number],
    )
    drawn = finish_expansion(again)
    if any(outcome.action == "failed" for outcome in drawn.outcomes):
        return Expansion(text, (), drawn.outcomes)
    return Expansion(drawn.text, edits_between(text, drawn.text), drawn.outcomes)


def _parsed(directive: Directive) -> Diagram:
    from ascii_diagram.notation import parse

    return parse(directive.prompt)


def _writer(to: Literal["mermaid", "d2"]) -> Callable[[Diagram], str]:
    from ascii_diagram.notation import write_d2, write_mermaid

    return write_mermaid if to == "mermaid" else write_d2


def _fence_edit(directive: Directive, info: str, written: str) -> LineEdit:
    """Return the edit that puts a fenced block in the place of directive and region."""
    region = directive.region
    containers = CONTAINERS.match(directive.lines[0])
    before = containers[0] if containers else ""
    prefix = directive.host.prefix
    rows = [f"{before}```{info}", *(prefix + row for row in written.split("\n")), f"{prefix}```"]
    end = region.end if region else directive.end
    return LineEdit(directive.start, end, tuple(row.rstrip() for row in rows))
