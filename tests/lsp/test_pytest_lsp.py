"""The protocol as pytest-lsp sees it: every answer is checked against what the client can take."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from lsprotocol import converters, types

from tests.lsp.client import CAPABILITIES, COMMAND
from tests.lsp.conftest import Place

pytest_lsp = pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")

CLIENTS = ("vscode-1.139.1", "neovim-0.11.4", "neovim-0.12.4", "eglot-1.17.30")
TEXT = "x = '😀'\n# ascii-diagram[width=60]: 😀 -> b\n\n# ascii-diagram[widht=6]: x\n"


@pytest.fixture(autouse=True)
def own_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)


@pytest_lsp.fixture(
    config=pytest_lsp.ClientServerConfig(server_command=list(COMMAND)), params=CLIENTS
)
async def connected(
    request: pytest.FixtureRequest, lsp_client: pytest_lsp.LanguageClient
) -> AsyncIterator[None]:
    told = json.loads((CAPABILITIES / f"{request.param}.json").read_text("utf-8"))
    caps = converters.get_converter().structure(told["caps"], types.ClientCapabilities)
    info = types.ClientInfo(told["client"], told["version"])
    params = types.InitializeParams(capabilities=caps, client_info=info)
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_every_feature_in_every_client(connected: pytest_lsp.LanguageClient) -> None:
    client, uri = connected, "file:///project/a.py"
    item = types.TextDocumentItem(uri, "python", 1, TEXT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [d.code for d in client.diagnostics[uri]] == ["unknown-option"]

    document = types.TextDocumentIdentifier(uri)
    place = types.Position(1, 4)
    where = types.Range(place, place)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document, where, types.CodeActionContext([]))
    )
    assert actions
    assert actions[0].title == "Expand diagram"
    resolved = await client.code_action_resolve_async(actions[0])
    assert resolved.edit is not None
    (change,) = resolved.edit.document_changes or ()
    (edit,) = change.edits
    assert edit.range.start == edit.range.end
    assert edit.range.start.line == 1
    assert "│ 😀 ├───►│ b │" in edit.new_text

    hover = await client.text_document_hover_async(types.HoverParams(document, place))
    assert "😀 points to b." in hover.contents.value
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
    assert [lens.command.title for lens in lenses] == ["Expand diagram"]
    offered = await client.text_document_completion_async(
        types.CompletionParams(document, types.Position(1, 16))
    )
    assert "direction" in [item.label for item in offered]
    tokens = await client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(document)
    )
    assert len(tokens.data) == 5 * 4
    folds = await client.text_document_folding_range_async(types.FoldingRangeParams(document))
    assert not folds
