"""All features of one client, by the protocol's methods and by the names of commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ascii_diagram_lsp.expander import Expander
from ascii_diagram_lsp.features.code_actions import CodeActions
from ascii_diagram_lsp.features.code_lens import CodeLenses
from ascii_diagram_lsp.features.commands import CommandHandler, Commands
from ascii_diagram_lsp.features.completion import Completions
from ascii_diagram_lsp.features.diagnostics import Diagnostics
from ascii_diagram_lsp.features.folding import Folding
from ascii_diagram_lsp.features.hover import Hovers
from ascii_diagram_lsp.features.semantic_tokens import SemanticTokens

if TYPE_CHECKING:
    from ascii_diagram_lsp.session import Session


@dataclass(frozen=True, slots=True)
class Table:
    """What answers what.

    Attributes:
        handlers: By method; those of `offered.WAITING` are coroutine functions.
        commands: By name.
        diagnostics: What is told without being asked for.
    """

    handlers: dict[str, Callable[[Any], Any]]
    commands: dict[str, CommandHandler]
    diagnostics: Diagnostics


def feature_table(session: Session) -> Table:
    """Make the features of a client."""
    expander = Expander(session)
    actions, tokens = CodeActions(session, expander), SemanticTokens(session)
    diagnostics = Diagnostics(session)
    handlers: dict[str, Callable[[Any], Any]] = {
        types.TEXT_DOCUMENT_CODE_ACTION: actions.list,
        types.CODE_ACTION_RESOLVE: actions.resolve,
        types.TEXT_DOCUMENT_CODE_LENS: CodeLenses(session).list,
        types.TEXT_DOCUMENT_COMPLETION: Completions(session).list,
        types.TEXT_DOCUMENT_DID_SAVE: diagnostics.saved,
        types.TEXT_DOCUMENT_FOLDING_RANGE: Folding(session).list,
        types.TEXT_DOCUMENT_HOVER: Hovers(session).at,
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: tokens.full,
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: tokens.range,
    }
    return Table(handlers, Commands(session, expander).handlers(), diagnostics)
