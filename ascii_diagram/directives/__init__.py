"""Directives and the regions drawn below them: finding, judging, rendering, editing."""

from ascii_diagram.directives.edits import (
    adopt_edit,
    apply_edits,
    clean_edit,
    option_edit,
    pin_edit,
    state,
)
from ascii_diagram.directives.guards import guarded
from ascii_diagram.directives.lines import line_body, line_end, split_lines
from ascii_diagram.directives.model import (
    Directive,
    DirectiveOptions,
    Host,
    LineEdit,
    Problem,
    Region,
    Scan,
    State,
)
from ascii_diagram.directives.region_format import (
    drawing_width,
    lead_width,
    region_edit,
    render_region,
)
from ascii_diagram.directives.scanning import rescan, scan

__all__ = [
    "Directive",
    "DirectiveOptions",
    "Host",
    "LineEdit",
    "Problem",
    "Region",
    "Scan",
    "State",
    "adopt_edit",
    "apply_edits",
    "clean_edit",
    "drawing_width",
    "guarded",
    "lead_width",
    "line_body",
    "line_end",
    "option_edit",
    "pin_edit",
    "region_edit",
    "render_region",
    "rescan",
    "scan",
    "split_lines",
    "state",
]
