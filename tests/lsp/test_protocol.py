"""The protocol itself: faulty messages, the life of a server, logs, encodings, odd documents."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lsp.client import COMMAND, Client, LspError, capabilities
from tests.lsp.conftest import Place

DRAWN = "┌───┐    ┌───┐"


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("textDocument/codeAction", {"textDocument": 3}, -32602),
        ("textDocument/hover", {"textDocument": {"uri": "a"}, "position": {"line": -1}}, -32602),
        ("textDocument/codeAction", None, -32602),
        ("workspace/executeCommand", {"command": "rm -rf"}, -32602),
        ("workspace/executeCommand", {"command": ["x"]}, -32602),
        ("nonsense/method", {}, -32601),
        ("codeAction/resolve", {"title": "x", "data": {"uri": 1}}, -32803),
        ("initialize", {"capabilities": 7}, -32602),
    ],
)
def test_every_faulty_request_is_answered(
    client: Client, method: str, params: object, code: int
) -> None:
    with pytest.raises(LspError) as caught:
        client.request(method, params, patience=20)
    assert caught.value.code == code
    assert client.told("window/showMessage") == []


def test_faulty_notifications_do_no_harm(client: Client, uri: str) -> None:
    client.open(uri, "# ascii-diagram: a -> b\n")
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri}})
    client.notify("textDocument/didChange", {"textDocument": {"uri": "file:///x", "version": 1}})
    client.notify("nonsense", {"jsonrpc": "2.0"})
    client.notify("$/cancelRequest", {"id": 99999})
    client.notify("window/workDoneProgress/cancel", {"token": "none"})
    assert client.actions(uri, 0)
    assert client.told("window/showMessage") == []


def test_bodies_that_are_no_messages(client: Client, uri: str) -> None:
    client.open(uri, "# ascii-diagram: a -> b\n")
    assert client.process.stdin is not None
    answers: list[object] = []
    client.on_stray = answers.append
    for body in (b"{", b"[]", b"3", b'{"jsonrpc": "1.0", "id": 7}', b"\xff"):
        client.process.stdin.write(b"content-length: %d\r\n\r\n" % len(body) + body)
    client.process.stdin.flush()
    assert client.actions(uri, 0)
    assert len(answers) == 5


def test_nothing_is_served_before_initialize_or_after_shutdown(place: Place) -> None:
    client = Client(environment=place.environment)
    with pytest.raises(LspError) as caught:
        client.request("textDocument/hover", {})
    assert caught.value.code in (-32002, -32602)
    client.start()
    client.request("shutdown", None)
    with pytest.raises(LspError) as caught:
        client.request("textDocument/foldingRange", {"textDocument": {"uri": "a"}})
    assert caught.value.code == -32600
    client.notify("exit", None)
    assert client.process.wait(20) == 0
    client.kill()


def test_it_ends_when_its_client_is_gone(place: Place) -> None:
    client = Client(environment=place.environment)
    client.start()
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(20) == 1
    client.kill()


def test_an_exit_without_shutdown_is_an_error(place: Place) -> None:
    client = Client(environment=place.environment)
    client.start()
    client.notify("exit", None)
    assert client.process.wait(20) == 1
    client.kill()


def test_one_client_over_tcp(place: Place) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--tcp", "127.0.0.1:0"], stderr=subprocess.PIPE, env=place.environment
    )
    try:
        assert process.stderr is not None
        port = int(process.stderr.readline().rsplit(b":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            stream = connection.makefile("rwb")
            params = {"processId": None, "rootUri": None, "capabilities": {}}
            for number, method in enumerate(("initialize", "shutdown", "exit")):
                message: dict[str, object] = {"jsonrpc": "2.0", "method": method}
                if method != "exit":
                    message["id"] = number
                if method == "initialize":
                    message["params"] = params
                body = json.dumps(message).encode()
                stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                stream.flush()
                if method != "exit":
                    assert b"Content-Length" in stream.readline()
                    while stream.readline().strip():
                        pass
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("address", ["0.0.0.0:0", "example.org:80", "127.0.0.1", "localhost:99999"])
def test_only_this_machine_may_connect(place: Place, address: str) -> None:
    done = subprocess.run(
        [*COMMAND, "--tcp", address], capture_output=True, text=True, env=place.environment
    )
    assert done.returncode == 2
    assert address in done.stderr


def test_what_others_print_does_not_get_into_the_protocol(place: Place, tmp_path: Path) -> None:
    """The worker prints a line; here the server's own process does too."""
    script = tmp_path / "noisy.py"
    script.write_text(
        "import os, sys, threading\n"
        "from ascii_diagram.cli.main import main\n"
        "def noise():\n"
        "    while True:\n"
        "        print('noise'); os.write(1, b'more noise\\n'); os.system('echo even more')\n"
        "        threading.Event().wait(0.05)\n"
        "import ascii_diagram_lsp.transport as t\n"
        "real = t.start_reader\n"
        "def start(*arguments):\n"
        "    threading.Thread(target=noise, daemon=True).start(); real(*arguments)\n"
        "import ascii_diagram_lsp.server as s\n"
        "s.start_reader = start\n"
        "sys.exit(main(['lsp']))\n"
    )
    client = Client(
        environment=place.environment,
        command=(sys.executable, str(script)),
        errors=subprocess.DEVNULL,
    )
    client.start()
    text = client.open("file:///a.py", "# ascii-diagram: door asks lamp\n")
    assert client.command("ascii-diagram.expand", {"uri": "file:///a.py", "line": 0})["applied"]
    assert "┌" in text.text
    assert client.stop() == 0


