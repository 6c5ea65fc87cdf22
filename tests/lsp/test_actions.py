"""Code actions and commands, with the capabilities of real clients."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.lsp.client import Client, LspError
from tests.lsp.conftest import Place

CLIENTS = ("vscode-1.139.1", "neovim-0.11.4", "neovim-0.12.4", "eglot-1.17.30")
DRAWN = """\
# ascii-diagram: 😀 -> b
#
#     ┌────┐    ┌───┐
#     │ 😀 ├───►│ b │
#     └────┘    └───┘
#
# end ascii-diagram """


def titles(client: Client, uri: str, line: int, **more: object) -> list[str]:
    return [action["title"] for action in client.actions(uri, line, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CLIENTS)
def test_notation_is_drawn_without_a_model(
    name: str, place: Place, connect: Callable[..., Client], uri: str
) -> None:
    client = connect(name)
    text = client.open(uri, "x = 1\n# ascii-diagram: 😀 -> b\ny = 2\n")
    action = client.action(uri, 1, "Expand diagram")
    assert "edit" not in action
    assert "command" not in action
    client.perform(action)
    assert text.text.startswith("x = 1\n" + DRAWN)
    assert text.text.endswith("\ny = 2\n")
    assert "😀 -> b" not in place.asked()


@pytest.mark.parametrize("name", CLIENTS)
def test_prose_is_drawn_by_a_command_with_progress(
    name: str, place: Place, connect: Callable[..., Client], uri: str, prose: str
) -> None:
    place.close_gate()
    client = connect(name)
    text = client.open(uri, f"é = '😀'\n# ascii-diagram: {prose} slowly\n")
    action = client.request("codeAction/resolve", client.action(uri, 1, "Expand diagram"))
    assert action["command"]["command"] == "ascii-diagram.expand"
    assert "edit" not in action
    assert f"{prose} slowly" not in place.asked()
    number = client.begin("workspace/executeCommand", action["command"])
    client.wait(lambda: client.told("$/progress"))
    client.change(uri, 0, 0, "import 😀\n")
    place.open_gate()
    assert client.result(number) == {"applied": True, "changes": 1, "message": None}
    assert text.text.startswith(
        f"import 😀\né = '😀'\n# ascii-diagram: {prose} slowly\n#\n#     ┌──"
    )
    kinds = [told["value"]["kind"] for told in client.told("$/progress")]
    assert (kinds[0], kinds[-1]) == ("begin", "end")
    if "eglot" in name or "vscode" in name:
        assert "documentChanges" in client.applied[0]["edit"]


def test_listing_and_resolving_ask_no_model(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    client.open(uri, f"# ascii-diagram: {prose}\n")
    for _ in range(20):
        client.request("codeAction/resolve", client.action(uri, 0, "Expand diagram"))
    assert prose not in place.asked()


def test_what_is_known_is_resolved_to_an_edit(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    other = place.uri("known.c")
    client.open(uri, f"# ascii-diagram: {prose}\n")
    client.perform(client.action(uri, 0, "Expand"))
    client.open(other, "// ascii-diagram: " + prose.replace(" asks", " asks\n//  ") + "\n", "c")
    action = client.request("codeAction/resolve", client.action(other, 0, "Expand"))
    assert "command" not in action
    assert action["edit"]["documentChanges"][0]["textDocument"] == {"uri": other, "version": 1}
    assert place.asked().count(prose) == 1


def test_a_client_that_resolves_edits_only_waits_for_the_model(
    place: Place, connect: Callable[..., Client], uri: str, prose: str
) -> None:
    from tests.lsp.client import capabilities

    caps = capabilities("vscode-1.139.1")
    caps["textDocument"]["codeAction"]["resolveSupport"]["properties"] = ["edit"]
    client = connect(caps=caps)
    client.open(uri, f"# ascii-diagram: {prose}\n")
    action = client.request("codeAction/resolve", client.action(uri, 0, "Expand"))
    assert action["edit"]["documentChanges"][0]["edits"][0]["range"]["start"]["line"] == 0


def test_a_client_that_resolves_nothing_gets_commands(
    place: Place, connect: Callable[..., Client], uri: str
) -> None:
    from tests.lsp.client import capabilities

    caps = capabilities("vscode-1.139.1")
    del caps["textDocument"]["codeAction"]["resolveSupport"]
    client = connect(caps=caps)
    text = client.open(uri, "# ascii-diagram: a -> b\n")
    action = client.action(uri, 0, "Expand")
    client.command(action["command"]["command"], *action["command"]["arguments"])
    assert "│ a ├───►│ b │" in text.text


def test_jobs_by_state(place: Place, client: Client, uri: str) -> None:
    text = client.open(uri, "# ascii-diagram: a -> b\n")
    convert = [
        "Convert diagram to ASCII",
        "Convert diagram to Unicode",
        "Convert diagram to Mermaid",
    ]
    assert titles(client, uri, 0) == ["Expand diagram", *convert]
    client.perform(client.action(uri, 0, "Expand"))
    assert titles(client, uri, 4) == ["Draw diagram anew", *convert, "Remove diagram"]
    client.change(uri, text.text.index(" -> b"), text.text.index(" -> b") + 5, " -> c")
    assert titles(client, uri, 0)[0] == "Refresh diagram"
    client.perform(client.action(uri, 0, "Refresh"))
    assert "│ a ├───►│ c │" in text.text
    client.change(uri, text.text.index("│ c"), text.text.index("│ c") + 3, "│ C")
    assert titles(client, uri, 0) == [
        "Keep my edit of the diagram",
        "Drop my edit and draw the diagram anew",
        "Remove diagram",
    ]
    client.perform(client.action(uri, 0, "Keep"))
    assert titles(client, uri, 0)[0] == "Draw diagram anew"
    assert "│ C │" in text.text
    client.perform(client.action(uri, 0, "Remove"))
    assert text.text == "# ascii-diagram: a -> c\n"


def test_prose_can_be_made_notation(place: Place, client: Client, uri: str, prose: str) -> None:
    text = client.open(uri, f"# ascii-diagram: {prose}\n")
    client.perform(client.action(uri, 0, "Edit diagram as notation"))
    assert text.text.startswith(f"# ascii-diagram: {prose.split()[0]} -> lamp: asks\n#\n#     ┌──")


def test_conversions(place: Place, client: Client) -> None:
    uri = place.uri("a.md")
    start = "- <!-- ascii-diagram: a -> b -->\n"
    text = client.open(uri, start, "markdown")
    client.perform(client.action(uri, 0, "Convert diagram to ASCII"))
    assert text.text.startswith(
        "- <!-- ascii-diagram[charset=ascii]: a -> b -->\n\n  ```text\n  +---+"
    )
    client.perform(client.action(uri, 0, "Convert diagram to Mermaid"))
    assert text.text.startswith("- ```mermaid\n  flowchart")
    assert text.text.endswith("a --> b\n  ```\n")
    client.replace(uri, start)
    client.perform(client.action(uri, 0, "Convert diagram to D2"))
    assert text.text == "- ```d2\n  a\n  b\n  a -> b\n  ```\n"


@pytest.mark.parametrize("title", ["Convert diagram to Mermaid", "Expand diagram"])
def test_what_was_listed_for_a_directive_that_has_changed(
    place: Place, client: Client, uri: str, title: str
) -> None:
    text = client.open(uri, "# ascii-diagram: a -> b\n")
    action = client.action(uri, 0, title)
    client.replace(uri, "# ascii-diagram: x -> y\nx = 1\n")
    with pytest.raises(LspError, match="the directive was changed or removed meanwhile"):
        client.request("codeAction/resolve", action)
    assert text.text == "# ascii-diagram: x -> y\nx = 1\n"


def test_all_diagrams_in_one_edit(place: Place, client: Client, uri: str, prose: str) -> None:
    other = prose.replace("gate", "door")
    text = client.open(
        uri,
        f"# ascii-diagram: {prose}\n\n# ascii-diagram: a -> b\n\n# ascii-diagram: {other}\n",
    )
    assert "Expand all diagrams" in titles(client, uri, 0)
    assert titles(client, uri, 0, only=["source"]) == ["Expand all diagrams", "Fix all drawings"]
    result = client.command("ascii-diagram.expandAll", {"uri": uri})
    assert result["applied"]
    assert len(client.applied) == 1
    assert text.text.count("# end ascii-diagram") == 3
    assert {prose, other} <= set(place.asked())
    client.command("ascii-diagram.removeAll", {"uri": uri})
    assert text.text.count("\n") == 5


def test_one_that_fails_does_not_keep_the_others(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    text = client.open(uri, f"# ascii-diagram: {prose} wrongly\n\n# ascii-diagram: a -> b\n")
    result = client.command("ascii-diagram.expandAll", {"uri": uri})
    assert result["applied"]
    assert result["message"].startswith("1 of 2 diagrams were not made; line 1: the fake model")
    assert "│ a ├───►│ b │" in text.text
    (shown,) = client.told("window/showMessage")
    assert "ask it something else" in shown["message"]


def test_kinds_are_asked_for(place: Place, client: Client, uri: str) -> None:
    client.open(uri, "# ascii-diagram: a -> b\n")
    assert titles(client, uri, 0, only=["quickfix"]) == []
    assert titles(client, uri, 0, only=["refactor.rewrite.asciiDiagram.expand"]) == [
        "Expand diagram"
    ]
    assert len(titles(client, uri, 0, only=["refactor"])) == 4
    assert titles(client, uri, 0, only=["refactor.extract"]) == []


def test_a_drawing_is_fixed_where_it_is_told(place: Place, client: Client, uri: str) -> None:
    crooked = "# ┌───┐\n# │ a  │\n# └───┘\n"
    text = client.open(uri, f"{crooked}x = 1\n{crooked}")
    told = client.wait(
        lambda: [d for d in client.told("textDocument/publishDiagnostics") if d["diagnostics"]]
    )[0]["diagnostics"]
    assert [(d["range"]["start"]["line"], d["code"]) for d in told] == [
        (1, "ragged-border"),
        (5, "ragged-border"),
    ]
    (action,) = client.actions(uri, 5, diagnostics=told[1:], only=["quickfix"])
    client.perform(action)
    assert text.text == f"{crooked}x = 1\n{crooked.replace('a  │', 'a │')}"
    client.command("ascii-diagram.fixAll", {"uri": uri})
    assert "a  │" not in text.text


def test_commands_say_what_is_wrong_with_their_argument(
    place: Place, client: Client, uri: str
) -> None:
    client.open(uri, "# ascii-diagram: a -> b\n\nx = 1\n")
    for argument, told in (
        ({"uri": uri, "line": 2}, "there is no directive on line 3"),
        ({"uri": "file:///other", "line": 0}, "the document is not open"),
        ({"uri": uri}, "the argument does not say which `line`"),
        ("nonsense", "expected an object"),
        ({"uri": uri, "line": "0"}, "expected an object"),
    ):
        with pytest.raises(LspError, match=told):
            client.command("ascii-diagram.expand", argument)


def test_a_damaged_region_keeps_everything_as_it_is(place: Place, client: Client, uri: str) -> None:
    client.open(uri, "# end ascii-diagram 123456.abcdef\n\n# ascii-diagram: a -> b\n")
    assert titles(client, uri, 2) == []
    result = client.command("ascii-diagram.expandAll", {"uri": uri})
    assert not result["applied"]
    assert "end marker without a directive" in result["message"]


def test_an_excluded_file_is_left_alone(place: Place, client: Client) -> None:
    (place.repository / "ascii-diagram.toml").write_text('exclude = ["*_pb2.py"]\n')
    uri = place.uri("a_pb2.py")
    crooked = "# ┌───┐\n# │ a  │\n# └───┘\n"
    text = client.open(uri, f"# ascii-diagram: a -> b\n\n{crooked}")
    excluded = "the settings exclude this file; nothing was done"
    result = client.command("ascii-diagram.expand", {"uri": uri, "line": 0})
    assert result["message"] == excluded
    assert client.command("ascii-diagram.fixAll", {"uri": uri})["message"] == excluded
    (saving,) = client.actions(uri, 0, only=["source.fixAll"])
    assert "edit" not in client.request("codeAction/resolve", saving)
    assert text.text.endswith(crooked)


def test_saving_a_file_without_crooked_drawings_is_no_fault(
    place: Place, client: Client, uri: str
) -> None:
    client.open(uri, "# ┌───┐\n# │ a │\n# └───┘\n")
    (saving,) = client.actions(uri, 0, only=["source.fixAll"])
    assert "edit" not in client.request("codeAction/resolve", saving)


def test_drawings_of_an_excluded_file_are_not_judged(place: Place, client: Client) -> None:
    folder = place.repository / "vendored"
    (folder / ".git").mkdir(parents=True)
    uri = place.uri("vendored/a.py")
    client.open(uri, "# ┌───┐\n# │ a  │\n# └───┘\n")

    def codes() -> list[str]:
        told = [d for d in client.told("textDocument/publishDiagnostics") if d["uri"] == uri]
        return [d["code"] for d in told[-1]["diagnostics"]] if told else []

    client.wait(lambda: codes() == ["ragged-border"])
    (folder / "ascii-diagram.toml").write_text('exclude = ["a.py"]\n')
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    client.wait(lambda: codes() == [])
