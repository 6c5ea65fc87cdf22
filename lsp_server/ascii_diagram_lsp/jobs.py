"""What can be done with directives: pure functions from a text to edits of it.

Everything is the core's work; this says which of its functions does which job.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from ascii_diagram.checking import Finding
    from ascii_diagram.directives import LineEdit, Scan
    from ascii_diagram.expansion import Encoding, Expansion, Mode, Plan, Target
    from ascii_diagram.expansion.place import Answers
    from ascii_diagram.resolve import Request
    from ascii_diagram.settings import Settings

Job = Literal[
    "expand", "refresh", "remove", "adopt", "pin", "mermaid", "d2", "ascii", "unicode", "fix"
]
"""`expand` draws what is missing or stale; `refresh` draws anew, over hand edits too; `remove`
takes the drawing out; `adopt` keeps a hand edit; `pin` puts the notation in the place of the prose;
the next four convert; `fix` mends crooked drawings and is not about directives."""

TITLES: dict[Job, str] = {
    "expand": "Expand diagram",
    "refresh": "Draw diagram anew",
    "remove": "Remove diagram",
    "adopt": "Keep my edit of the diagram",
    "pin": "Edit diagram as notation",
    "mermaid": "Convert diagram to Mermaid",
    "d2": "Convert diagram to D2",
    "ascii": "Convert diagram to ASCII",
    "unicode": "Convert diagram to Unicode",
    "fix": "Fix drawing",
}
_TITLES_OF_ALL: dict[Job, str] = {
    "expand": "Expand all diagrams",
    "refresh": "Draw all diagrams anew",
    "remove": "Remove all diagrams",
    "adopt": "Keep all my edits of diagrams",
    "pin": "Edit all diagrams as notation",
    "fix": "Fix all drawings",
}
_MODES: dict[Job, Mode] = {"remove": "clean", "adopt": "adopt", "pin": "pin"}
_CONVERSIONS = frozenset({"mermaid", "d2", "ascii", "unicode"})


def label_of(job: Job, everywhere: bool) -> str:
    """Return what a job is called in menus and undo lists."""
    return _TITLES_OF_ALL.get(job, TITLES[job]) if everywhere else TITLES[job]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document as it stood at one moment.

    Attributes:
        uri: Which one.
        version: Which state of it.
        name: A file name that tells the language.
        path: Where it is on the disk; None when it is not.
        text: Its text.
        scan: Its directives.
    """

    uri: str
    version: int
    name: str
    path: Path | None
    text: str
    scan: Scan


def plan_job(
    job: Job, snapshot: Snapshot, numbers: Collection[int] | None, settings: Settings
) -> Plan:
    """Say what must be asked for a job.

    Args:
        job: Any but `fix`.
        snapshot: The document.
        numbers: Which directives, by their place in the scan; all of them when None. Conversions
            take one.
        settings: Looks and limits.
    """
    from ascii_diagram.expansion import plan_conversion, plan_expansion

    encoding = _encoding(snapshot)
    if job in _CONVERSIONS:
        (number,) = list(numbers or ())
        return plan_conversion(
            snapshot.text,
            cast("Target", job),
            number,
            found=snapshot.scan,
            settings=settings,
            encoding=encoding,
        )
    return plan_expansion(
        snapshot.text,
        path=snapshot.name,
        settings=settings,
        mode=_MODES.get(job, "expand"),
        force=job == "refresh",
        redraw=job == "refresh",
        encoding=encoding,
        found=snapshot.scan,
        only=numbers,
    )


def finish_job(
    job: Job, snapshot: Snapshot, numbers: Collection[int] | None, plan: Plan, answers: Answers
) -> Expansion:
    """Do a job with the answers to its plan's requests."""
    from ascii_diagram.expansion import finish_conversion, finish_expansion

    if job in _CONVERSIONS:
        (number,) = list(numbers or ())
        return finish_conversion(snapshot.text, cast("Target", job), number, plan, answers)
    return finish_expansion(plan, answers)


def fix_drawings(snapshot: Snapshot, line: int | None) -> tuple[LineEdit, ...]:
    """Return the edits that mend the drawing at `line`, or all drawings when None."""
    from ascii_diagram.checking import fix_text
    from ascii_diagram.directives import LineEdit, line_body, split_lines

    fixed = fix_text(snapshot.text, name=snapshot.name, at=line)
    if not fixed.lines:
        return ()
    lines = split_lines(fixed.text)
    return tuple(LineEdit(n, n + 1, (line_body(lines[n]),)) for n in fixed.lines)


def is_excluded(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether the settings say that a document's file is not to be touched."""
    from ascii_diagram.expansion import ignore

    root = settings.exclude_root
    return bool(
        snapshot.path and root and ignore.is_excluded(snapshot.path, settings.exclude, root)
    )


def check_drawings(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return what is wrong with the drawings of a document."""
    from ascii_diagram.checking import check_text

    return check_text(snapshot.text, name=snapshot.name)


def unreadable(snapshot: Snapshot, settings: Settings) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, first and last column (code points, the last exclusive) of each fault in a
    prompt's notation, and what is wrong.
    """
    if snapshot.scan.fatal:
        return
    for outcome in plan_job("expand", snapshot, None, settings).tasks:
        fault = outcome.outcome
        if fault is not None and fault.action == "failed":
            line, column = fault.line - 1, fault.column - 1
            told = f"{fault.message}\n{fault.hint}" if fault.hint else fault.message
            yield line, column, max(column + 1, len(fault.source.rstrip())), told


@dataclass(frozen=True, slots=True)
class Preview:
    """What a directive would become.

    Attributes:
        drawing: The drawing's lines; empty when it cannot be told without a model.
        words: What it shows, in English.
        fault: Why it cannot be drawn.
    """

    drawing: tuple[str, ...] = ()
    words: str = ""
    fault: str = ""


def preview(
    snapshot: Snapshot,
    number: int,
    settings: Settings,
    known: Callable[[Sequence[Request]], Answers],
) -> Preview:
    """Draw one directive without touching the text.

    Args:
        snapshot: The document.
        number: Which directive.
        settings: Looks and limits.
        known: Answers what can be answered without a model.

    Raises:
        AsciiDiagramError: It cannot be drawn; says why.
    """
    from ascii_diagram.describing import describe
    from ascii_diagram.expansion.place import diagram_of, draw_for

    plan = plan_job("refresh", snapshot, [number], settings)
    if not plan.tasks:
        return Preview()
    (task,) = plan.tasks
    if task.outcome is not None:
        return Preview(fault=task.outcome.message)
    answers = known(plan.requests)
    if task.request is not None and task.request not in answers:
        return Preview()
    diagram = diagram_of(task, answers)
    return Preview(tuple(draw_for(plan, task.directive, diagram)), describe(diagram))


def _encoding(snapshot: Snapshot) -> Encoding:
    """Return the encoding that the text declares, which bounds the characters of drawings."""
    from ascii_diagram.errors import FileError
    from ascii_diagram.expansion import Encoding
    from ascii_diagram.expansion.encodings import detect

    ends = snapshot.text[:1024] + snapshot.text[-1024:]
    try:
        return detect(ends.encode("utf-8", "replace"), Path(snapshot.name).suffix)
    except FileError:  # the editor could open it all the same
        return Encoding()
