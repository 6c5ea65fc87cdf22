"""A directive named so that it is found again after the text around it changed."""

from __future__ import annotations

from dataclasses import dataclass

from ascii_diagram.directives import Directive
from ascii_diagram_lsp.text.document import Document, identity_of


@dataclass(frozen=True, slots=True)
class Anchor:
    """Which directive is meant.

    Attributes:
        line: Its first line in `version`.
        version: The document's version then.
        identity: Digest of what it asks for.
        lone: Whether no other directive asked for the same.
    """

    line: int
    version: int
    identity: str
    lone: bool = False


def anchor_of(document: Document, directive: Directive) -> Anchor:
    """Return the anchor of a directive of the document as it stands."""
    identity = identity_of(directive)
    lone = document.identities.count(identity) == 1
    return Anchor(directive.start, document.version, identity, lone)


def find_again(document: Document, anchor: Anchor) -> int | None:
    """Return the number, in the document's scan, of the directive that `anchor` means.

    None when it is gone, asks for something else now, or cannot be told from others like it.
    """
    directives = document.scan.directives
    alike = [n for n, same in enumerate(document.identities) if same == anchor.identity]
    line = document.moved(anchor.line, anchor.version)
    for number in alike:
        if line is not None and directives[number].start == line:
            return number
    retyped = line is None and anchor.lone and len(alike) == 1
    return alike[0] if retyped else None
