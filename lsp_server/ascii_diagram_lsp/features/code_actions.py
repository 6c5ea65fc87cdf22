"""Code actions: what can be done at the cursor. Listing asks no model; resolving neither, where the
client can be given a command instead of an edit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from lsprotocol import types

from ascii_diagram.directives import state
from ascii_diagram_lsp.expander import Expander, Result
from ascii_diagram_lsp.features.arguments import Argument, argument_of, read_argument
from ascii_diagram_lsp.features.diagnostics import SOURCE
from ascii_diagram_lsp.jobs import label_of
from ascii_diagram_lsp.offered import KIND_EXPAND_ALL, KIND_FIX_ALL, command_name
from ascii_diagram_lsp.offers import Offer, extent, offers
from ascii_diagram_lsp.protocol import RequestFailedError
from ascii_diagram_lsp.session import Session
from ascii_diagram_lsp.text import Document


class CodeActions:
    """`textDocument/codeAction` and `codeAction/resolve`."""

    def __init__(self, session: Session, expander: Expander) -> None:
        self._session = session
        self._expander = expander

    def list(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return what can be done in a range."""
        document = self._session.find(params.text_document.uri)
        if document is None:
            return []
        only = params.context.only
        listed = [
            action
            for action in (
                *self._of_diagnostics(document, params.context.diagnostics),
                *self._of_directives(document, params.range, params.context),
                *self._of_document(document, only),
            )
            if _wanted(_name(action.kind), only)
        ]
        if not self._resolves("edit"):
            for action in listed:
                _give_command(action)
        return listed

    async def resolve(self, action: types.CodeAction) -> types.CodeAction:
        """Add to an action what it does: an edit, or a command where a model has to be waited for.

        Raises:
            RequestFailedError: It cannot be done; says why.
        """
        argument = read_argument(action.data)
        uri, job, anchor = argument.uri, argument.job, argument.anchor
        if job == "fix":
            result = await self._expander.prepare_fix(uri, argument.line, argument.version)
            if argument.line is None and not result.edits:
                return action  # editors ask at every save: that nothing is to be done is no fault
        elif self._resolves("command") and await self._expander.needs_model(uri, job, anchor):
            # The client checks the version of what a command applies, and shows its progress.
            _give_command(action)
            return action
        else:
            result = await self._expander.prepare(uri, job, anchor, _ignore, {})
        action.edit = self._edit(uri, result)
        return action

    def _edit(self, uri: str, result: Result) -> types.WorkspaceEdit:
        if not result.edits and result.message:
            raise RequestFailedError(result.message)
        if result.message:
            self._session.show(result.message)
        return self._expander.workspace_edit(uri, result)

    def _resolves(self, what: str) -> bool:
        support = self._session.can("text_document.code_action.resolve_support.properties")
        data = self._session.can("text_document.code_action.data_support")
        return bool(data) and what in (support or ())

    # --- the list ---

    def _of_directives(
        self, document: Document, where: types.Range, context: types.CodeActionContext
    ) -> Iterator[types.CodeAction]:
        scan = document.scan
        if scan.fatal:
            return
        first, last = where.start.line, where.end.line
        for directive in scan.directives:
            start, end = extent(directive)
            if end < first or start > last:
                continue
            told = [
                diagnostic
                for diagnostic in context.diagnostics
                if diagnostic.source == SOURCE and diagnostic.code == state(directive)
            ]
            fixes = told and _wanted(types.CodeActionKind.QuickFix.value, context.only)
            for offer in offers(directive):
                argument = argument_of(document, offer.job, directive)
                action = _action(offer, argument)
                if offer.mends and fixes:  # listed once, as the answer to what was told
                    action.kind, action.diagnostics = types.CodeActionKind.QuickFix, told
                yield action

    def _of_diagnostics(
        self, document: Document, diagnostics: Sequence[types.Diagnostic]
    ) -> Iterator[types.CodeAction]:
        seen: set[int] = set()
        for diagnostic in diagnostics:
            if diagnostic.source != SOURCE or diagnostic.code not in _drawing_rules():
                continue
            line = diagnostic.range.start.line
            if line not in seen:
                seen.add(line)
                argument = Argument(document.uri, "fix", line, document.version)
                yield types.CodeAction(
                    label_of("fix", False),
                    types.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic],
                    is_preferred=True,
                    data=argument.to_json(),
                )

    def _of_document(
        self, document: Document, only: Sequence[types.CodeActionKind | str] | None
    ) -> Iterator[types.CodeAction]:
        directives = document.scan.directives
        pending = sum(
            1 for d in directives if d.form == "region" and state(d) in ("unexpanded", "stale")
        )
        if (pending > 1 or (pending and only)) and not document.scan.fatal:
            argument = Argument(document.uri, "expand", None, document.version)
            yield types.CodeAction(
                label_of("expand", True), KIND_EXPAND_ALL, data=argument.to_json()
            )
        if only:  # asked for by name, as on saving: looking for crooked drawings takes time
            argument = Argument(document.uri, "fix", None, document.version)
            yield types.CodeAction(label_of("fix", True), KIND_FIX_ALL, data=argument.to_json())


def _drawing_rules() -> Collection[object]:
    from ascii_diagram.checking import RULES

    return RULES


def _action(offer: Offer, argument: Argument) -> types.CodeAction:
    return types.CodeAction(
        offer.title,
        offer.kind,
        is_preferred=True if offer.preferred else None,
        data=argument.to_json(),
    )


def _give_command(action: types.CodeAction) -> None:
    argument = read_argument(action.data)
    name = command_name(argument.job, argument.line is None)
    action.command = types.Command(action.title, name, arguments=[action.data])


def _wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether a client that asks for `only` these kinds wants `kind` (kinds are hierarchical)."""
    if only is None:
        return True
    names = [_name(name) for name in only]
    return any(name == "" or kind == name or kind.startswith(f"{name}.") for name in names)


def _name(kind: types.CodeActionKind | str | None) -> str:
    return str(getattr(kind, "value", kind))


def _ignore(done: int, total: int) -> None:
    del done, total