@pytest.mark.parametrize("level", ["warning", "debug"])
def test_logs_hold_no_texts(place: Place, tmp_path: Path, level: str) -> None:
    log = tmp_path / "lsp.log"
    client = Client("--log-file", str(log), "--log-level", level, environment=place.environment)
    client.start()
    secret = "# ascii-diagram: hunter2 asks lamp wrongly\n# ascii-diagram[hunter2=1]: hunter2\n"
    client.open("file:///a.py", secret)
    client.command("ascii-diagram.expand", {"uri": "file:///a.py", "line": 0})
    for faulty in ({"textDocument": "hunter2"}, {"command": "hunter2"}):
        with pytest.raises(LspError):
            client.request("workspace/executeCommand", faulty)
    with pytest.raises(LspError):
        client.request("textDocument/hover", {"textDocument": "hunter2"})
    assert client.stop() == 0
    told = log.read_text()
    assert "refused a message" in told
    assert ("workspace/executeCommand answered" in told) is (level == "debug")
    assert "hunter2" not in told


def test_a_log_that_cannot_be_written_is_told(place: Place) -> None:
    done = subprocess.run(
        [*COMMAND, "--log-file", "/nowhere/lsp.log"],
        capture_output=True,
        text=True,
        env=place.environment,
    )
    assert done.returncode == 2
    assert "cannot write the log /nowhere/lsp.log" in done.stderr


def test_traces_are_sent_when_asked_for(client: Client, uri: str) -> None:
    client.open(uri, "# ascii-diagram: a -> b\n")
    client.notify("$/setTrace", {"value": "messages"})
    client.actions(uri, 0)
    (told,) = client.told("$/logTrace")
    assert told["message"].startswith("textDocument/codeAction answered in ")
    client.notify("$/setTrace", {"value": "off"})
    client.forget()
    client.actions(uri, 0)
    assert client.told("$/logTrace") == []


@pytest.mark.parametrize("units", ["utf-8", "utf-16", "utf-32"])
def test_positions_in_every_encoding(connect: Callable[..., Client], uri: str, units: str) -> None:
    caps = capabilities("neovim-0.11.4")
    caps["general"]["positionEncodings"] = [units]
    client = connect(caps=caps)
    assert client.units == units
    line = "# ascii-diagram[caption=é😀 widht=60]: 😀 -> é"
    text = client.open(uri, f"{line}\n")
    told = client.wait(lambda: client.told("textDocument/publishDiagnostics"))
    where = told[0]["diagnostics"][0]["range"]
    assert text.text[text.offset(where["start"]) : text.offset(where["end"])] == "widht"
    client.replace(uri, line.replace(" widht=60", "") + " -> 漢")
    client.change(uri, len(text.text), len(text.text), "😀")
    client.perform(client.action(uri, 0, "Expand"))
    assert "漢😀 │" in text.text


