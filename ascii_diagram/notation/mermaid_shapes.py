"""Which of our shapes stands for which shape of Mermaid."""

from __future__ import annotations

from ascii_diagram.diagram import Shape

BRACKETS: tuple[tuple[str, tuple[str, ...], Shape], ...] = (
    ("(((", (")))",), "circle"),
    ("((", ("))",), "circle"),
    ("([", ("])",), "rounded"),
    ("(-", ("-)",), "circle"),
    ("(", (")",), "rounded"),
    ("[[", ("]]",), "rectangle"),
    ("[(", (")]",), "cylinder"),
    ("[/", ("/]", "\\]"), "rectangle"),
    ("[\\", ("\\]", "/]"), "rectangle"),
    ("[", ("]",), "rectangle"),
    ("{{", ("}}",), "rectangle"),
    ("{", ("}",), "diamond"),
    (">", ("]",), "rectangle"),
)
"""Opening, possible closings and shape of a flowchart node's label; longest openings first."""

_NAMES: dict[Shape, str] = {
    "rectangle": """
        rect proc process rectangle squareRect square fr-rect subprocess subproc
        framed-rectangle subroutine bang cloud hex hexagon prepare lean-r lean-right in-out
        lean-l lean-left out-in trap-b priority trapezoid-bottom trapezoid trap-t manual
        trapezoid-top inv-trapezoid notch-rect card notched-rectangle lin-rect lined-rectangle
        lined-process lin-proc shaded-process fork join hourglass collate bolt com-link
        lightning-bolt doc document div-rect div-proc divided-rectangle divided-process tri
        extract triangle win-pane internal-storage window-pane notch-pent loop-limit
        notched-pentagon flip-tri manual-file flipped-triangle sl-rect manual-input
        sloped-rectangle docs documents st-doc stacked-document st-rect procs processes
        stacked-rectangle bow-rect stored-data bow-tie-rectangle tag-doc tagged-document
        tag-rect tagged-rectangle tag-proc tagged-process flag paper-tape odd lin-doc
        lined-document
    """,
    "rounded": (
        "rounded event stadium terminal pill delay half-rounded-rectangle curv-trap "
        "curved-trapezoid display"
    ),
    "cylinder": ("cyl db database cylinder datastore data-store lin-cyl disk lined-cylinder"),
    "queue": "h-cyl das horizontal-cylinder",
    "diamond": "diam decision diamond question",
    "circle": (
        "circle circ ellipse dbl-circ double-circle sm-circ start small-circle fr-circ stop "
        "framed-circle f-circ junction filled-circle cross-circ summary crossed-circle"
    ),
    "text": "text brace comment brace-l brace-r braces",
}

NAMED: dict[str, Shape] = {name: shape for shape, names in _NAMES.items() for name in names.split()}
"""Our shape for every name that `id@{ shape: name }` may use."""

PARTICIPANTS: dict[str, Shape] = {
    "actor": "person",
    "participant": "rectangle",
    "boundary": "rectangle",
    "control": "rectangle",
    "entity": "rectangle",
    "collections": "rectangle",
    "database": "cylinder",
    "queue": "queue",
}
"""Our shape for every participant type of a sequence diagram."""
