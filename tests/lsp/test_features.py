"""Diagnostics, lenses, hovers, folding, completion, semantic tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lsp.client import Client
from tests.lsp.conftest import Place

DRAWN = (
    "# ascii-diagram: a -> b\n#\n#     ┌───┐    ┌───┐\n#     │ a ├───►│ b │\n"
    "#     └───┘    └───┘\n#\n# end ascii-diagram 5cdb73.ceb3f3\n"
)


def told(client: Client, uri: str) -> list[tuple[str, str]]:
    """Return codes of diagnostics and the texts that they mark, once they are there."""

    def last() -> list[dict[str, Any]] | None:
        version = client.documents[uri].version
        for params in reversed(client.told("textDocument/publishDiagnostics")):
            if params["uri"] == uri and params.get("version") == version:
                return params["diagnostics"] or None
        return None

    text = client.documents[uri]
    return [
        (
            d["code"],
            text.text[text.offset(d["range"]["start"]) : text.offset(d["range"]["end"])],
        )
        for d in client.wait(last)
    ]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (DRAWN.replace("a -> b", "a -> c"), [("stale", "ascii-diagram: a -> c")]),
        (DRAWN.replace("│ a ", "│ A "), [("edited", "end ascii-diagram 5cdb73.ceb3f3")]),
        (
            DRAWN.replace("a -> b", "a -> c").replace("│ a ", "│ A "),
            [("conflict", "ascii-diagram: a -> c")],
        ),
        ("# 😀\n# ascii-diagram[charset=klingon]: x\n", [("bad-value", "klingon")]),
        ("# ascii-diagram[width=60: x\n", [("bad-options", "ascii-diagram[width=60: x")]),
        ("# ascii-diagram: 😀 -> [b] -> \n", [("notation", "]")]),
        (
            "# end ascii-diagram 123456.abcdef\n",
            [("orphan-end-marker", "# end ascii-diagram 123456.abcdef")],
        ),
    ],
)  # fmt: skip
def test_diagnostics_stand_where_the_fault_is(
    client: Client, uri: str, start: str, expected: list[tuple[str, str]]
) -> None:
    client.open(uri, start)
    found = told(client, uri)
    assert [code for code, _ in found] == [code for code, _ in expected]
    if expected[0][0] != "notation":
        assert found == expected


def test_diagnostics_follow_the_text_and_go_with_it(client: Client, uri: str) -> None:
    client.open(uri, DRAWN.replace("a -> b", "a -> c"))
    assert told(client, uri) == [("stale", "ascii-diagram: a -> c")]
    client.change(uri, 0, 0, "x = 1\n")
    assert told(client, uri) == [("stale", "ascii-diagram: a -> c")]
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.wait(lambda: client.told("textDocument/publishDiagnostics")[-1]["diagnostics"] == [])


def test_a_quick_fix_is_listed_once(client: Client, uri: str) -> None:
    client.open(uri, DRAWN.replace("a -> b", "a -> c"))
    told(client, uri)
    diagnostics = client.told("textDocument/publishDiagnostics")[-1]["diagnostics"]
    actions = client.actions(uri, 0, diagnostics=diagnostics)
    refresh = [action for action in actions if action["title"] == "Refresh diagram"]
    assert [(action["kind"], action["isPreferred"]) for action in refresh] == [("quickfix", True)]


def test_drawings_are_not_judged_any_more_when_that_is_switched_off(
    client: Client, uri: str
) -> None:
    client.open(uri, DRAWN.replace("a -> b", "a -> c") + "x = 1\n# ┌───┐\n# │ a  │\n# └───┘\n")

    def codes() -> set[str]:
        told = [d for d in client.told("textDocument/publishDiagnostics") if d["uri"] == uri]
        return {d["code"] for d in told[-1]["diagnostics"]} if told else set()

    client.wait(lambda: codes() == {"stale", "ragged-border"})
    client.configuration = {"features": {"drawings": False}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait(lambda: codes() == {"stale"})
    client.configuration = None
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait(lambda: codes() == {"stale", "ragged-border"})


class HesitantClient(Client):
    """A client that tells its settings when it is made to."""

    question: dict[str, Any] | None = None

    def _take(self, message: dict[str, Any]) -> None:
        if message.get("method") == "workspace/configuration":
            self.question = message
        else:
            super()._take(message)

    def tell_settings(self, settings: object) -> None:
        question = self.wait(lambda: self.question)
        self.send({"id": question["id"], "result": [settings]})


def test_settings_count_for_documents_that_were_opened_before(place: Place, uri: str) -> None:
    client = HesitantClient(environment=place.environment)
    try:
        client.start(root=place.repository)
        client.open(uri, DRAWN.replace("a -> b", "a -> c"))
        assert told(client, uri) == [("stale", "ascii-diagram: a -> c")]
        client.tell_settings({"features": {"diagnostics": False}})
        client.wait(lambda: client.told("textDocument/publishDiagnostics")[-1]["diagnostics"] == [])
        assert client.stop() == 0
    finally:
        client.kill()


def test_lenses_say_what_is_next(client: Client, uri: str) -> None:
    stale = DRAWN.replace("a -> b", "a -> c")
    text = client.open(uri, f"{DRAWN}\n{stale}\n# ascii-diagram: x -> y\n")
    params = {"textDocument": {"uri": uri}}
    lenses = client.request("textDocument/codeLens", params)
    assert [lens["command"]["title"] for lens in lenses] == [
        "Expand all diagrams (2)",
        "Refresh diagram",
        "Expand diagram",
    ]
    command = lenses[0]["command"]
    client.command(command["command"], *command["arguments"])
    assert "│ a ├───►│ c │" in text.text
    assert client.request("textDocument/codeLens", params) == []


def test_regions_fold_into_their_directives(client: Client, uri: str) -> None:
    client.open(uri, f"x = 1\n{DRAWN}y = 2\n")
    (fold,) = client.request("textDocument/foldingRange", {"textDocument": {"uri": uri}})
    assert (fold["startLine"], fold["endLine"], fold["kind"]) == (1, 7, "region")


def test_hovering_shows_what_is_known(place: Place, client: Client, uri: str, prose: str) -> None:
    client.open(uri, f"# ascii-diagram: a -> b\n\n# ascii-diagram: {prose}\nx = 1\n")

    def shown(line: int) -> str | None:
        position = {"line": line, "character": 4}
        params = {"textDocument": {"uri": uri}, "position": position}
        hover = client.request("textDocument/hover", params)
        return hover and hover["contents"]["value"]

    assert "```text\n┌───┐    ┌───┐\n" in (shown(0) or "")
    assert shown(2) == "Not drawn yet: a model has to read this prompt first."
    assert shown(3) is None
    assert prose not in place.asked()
    client.command("ascii-diagram.expand", {"uri": uri, "line": 2})
    client.command("ascii-diagram.remove", {"uri": uri, "line": 2})
    assert "lamp" in (shown(2) or "")
    assert place.asked().count(prose) == 1


def test_hovering_leaves_the_lock_file_as_it_is(place: Place, client: Client) -> None:
    folder = place.repository / "locked"
    (folder / ".git").mkdir(parents=True)
    (folder / "ascii-diagram.toml").write_text("lock = true\n")
    uri, lock = place.uri("locked/a.py"), folder / "ascii-diagram.lock"
    client.open(uri, "# ascii-diagram: the water cycle\n")
    params = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 4}}
    assert "Rivers" in client.request("textDocument/hover", params)["contents"]["value"]
    assert not lock.exists()
    assert client.command("ascii-diagram.expand", {"uri": uri, "line": 0})["applied"]
    assert "the water cycle" in lock.read_text()


def test_completion_replaces_what_was_typed(client: Client, uri: str) -> None:
    text = client.open(uri, "# 😀\n# ascii-diagram[char]: x\n")
    params = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 20}}
    (item,) = client.request("textDocument/completion", params)
    assert item["label"] == "charset"
    text.edit([item["textEdit"]])
    assert text.text == "# 😀\n# ascii-diagram[charset=]: x\n"


def test_semantic_tokens_in_the_clients_units(client: Client, uri: str) -> None:
    client.open(uri, "# ascii-diagram[width=60]: 😀 -> b\nx = 1\n\t# ascii-diagram: c\n")
    params = {"textDocument": {"uri": uri}}
    data = client.request("textDocument/semanticTokens/full", params)["data"]
    assert [data[n : n + 4] for n in range(0, len(data), 5)] == [
        [0, 2, 13, 0],
        [0, 14, 5, 1],
        [0, 6, 2, 2],
        [0, 5, 7, 3],
        [2, 3, 13, 0],
        [0, 15, 1, 3],
    ]
    lines = {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}
    part = client.request("textDocument/semanticTokens/range", {**params, "range": lines})["data"]
    assert part[:4] == [2, 3, 13, 0]


def test_features_can_be_switched_off(client: Client, uri: str) -> None:
    client.configuration = {"features": {"codeLens": False, "folding": False, "diagnostics": False}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.open(uri, DRAWN.replace("a -> b", "a -> c"))
    params = {"textDocument": {"uri": uri}}

    def silent() -> bool:
        found = [d for d in client.told("textDocument/publishDiagnostics") if d["uri"] == uri]
        return bool(found) and found[-1]["diagnostics"] == []

    client.wait(silent)
    assert client.request("textDocument/codeLens", params) == []
    assert client.request("textDocument/foldingRange", params) == []
    client.configuration = None
    client.notify("workspace/didChangeConfiguration", {"settings": None})