@pytest.mark.parametrize(
    ("name", "language", "before", "after"),
    [
        ("crlf.py", "python", "x\r\n# ascii-diagram: a -> b\r\ny\r\n", "└───┘\r\n#\r\n"),
        ("cr.py", "python", "x\r# ascii-diagram: a -> b\ry", "└───┘\r#\r"),
        ("tab.go", "go", "func f() {\n\t// ascii-diagram: a -> b\n}\n", "└───┘\n\t//\n"),
        ("end.py", "python", "x\n# ascii-diagram: a -> b", "x\n# ascii-diagram: a -> b\n#\n"),
        ("feed.py", "python", "x\x0c\u2028\x85y\n# ascii-diagram: a -> b\n", "x\x0c\u2028\x85y\n"),
        ("README.md", "markdown", "# T\n\nascii-diagram: a -> b\n", " -->\n\n```text\n"),
        ("a.rs", "rust", "/// ascii-diagram: a -> b\nfn x() {}\n", "/// ```\n///\n/// end"),
    ],
)  # fmt: skip
def test_line_ends_tabs_and_languages(
    place: Place, client: Client, name: str, language: str, before: str, after: str
) -> None:
    uri = place.uri(name)
    text = client.open(uri, before, language)
    assert client.command("ascii-diagram.expandAll", {"uri": uri})["applied"]
    assert after in text.text
    assert DRAWN in text.text
    client.command("ascii-diagram.removeAll", {"uri": uri})
    assert text.text.replace("<!-- ", "").replace(" -->", "") == before


def test_untitled_documents_and_other_schemes(client: Client) -> None:
    for uri, language in (("untitled:Untitled-1", "lua"), ("vscode-vfs://github/r/x", "lua")):
        text = client.open(uri, "x = 1\n-- ascii-diagram: a -> b\n", language)
        client.perform(client.action(uri, 1, "Expand"))
        assert "--     │ a ├───►│ b │\n" in text.text


def test_commit_messages_are_72_columns_wide_and_keep_no_markers(
    place: Place, client: Client
) -> None:
    uri = (place.repository / ".git" / "COMMIT_EDITMSG").as_uri()
    names = " -> ".join(f"component{n}" for n in range(9))
    text = client.open(
        uri, f"Subject\n\nascii-diagram: {names}\n\nSigned-off-by: A\n", "git-commit"
    )
    client.perform(client.action(uri, 2, "Expand"))
    assert max(map(len, text.text.split("\n"))) <= 72
    assert "end ascii-diagram" not in text.text
    assert "component8" in text.text
    assert text.text.endswith("\n\nSigned-off-by: A\n")


def test_the_settings_of_project_and_editor(place: Place, client: Client) -> None:
    folder = place.repository / "narrow"
    folder.mkdir()
    (folder / "ascii-diagram.toml").write_text('charset = "ascii"\n')
    uri = place.uri("narrow/a.py")
    text = client.open(uri, "# ascii-diagram: a -> b\n")
    client.perform(client.action(uri, 0, "Expand"))
    assert "#     | a +--->| b |\n" in text.text
    client.configuration = {"charset": "unicode", "backend": "elsewhere"}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    shown = client.wait(lambda: client.told("window/showMessage"))
    assert "asciiDiagram.backend was passed over" in shown[0]["message"]
    client.perform(client.action(uri, 0, "Draw diagram anew"))
    assert DRAWN in text.text
    client.configuration = None
    client.notify("workspace/didChangeConfiguration", {"settings": None})


def test_wrong_settings_are_told_in_place(place: Place, client: Client) -> None:
    folder = place.repository / "wrong"
    folder.mkdir()
    (folder / "ascii-diagram.toml").write_text('backend = "remote"\n')
    uri = place.uri("wrong/a.py")
    client.open(uri, "# ascii-diagram: a -> b\n")
    told = client.wait(lambda: [d for d in diagnostics(client, uri) if d["diagnostics"]])
    assert "backend may not be set by a repository" in told[0]["diagnostics"][0]["message"]
    result = client.command("ascii-diagram.expand", {"uri": uri, "line": 0})
    assert "backend may not be set by a repository" in result["message"]


def diagnostics(client: Client, uri: str) -> list[dict[str, object]]:
    return [told for told in client.told("textDocument/publishDiagnostics") if told["uri"] == uri]
