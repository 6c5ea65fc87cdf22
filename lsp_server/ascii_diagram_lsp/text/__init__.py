"""Text as editors have it: documents, positions in their units, places that survive edits.

Nothing here knows the protocol library, so that all of it can be tested by itself.
"""

from ascii_diagram_lsp.text.anchors import Anchor, anchor_of, find_again
from ascii_diagram_lsp.text.document import Change, Document
from ascii_diagram_lsp.text.line_edits import Replacement, replacements
from ascii_diagram_lsp.text.names import name_of, path_of
from ascii_diagram_lsp.text.positions import Units, offset_of, units_of

__all__ = [
    "Anchor",
    "Change",
    "Document",
    "Replacement",
    "Units",
    "anchor_of",
    "find_again",
    "name_of",
    "offset_of",
    "path_of",
    "replacements",
    "units_of",
]
