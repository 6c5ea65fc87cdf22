"""A language client for tests: it keeps its own copy of every text and applies edits as editors do.

Requests are answered in order of arrival by a reader thread; nothing waits longer than `PATIENCE`.
"""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

PATIENCE = 30.0
CAPABILITIES = Path(__file__).parent / "capabilities"
COMMAND = (sys.executable, "-P", "-m", "ascii_diagram", "lsp")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


class LspError(Exception):
    """An error response."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def capabilities(client: str) -> dict[str, Any]:
    """Return what a real client sent as its capabilities."""
    return json.loads((CAPABILITIES / f"{client}.json").read_text("utf-8"))["caps"]


def lines_of(text: str) -> list[str]:
    """Split a text as the protocol does."""
    return _LINE.findall(text)


class Text:
    """A document as an editor has it; its columns are counted in `units`."""

    def __init__(self, text: str, units: str, version: int = 1) -> None:
        self.text = text
        self.units = units
        self.version = version

    def width(self, text: str) -> int:
        """Return how many units `text` has."""
        if self.units == "utf-16":
            return len(text.encode("utf-16-le")) // 2
        return len(text) if self.units == "utf-32" else len(text.encode())

    def position(self, offset: int) -> dict[str, int]:
        """Return the position of a place in the text."""
        lines = lines_of(self.text[:offset])
        joined = self.text[offset - 1 : offset + 1] == "\r\n"
        if lines and lines[-1].endswith(("\n", "\r")) and not joined:
            return {"line": len(lines), "character": 0}
        last = lines[-1].rstrip("\r\n") if lines else ""
        return {"line": max(0, len(lines) - 1), "character": self.width(last)}

    def offset(self, position: Mapping[str, int]) -> int:
        """Return the place in the text of a position; fails outside of it."""
        lines = lines_of(self.text)
        number = position["line"]
        if number == len(lines):
            assert position["character"] == 0, position
            assert not lines or lines[-1].endswith(("\n", "\r")), position
            return len(self.text)
        body = lines[number].rstrip("\r\n")
        for offset in range(len(body) + 1):
            if self.width(body[:offset]) == position["character"]:
                return sum(map(len, lines[:number])) + offset
        raise AssertionError(f"{position} is not in the text")

    def edit(self, edits: list[dict[str, Any]]) -> None:
        """Apply text edits, all of which speak of the text before."""
        spots = [
            (self.offset(e["range"]["start"]), self.offset(e["range"]["end"]), n, e["newText"])
            for n, e in enumerate(edits)
        ]
        before = len(self.text)
        for start, end, _, new in sorted(spots, reverse=True):
            assert start <= end <= before, "edits overlap"
            self.text = self.text[:start] + new + self.text[end:]
            before = start


class Client:
    """A running server and a client connected to it."""

    def __init__(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        command: tuple[str, ...] = COMMAND,
        errors: int | None = None,
    ) -> None:
        self.process = subprocess.Popen(
            [*command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.connect(self.process.stdin, self.process.stdout)

    def connect(self, writing: IO[bytes], reading: IO[bytes]) -> None:
        """Begin to talk over two streams."""
        self._writing, self._reading = writing, reading
        self.documents: dict[str, Text] = {}
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.configuration: object = None
        self.units = "utf-16"
        self.applied: list[dict[str, Any]] = []
        self.before_apply: Callable[[], None] | None = None
        self.always_agrees = False
        self.fault: Exception | None = None
        self.on_stray: Callable[[object], None] | None = None
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._number = 0
        self.lock = threading.RLock()
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # --- speaking ---

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        with self.lock:
            self._writing.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self._writing.flush()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def begin(self, method: str, params: object) -> int:
        """Send a request and return its number."""
        with self.lock:
            self._number += 1
            number = self._number
            self._answers[number] = queue.SimpleQueue()
        self.send({"id": number, "method": method, "params": params})
        return number

    def result(self, number: int, patience: float = PATIENCE) -> Any:
        """Wait for the answer to a request."""
        try:
            answer = self._answers[number].get(timeout=patience)
        except queue.Empty:
            raise AssertionError(f"no answer to request {number}") from self.fault
        del self._answers[number]
        if "error" in answer:
            raise LspError(answer["error"]["code"], answer["error"]["message"])
        return answer["result"]

    def request(self, method: str, params: object, patience: float = PATIENCE) -> Any:
        """Send a request and wait for its answer."""
        return self.result(self.begin(method, params), patience)

    def cancel(self, number: int) -> None:
        """Cancel a request."""
        self.notify("$/cancelRequest", {"id": number})

    def wait(self, what: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """Wait until `what` is true; it is looked at again with each message."""
        until = time.monotonic() + patience
        with self._news:
            while not (found := what()):
                left = until - time.monotonic()
                assert left > 0, "it did not come to pass"
                self._news.wait(min(left, 0.1))
        return found

    # --- the life of a client ---

    def start(
        self,
        client: str = "vscode-1.139.1",
        *,
        options: object = None,
        root: Path | None = None,
        caps: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Initialize as a real client does; return what the server can do."""
        told = json.loads((CAPABILITIES / f"{client}.json").read_text("utf-8"))
        folders = [{"uri": root.as_uri(), "name": root.name}] if root else None
        result = self.request(
            "initialize",
            {
                "processId": None,
                "clientInfo": {"name": told["client"], "version": told["version"]},
                "rootUri": root.as_uri() if root else None,
                "workspaceFolders": folders,
                "capabilities": caps or told["caps"],
                "initializationOptions": options,
            },
        )
        self.units = result["capabilities"].get("positionEncoding", "utf-16")
        self.notify("initialized", {})
        return result["capabilities"]

    def stop(self) -> int:
        """Say goodbye; return the server's exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self._close()
        return code

    def kill(self) -> None:
        """End the server whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        self._writing.close()
        self._reading.close()

    # --- documents ---

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> Text:
        """Open a document."""
        document = self.documents[uri] = Text(text, self.units, version)
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return document

    def change(self, uri: str, start: int, end: int, text: str) -> None:
        """Replace a stretch of a document, as typing does."""
        with self.lock:
            document = self.documents[uri]
            range_ = {"start": document.position(start), "end": document.position(end)}
            document.text = document.text[:start] + text + document.text[end:]
            document.version += 1
            self._changed(uri, {"range": range_, "text": text})

    def replace(self, uri: str, text: str) -> None:
        """Replace all of a document."""
        with self.lock:
            document = self.documents[uri]
            document.text = text
            document.version += 1
            self._changed(uri, {"text": text})

    def _changed(self, uri: str, change: dict[str, Any]) -> None:
        identifier = {"uri": uri, "version": self.documents[uri].version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        self.notify("textDocument/didChange", params)

    def apply(self, edit: Mapping[str, Any], *, strict: bool = True) -> bool:
        """Apply a workspace edit and tell the server; refuse edits for another version."""
        with self.lock:
            for part in edit.get("documentChanges") or ():
                uri, version = part["textDocument"]["uri"], part["textDocument"]["version"]
                if strict and version is not None and version != self.documents[uri].version:
                    return False
            parts = [
                (part["textDocument"]["uri"], part["edits"])
                for part in edit.get("documentChanges") or ()
            ] or list((edit.get("changes") or {}).items())
            for uri, edits in parts:
                self.documents[uri].edit(edits)
                self.replace(uri, self.documents[uri].text)
        return True

    # --- listening ---

    def _read(self) -> None:
        stream = self._reading
        while True:
            length = 0
            while (line := stream.readline().strip()) or not length:
                if not line and not length:
                    return
                name, _, value = line.partition(b":")
                assert name.lower() in (b"content-length", b"content-type"), line
                if name.lower() == b"content-length":
                    length = int(value)
            try:
                self._take(json.loads(stream.read(length)))
            except Exception as error:
                self.fault = error  # the cause of what is missed later
                raise
            with self._news:
                self._news.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message and self.on_stray and message.get("id") not in self._answers:
            self.on_stray(message)
        elif "method" not in message:
            waiting = self._answers.get(message["id"])
            assert waiting is not None, f"an answer nobody waits for: {message}"
            waiting.put(message)
        elif "id" in message:
            self.requests.append(message)
            result = self._answer(message["method"], message["params"])
            self.send({"id": message["id"], "result": result})
        else:
            self.notifications.append(message)

    def _answer(self, method: str, params: dict[str, Any]) -> object:
        match method:
            case "workspace/configuration":
                return [self.configuration for _ in params["items"]]
            case "workspace/applyEdit":
                if self.before_apply is not None:
                    hook, self.before_apply = self.before_apply, None
                    hook()
                applied = self.apply(params["edit"]) or self.always_agrees
                self.applied.append({**params, "applied": applied})
                return {"applied": applied}
            case _:
                return None

    def told(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of all notifications of a kind."""
        return [n["params"] for n in list(self.notifications) if n["method"] == method]

    def forget(self) -> None:
        """Forget what was told and applied so far."""
        self.notifications.clear()
        self.requests.clear()
        self.applied.clear()
        self.configuration = None

    # --- shorthands ---

    def actions(
        self, uri: str, line: int, *, only: list[str] | None = None, diagnostics: object = ()
    ) -> list[dict[str, Any]]:
        """List the code actions on a line."""
        place = {"line": line, "character": 0}
        context: dict[str, Any] = {"diagnostics": list(diagnostics), "triggerKind": 1}  # type: ignore[call-overload]
        if only is not None:
            context["only"] = only
        params = {
            "textDocument": {"uri": uri},
            "range": {"start": place, "end": place},
            "context": context,
        }
        return self.request("textDocument/codeAction", params) or []

    def action(self, uri: str, line: int, title: str) -> dict[str, Any]:
        """Return the action on a line whose title begins with `title`."""
        for action in self.actions(uri, line):
            if action["title"].startswith(title):
                return action
        raise AssertionError(f"no action {title!r} on line {line}")

    def perform(self, action: Mapping[str, Any]) -> Any:
        """Resolve an action and do what it says."""
        if "edit" not in action and "command" not in action:
            action = self.request("codeAction/resolve", action)
        if action.get("edit"):
            assert self.apply(action["edit"])
        if action.get("command"):
            return self.command(action["command"]["command"], *action["command"]["arguments"])
        return None

    def command(self, name: str, *arguments: object) -> Any:
        """Run a command of the server."""
        params = {"command": name, "arguments": list(arguments)}
        return self.request("workspace/executeCommand", params)
