"""A directive's drawing: its diagram from prompt or answer, drawn for the place where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ascii_diagram.diagram import Diagram
from ascii_diagram.directives import drawing_width, lead_width
from ascii_diagram.directives.model import Directive
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import AsciiDiagramError, DrawingError, WidthError
from ascii_diagram.expansion.encodings import Encoding
from ascii_diagram.expansion.model import Plan, Task
from ascii_diagram.resolve.request import Failure, Request

if TYPE_CHECKING:  # who has notation alone needs no resolver
    from ascii_diagram.resolve.resolver import Resolution

Answers = Mapping[Request, "Resolution | Failure"]


def answer_to(task: Task, answers: Answers) -> Resolution:
    """Return what the prose of `task` was taken to mean.

    Raises:
        AsciiDiagramError: It was not understood, with the resolver's reason.
    """
    answer = answers.get(task.request) if task.request else None
    if answer is None:
        raise AsciiDiagramError("there is no answer to this prompt", hint="run again")
    if isinstance(answer, Failure):
        raise AsciiDiagramError(answer.message, hint=answer.hint)
    return answer


def diagram_of(task: Task, answers: Answers) -> Diagram:
    """Return the diagram of `task`, from its own notation or from the answer to its prose.

    Raises:
        AsciiDiagramError: The prose was not understood.
    """
    return task.diagram if task.diagram is not None else answer_to(task, answers).diagram


def draw_for(plan: Plan, directive: Directive, diagram: Diagram) -> list[str]:
    """Draw `diagram` as wide, and in the glyphs, that the place of `directive` allows.

    Raises:
        AsciiDiagramError: It cannot be drawn there.
    """
    from ascii_diagram.drawing import draw_diagram

    options = DrawingOptions(
        width=drawing_width(directive, plan.line_limit(directive)),
        direction=directive.options.direction or plan.settings.direction,
        charset=directive.options.charset or _charset(plan),
        ambiguous_wide=plan.settings.ambiguous_wide,
    )
    try:
        drawing = draw_diagram(diagram, options)
    except WidthError as error:
        # Users set the width of the whole line.
        lead = lead_width(directive)
        raise WidthError(error.width + lead, error.minimum + lead) from error
    except AsciiDiagramError:
        raise
    except Exception as error:  # the other directives must not suffer from it
        raise DrawingError(
            f"the drawing engine failed: {type(error).__name__}: {error}",
            hint="please report it with this directive",
        ) from error
    _check_storable(plan.encoding, drawing)
    return drawing.split("\n")


def _charset(plan: Plan) -> CharsetName:
    if plan.settings.charset != "auto":
        return plan.settings.charset
    return "unicode" if plan.encoding.is_unicode else "ascii"


def _check_storable(encoding: Encoding, drawing: str) -> None:
    try:
        drawing.encode(encoding.codec)
    except UnicodeEncodeError as error:
        raise DrawingError(
            f"the file's encoding {encoding.codec} cannot hold {drawing[error.start]!r}",
            hint="store the file as UTF-8, set charset=ascii, or use other words in the diagram",
        ) from error
