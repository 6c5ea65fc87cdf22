"""A fake teacher: no model, but a real HTTP server that speaks the chat completions protocol.

It answers with rows made of numbers, and misbehaves as told: slowly, with errors, junk, half an
answer, too much of it, or none.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Behaviour = str
"""ok, fenced, comma, half, junk, wrong, huge, slow, drop, a status such as 429, html (no JSON at
all), echo (a refusal that repeats the key), or
no-schema-STATUS: JSON schemas are refused, as llama.cpp's Python server does with 500."""


def rows_answer(count: int, seed: int) -> str:
    rows = [
        {
            "prompt": f"relay{seed}x{n} wakes pump{seed}x{n}, which then fills tank{seed}x{n}",
            "kind": "flow",
            "notation": f"direction: right\nrelay{seed}x{n} -> pump{seed}x{n}: wakes\n"
            f"pump{seed}x{n} -> tank{seed}x{n}: fills",
        }
        for n in range(count)
    ]
    return json.dumps({"rows": rows}, indent=1)


def _has_schema(body: dict[str, Any]) -> bool:
    return body.get("response_format", {}).get("type") == "json_schema"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many agents knock at once


class FakeTeacher:
    """Serves at `url` while it is entered; `requests` holds what was asked."""

    def __init__(self, behave: Callable[[int, dict[str, Any]], Behaviour]) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0
        self._behave = behave
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> FakeTeacher:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        teacher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                assert self.path == "/v1/models"
                self._send(200, {"data": [{"id": "teacher"}]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with teacher._lock:
                    number = len(teacher.requests)
                    teacher.requests.append(body)
                    teacher.headers.append(dict(self.headers))
                    teacher._at_once += 1
                    teacher.most_at_once = max(teacher.most_at_once, teacher._at_once)
                try:
                    assert self.path == "/v1/chat/completions"
                    self._serve(teacher._behave(number, body), body)
                finally:
                    with teacher._lock:
                        teacher._at_once -= 1

            def _serve(self, behaviour: Behaviour, body: dict[str, Any]) -> None:
                if behaviour == "drop":
                    # a reset instead of a farewell
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    self.connection.close()
                elif behaviour.isdigit():
                    self._send(int(behaviour), {"error": {"message": f"sorry, {behaviour}"}})
                elif behaviour == "echo":
                    said = self.headers["Authorization"]
                    self._send(401, {"error": {"message": f"who is {said}?"}})
                elif behaviour == "html":
                    self._send(200, "<html>not a model</html>")
                elif behaviour.startswith("no-schema") and _has_schema(body):
                    status = int(behaviour.rpartition("-")[2])
                    self._send(status, {"error": {"message": "response_format: unknown here"}})
                elif behaviour == "huge":
                    self._send(200, {"choices": [{"message": {"content": "x" * 300_000}}]})
                else:
                    self._send(200, self._completion(behaviour, body))

            def _completion(self, behaviour: Behaviour, body: dict[str, Any]) -> dict[str, Any]:
                if behaviour == "slow":
                    time.sleep(0.5)
                asked = re.search(r"Write (\d+) examples", body["messages"][-1]["content"])
                assert asked
                text = rows_answer(int(asked.group(1)), body["seed"])
                answers = {
                    "fenced": f"<think>Let me see {{}}</think>Here they are:\n```json\n{text}\n```",
                    "comma": text.replace("}\n ]", "},\n ],"),
                    "half": text[: len(text) * 2 // 3],
                    "junk": "I am sorry, but I would rather not.",
                    "wrong": text.replace(" -> ", " ~~> "),
                }
                return {
                    "choices": [{"message": {"content": answers.get(behaviour, text)}}],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 50},
                }

            def _send(self, status: int, data: dict[str, Any] | str) -> None:
                payload = json.dumps(data).encode()
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", "0.05")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                try:
                    self.wfile.write(payload)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        return Handler
