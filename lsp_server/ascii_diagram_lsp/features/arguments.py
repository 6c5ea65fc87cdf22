"""What code actions carry and commands take: which job, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from ascii_diagram.directives import Directive
from ascii_diagram_lsp.jobs import Job
from ascii_diagram_lsp.protocol import RequestFailedError
from ascii_diagram_lsp.text import Anchor, Document, anchor_of


@dataclass(frozen=True, slots=True)
class Argument:
    """A job and its place.

    Attributes:
        uri: The document.
        job: What to do.
        line: First line of the directive, or a line of the drawing; None for all of the document.
        version: The document's version in which that line is counted.
        identity: Which directive it is (see `Anchor`); empty when only the line tells.
        lone: Whether it is the only one that asks for this.
    """

    uri: str
    job: Job
    line: int | None
    version: int
    identity: str = ""
    lone: bool = False

    @property
    def anchor(self) -> Anchor | None:
        """The directive; None for all of them."""
        if self.line is None:
            return None
        return Anchor(self.line, self.version, self.identity, self.lone)

    def to_json(self) -> dict[str, object]:
        """Return this as plain data."""
        fields: dict[str, object] = {"uri": self.uri, "job": self.job, "version": self.version}
        if self.line is not None:
            fields["line"] = self.line
        if self.identity:
            fields["identity"] = self.identity
            fields["lone"] = self.lone
        return fields


def argument_of(document: Document, job: Job, directive: Directive) -> Argument:
    """Return the argument for a job on a directive of a document as it stands."""
    anchor = anchor_of(document, directive)
    return Argument(document.uri, job, anchor.line, anchor.version, anchor.identity, anchor.lone)


def read_argument(data: object, job: Job | None = None) -> Argument:
    """Read plain data.

    Args:
        data: What a client sent.
        job: What to do, where the data need not say it.

    Raises:
        RequestFailedError: It is not what `Argument.to_json` makes.
    """
    fields: Mapping[str, object] = {}
    if isinstance(data, Mapping):
        fields = cast("Mapping[str, object]", data)
    uri, line, version = fields.get("uri"), fields.get("line"), fields.get("version", -1)
    identity, wanted = fields.get("identity", ""), job or fields.get("job")
    if not (
        isinstance(uri, str)
        and (line is None or type(line) is int)
        and type(version) is int
        and isinstance(identity, str)
        and wanted in get_args(Job)
    ):
        raise RequestFailedError('expected an object such as {"uri": "file:///a.py", "line": 0}')
    lone = fields.get("lone") is True
    return Argument(uri, cast(Job, wanted), line, version, identity, lone)
