"""What is to be done with a text's directives, and what was done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from ascii_diagram.diagram import Diagram
from ascii_diagram.directives.model import Directive, LineEdit, Problem, Scan, State
from ascii_diagram.expansion.encodings import Encoding
from ascii_diagram.resolve.request import Request

if TYPE_CHECKING:
    from ascii_diagram.settings import Looks

Mode = Literal["expand", "check", "pin", "clean", "adopt"]
"""`expand` draws what is missing or stale; `check` only looks; `pin` also writes the notation over
the prose; `clean` takes regions out; `adopt` blesses hand edits."""

Action = Literal[
    "kept", "expanded", "refreshed", "pinned", "cleaned", "adopted", "skipped", "failed"
]
"""`kept`: nothing to do; `skipped`: something to do that was left to the user; `failed`: could not
be done. The others changed the text."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one directive.

    Attributes:
        line: Its first line, or the line of the fault in it, from 1.
        column: Column there in code points, from 1.
        state: What it was before.
        action: What was done.
        message: Why it was skipped or failed, or a note; empty when the action says it all.
        hint: What the user can do about it; may be empty.
        source: The line of the text that a fault of notation stands in; empty for other outcomes.
    """

    line: int
    column: int
    state: State
    action: Action
    message: str = ""
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One directive and what it needs.

    Attributes:
        directive: Where it stands and what it asks for.
        state: How its region stands to it.
        diagram: What its prompt says in notation; None for prose or when nothing is to be drawn.
        request: What to ask about its prose; None when nothing is to be asked.
        edit: The change, where no drawing is needed for it.
        outcome: The result, where it is known without a drawing.
    """

    directive: Directive
    state: State
    diagram: Diagram | None = None
    request: Request | None = None
    edit: LineEdit | None = None
    outcome: Outcome | None = None

    def outcome_of(self, action: Action, message: str = "", hint: str = "") -> Outcome:
        """Return an outcome at the directive's own place."""
        line, column = self.directive.start + 1, self.directive.column + 1
        return Outcome(line, column, self.state, action, message, hint)


@dataclass(frozen=True, slots=True)
class Plan:
    """A text, its directives and what must be known to draw them.

    Attributes:
        text: The text as it is.
        settings: Looks.
        mode: What to do.
        force: Draw over hand edits too.
        encoding: How the text is stored, which bounds the characters of drawings.
        scan: What was found in it.
        tasks: One for each directive, in order; none when the text must be left alone.
        only: Numbers of the directives that there are tasks for; None for all.
        redraw: Draw what is fresh as well.
    """

    text: str
    settings: Looks
    mode: Mode
    force: bool
    encoding: Encoding
    scan: Scan
    tasks: tuple[Task, ...] = ()
    only: frozenset[int] | None = None
    redraw: bool = False

    def line_limit(self, directive: Directive) -> int:
        """Return the most columns of a whole line at `directive`, its own options left aside."""
        commit = directive.host.kind == "commit"
        return self.settings.commit.width if commit else self.settings.width

    @property
    def misread(self) -> bool:
        """Whether some notation has a fault."""
        return any(task.outcome and task.outcome.action == "failed" for task in self.tasks)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What to ask the resolver, each once, in the order of the text."""
        return tuple(dict.fromkeys(task.request for task in self.tasks if task.request))


@dataclass(frozen=True, slots=True)
class Expansion:
    """What became of a text.

    Attributes:
        text: The new text; the same object as before when nothing changed.
        edits: The changes, in order, in lines of the old text.
        outcomes: One for each directive that was acted on, in order.
        problems: Faults of directives and regions that could not be read.
    """

    text: str
    edits: tuple[LineEdit, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def undone(self, before: str, action: Action, message: str, hint: str = "") -> Expansion:
        """Return what is left of this when the text `before` has to stay.

        What would have been changed gets `action`, `message` and `hint` as its outcome.
        """
        outcomes = tuple(
            outcome
            if outcome.action in {"kept", "skipped", "failed"}
            else replace(outcome, action=action, message=message, hint=hint)
            for outcome in self.outcomes
        )
        return replace(self, text=before, edits=(), outcomes=outcomes)

    @property
    def refused(self) -> bool:
        """Whether the text was left alone because of a fault in it."""
        return any(problem.fatal for problem in self.problems)

    @property
    def failed(self) -> bool:
        """Whether the user has to do something: a fault, a failure, a conflict."""
        return bool(self.problems) or any(
            outcome.action == "failed"
            or (outcome.action == "skipped" and outcome.state == "conflict")
            for outcome in self.outcomes
        )

    @property
    def pending(self) -> bool:
        """Whether a run of `expand` has something to do here: what `check` tells."""
        return bool(self.problems) or any(
            outcome.action in {"skipped", "failed"} for outcome in self.outcomes
        )
