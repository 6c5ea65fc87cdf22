"""A directive named so that it is found again after the text around it changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ascii_diagram.directives import Directive
from ascii_diagram_lsp.text.document import Document


@dataclass(frozen=True, slots=True)
class Anchor:
    """Which directive is meant.

    Attributes:
        line: Its first line in `version`.
        version: The document's version then.
        identity: Digest of what it asks for.
    """

    line: int
    version: int
    identity: str


def anchor_of(document: Document, directive: Directive) -> Anchor:
    """Return the anchor of a directive of the document as it stands."""
    return Anchor(directive.start, document.version, _identity(directive))


def find_again(document: Document, anchor: Anchor) -> int | None:
    """Return the number, in the document's scan, of the directive that `anchor` means.

    None when it is gone, asks for something else now, or cannot be told from others like it.
    """
    directives = document.scan.directives
    alike = [n for n, d in enumerate(directives) if _identity(d) == anchor.identity]
    line = document.moved(anchor.line, anchor.version)
    for number in alike:
        if line is not None and directives[number].start == line:
            return number
    return alike[0] if len(alike) == 1 and line is None else None


def _identity(directive: Directive) -> str:
    asked = "\0".join((directive.form, directive.options.raw, directive.prompt))
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:16]
