"""Long random sessions against a model of the client's texts.

The server runs in this process, so that its copies of the texts, and what it holds on to, can be
looked at.
"""

from __future__ import annotations

import asyncio
import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ascii_diagram_lsp.logs import LogOptions, start_log
from ascii_diagram_lsp.server import create_server, run

from ascii_diagram.directives import scan
from tests.lsp.client import Client, LspError
from tests.lsp.conftest import Place

PIECES = (
    "a", "é", "😀", "\t", " ", "\n", "\n", "\r\n", "\r", "\x0c", "\u2028", "\x85", '"""', "```\n",
    "# ascii-diagram: one -> two\n", "# ascii-diagram: gate asks lamp\n", "<!-- ", " -->\n",
    "\n# ascii-diagram[charset=ascii]: x -> y: z\n\n", "    // ascii-diagram: a -> b\n",
    "# ascii-diagram: door asks lamp slowly\n", "<!-- ascii-diagram: p -> q -->\n\n",
    "# ascii-diagram: door asks sofa wrongly\n",
)  # fmt: skip
NAMES = {"a.py": "python", "b.md": "markdown", "c.rs": "rust", "d.txt": "plaintext", "e": "go"}
READS = ("codeLens", "foldingRange", "semanticTokens/full")
COMMANDS = ("expand", "refresh", "remove", "adopt", "pin", "ascii", "mermaid", "fix")


class InProcess(Client):
    """A client whose server runs in a thread of this process."""

    def __init__(self) -> None:
        to_server, from_client = os.pipe()
        to_client, from_server = os.pipe()
        self.server, self.session = create_server()
        streams = os.fdopen(to_server, "rb"), os.fdopen(from_server, "wb")
        self.code: int | None = None

        def serve() -> None:
            self.code = asyncio.run(run(self.server, *streams))
            for stream in streams:
                stream.close()

        self.thread = threading.Thread(target=serve, daemon=True)
        self.thread.start()
        self.connect(os.fdopen(from_client, "wb"), os.fdopen(to_client, "rb"))

    def stop(self) -> int:
        self.request("shutdown", None)
        self.notify("exit", None)
        self._writing.close()
        self.thread.join(30)
        self._close()
        assert self.code is not None
        return self.code


@pytest.fixture
def inside(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcess]:
    for name, value in place.environment.items():
        if name.startswith(("XDG_", "ASCII_DIAGRAM_", "PYTHONPATH")):
            monkeypatch.setenv(name, value)
    place.open_gate()
    start_log(LogOptions(Path(place.folder / "log"), "error"))
    client = InProcess()
    client.start("neovim-0.11.4", root=place.repository)
    yield client
    assert client.stop() == 0
    assert (place.folder / "log").read_text() == ""


class Session:
    """One random session."""

    def __init__(self, client: InProcess, place: Place, seed: int) -> None:
        self.client = client
        self.random = random.Random(seed)
        self.uris = [place.uri(f"{seed}/{name}") for name in NAMES]
        self.pending: list[int] = []
        for uri, language in zip(self.uris, NAMES.values(), strict=True):
            client.open(uri, self.text(), language)

    def text(self) -> str:
        text = "".join(self.random.choices(PIECES, k=self.random.randrange(8)))
        damage = self.random.random() < 0.02
        return text + "# end ascii-diagram 123456.abcdef\n" * damage

    def step(self) -> None:
        uri = self.random.choice(self.uris)
        kind = self.random.random()
        if kind < 0.45:
            self.edit(uri)
        elif kind < 0.53:
            self.read(uri)
        elif kind < 0.63:
            self.list(uri)
        elif kind < 0.85:
            self.command(uri)
        elif kind < 0.89:
            self.cancel()
        elif kind < 0.98:
            self.client.replace(uri, self.text())
        else:
            self.reopen(uri)
        if len(self.pending) > 5:
            self.settle()

    def edit(self, uri: str) -> None:
        with self.client.lock:
            text = self.client.documents[uri].text
            start = self.random.randrange(len(text) + 1)
            end = min(len(text), start + self.random.choice((0, 0, 1, 3, 30)))
            start -= text[start - 1 : start + 1] == "\r\n"
            end += text[end - 1 : end + 1] == "\r\n"
            if len(text) > 3_000:
                end = len(text)
            self.client.change(uri, start, end, self.text())

    def read(self, uri: str) -> None:
        params = {"textDocument": {"uri": uri}}
        self.client.request(f"textDocument/{self.random.choice(READS)}", params)
        position = {"line": self.random.randrange(9), "character": 9}
        self.client.request("textDocument/hover", {**params, "position": position})
        self.client.request("textDocument/completion", {**params, "position": position})

    def list(self, uri: str) -> None:
        for action in self.client.actions(uri, self.random.randrange(12))[:1]:
            self.pending.append(self.client.begin("codeAction/resolve", action))

    def command(self, uri: str) -> None:
        job = self.random.choice(COMMANDS)
        name = f"ascii-diagram.{self.random.choice(('expandAll', job, job, job))}"
        with self.client.lock:
            found = scan(self.client.documents[uri].text, name=uri).directives
        lines = [directive.start for directive in found] or [0]
        argument = {"uri": uri, "line": self.random.choice(lines)}
        params = {"command": name, "arguments": [argument]}
        self.pending.append(self.client.begin("workspace/executeCommand", params))

    def cancel(self) -> None:
        if self.pending:
            self.client.cancel(self.random.choice(self.pending))

    def reopen(self, uri: str) -> None:
        with self.client.lock:
            # Versions that begin anew would let an edit for the closed document through.
            version = self.client.documents[uri].version + 1
            self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            self.client.open(uri, self.text(), NAMES[uri.rsplit("/", 1)[1]], version)

    def settle(self) -> None:
        """Wait for all answers, then compare."""
        for number in self.pending:
            try:
                self.client.result(number)
            except LspError as error:
                if error.code not in (-32800, -32803):
                    raise
        self.pending.clear()
        for uri in self.uris:
            self.client.request("textDocument/foldingRange", {"textDocument": {"uri": uri}})
            mine, theirs = self.client.documents[uri], self.client.session.find(uri)
            assert theirs is not None
            assert (theirs.text, theirs.version) == (mine.text, mine.version)


def play(inside: InProcess, place: Place, steps: int, seed: int) -> None:
    session = Session(inside, place, seed)
    for _ in range(steps):
        session.step()
    session.settle()
    assert inside.session.traffic.unanswered == 0
    assert inside.session.model.questions == 0
    assert inside.session.progress_cancels == {}
    assert len(inside.session.documents) == len(NAMES)
    inside.wait(lambda: inside.session.busy <= 1)
    for uri in session.uris:
        inside.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    session.uris.clear()
    inside.actions("file:///none", 0)
    assert inside.session.documents == {}


def test_a_random_session(inside: InProcess, place: Place) -> None:
    play(inside, place, 200, random.randrange(10**9))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_long_random_sessions(inside: InProcess, place: Place, seed: int) -> None:
    play(inside, place, 2_000, seed)
    assert sum(applied["applied"] for applied in inside.applied) > 25
