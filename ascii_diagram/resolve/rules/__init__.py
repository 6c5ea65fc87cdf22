"""Reads prompts by rules, without a model: those whose structure is certain.

`sentences` is not certain of its reading; it only stands beside the replies of an unsure model.
"""

from __future__ import annotations

from ascii_diagram.diagram import Diagram
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Request


def read_by_rules(request: Request) -> Diagram | None:
    """Return the diagram that a prompt names by arrows, cells, transitions, steps or parts.

    Each rule reads a whole prompt or nothing: a word that it has no place for makes it abstain, for
    a diagram that is nearly right is worse than a model's try.
    """
    if request.style != "tui_flow":
        return None
    from ascii_diagram import notation
    from ascii_diagram.resolve.rules.arrows import read_arrows
    from ascii_diagram.resolve.rules.grids import read_grid
    from ascii_diagram.resolve.rules.states import read_states
    from ascii_diagram.resolve.rules.steps import read_steps
    from ascii_diagram.resolve.rules.trees import read_tree

    for rule in (read_arrows, read_grid, read_states, read_steps, read_tree):
        diagram = rule(request.prompt)
        if diagram is None:
            continue
        try:  # what is kept must be readable later
            same = notation.parse(notation.print_arrow(diagram)) == diagram
        except AsciiDiagramError:
            continue
        if same:
            return diagram
    return None
