"""What the server tells a client that it can do.

Nothing else of the server is needed to tell that: the rest is imported with the first document.
"""

from __future__ import annotations

from typing import get_args

from lsprotocol import types

from ascii_diagram_lsp.jobs import Job

KIND = "refactor.rewrite.asciiDiagram"
KIND_EXPAND_ALL = "source.asciiDiagram.expandAll"
KIND_FIX_ALL = "source.fixAll.asciiDiagram"

PREFIX = "ascii-diagram."
FOR_ALL: tuple[Job, ...] = ("expand", "refresh", "remove", "fix")
STATUS_COMMAND = f"{PREFIX}status"
STOP_COMMAND = f"{PREFIX}stopModel"

TOKEN_TYPES = {
    "word": types.SemanticTokenTypes.Keyword,
    "option": types.SemanticTokenTypes.Property,
    "value": types.SemanticTokenTypes.EnumMember,
    "prompt": types.SemanticTokenTypes.String,
}
"""The kinds of parts of a directive, as the protocol calls them, in the order of the legend."""

_ACTIONS = types.CodeActionOptions(
    code_action_kinds=[
        types.CodeActionKind.QuickFix,
        types.CodeActionKind.RefactorRewrite,
        KIND_EXPAND_ALL,
        KIND_FIX_ALL,
    ],
    resolve_provider=True,
)
_TOKENS = types.SemanticTokensRegistrationOptions(
    document_selector=None,
    legend=types.SemanticTokensLegend([kind.value for kind in TOKEN_TYPES.values()], []),
    full=True,
    range=True,
)
FEATURES: dict[str, object] = {
    types.TEXT_DOCUMENT_CODE_ACTION: _ACTIONS,
    types.CODE_ACTION_RESOLVE: None,
    types.TEXT_DOCUMENT_CODE_LENS: types.CodeLensOptions(resolve_provider=False),
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(trigger_characters=["[", "=", " "]),
    types.TEXT_DOCUMENT_DID_SAVE: None,
    types.TEXT_DOCUMENT_FOLDING_RANGE: None,
    types.TEXT_DOCUMENT_HOVER: None,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: _TOKENS,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: None,
}
"""The protocol's methods and their options."""

WAITING = frozenset({types.CODE_ACTION_RESOLVE, types.TEXT_DOCUMENT_HOVER})
"""Those that are answered when something else is done, without holding up other requests."""


def command_name(job: Job, everywhere: bool) -> str:
    """Return the name of the command that does a job on one directive or on all."""
    return f"{PREFIX}{job}{'All' if everywhere else ''}"


COMMANDS = (
    *(command_name(job, False) for job in get_args(Job)),
    *(command_name(job, True) for job in FOR_ALL),
    STATUS_COMMAND,
    STOP_COMMAND,
)
