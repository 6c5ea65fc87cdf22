"""One running server: started, waited for, asked, and ended with all its processes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import httpx
from ascii_diagram_models.prompt import END, build_prompt

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import parse, recognise
from ascii_diagram.resolve.request import Request
from asciidoc_train.errors import ServeError
from asciidoc_train.files import cannot_write

_SECONDS_BETWEEN_LOOKS = 0.25
_SECONDS_TO_END = 20.0
_SHOWN_LINES = 12
_MAX_TOKENS = 320


class Server:
    """A process that serves a model; ends with the `with` block.

    Args:
        command: Its words.
        environment: All its environment variables.
        address: Host and port at which it can be reached from here.
        key: What clients must send; empty for nothing.
        log: File for what it prints.

    Raises:
        ServeError: Something listens there already, or the program cannot be started.
        StoreError: The log cannot be written.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        address: tuple[str, int],
        key: str,
        log: Path,
    ) -> None:
        host, port = address
        _check_free(host, port)
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self._log = log
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("wb") as file:
                self._process = subprocess.Popen(
                    list(command),
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        except FileNotFoundError as error:
            raise ServeError(f"{command[0]}: no such program", hint="set `python`") from error
        except OSError as error:
            raise cannot_write(log, error) from error

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def wait_until_ready(self, seconds: float) -> float:
        """Wait for the server to be healthy; returns the seconds that it took.

        Raises:
            ServeError: It ends before, or is not ready in time.
        """
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            code = self._process.poll()
            if code is not None:
                raise ServeError(
                    f"vLLM ended with code {code} before it was ready:\n{self._last_lines()}",
                    hint=f"all that it printed is in {self._log}",
                )
            with contextlib.suppress(httpx.HTTPError):
                if self._client.get("/health", timeout=5).status_code == 200:
                    return time.monotonic() - started
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        raise ServeError(
            f"vLLM was not ready in {seconds:.0f} s:\n{self._last_lines()}",
            hint="raise `ready_seconds`; large models take long to load",
        )

    def ask(self, model: str, prompt: str) -> str:
        """Ask for a diagram as the product does; returns the notation, checked.

        Raises:
            ServeError: It does not know the model, does not answer, or answers something else.
        """
        names = [str(entry.get("id")) for entry in self._json("GET", "/v1/models")["data"]]
        if model not in names:
            raise ServeError(f"the server knows the models {', '.join(names)}, not {model}")
        body = {
            "model": model,
            "prompt": build_prompt(Request(prompt)),
            "max_tokens": _MAX_TOKENS,
            "temperature": 0,
            "stop": [END],
        }
        answer = self._json("POST", "/v1/completions", body)
        try:
            text = str(answer["choices"][0]["text"])
        except (KeyError, IndexError, TypeError) as error:
            raise ServeError(f"the server's answer has no text: {str(answer)[:300]}") from error
        fault = ServeError(
            f"the model answered {prompt!r} with what is no diagram: {text[:200]!r}",
            hint="is it the trained model, and served with its adapter?",
        )
        if recognise(text) is None:
            raise fault
        try:
            parse(text)
        except AsciiDiagramError as error:
            raise fault from error
        return text

    def wait(self) -> int:
        """Wait until the server ends by itself; returns its exit code."""
        return self._process.wait()

    def close(self) -> None:
        """End the server and all its processes."""
        self._client.close()
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # workers may outlive their parent
            self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            self._process.wait()

    def _signal(self, which: int) -> None:
        if not hasattr(os, "killpg"):
            self._process.terminate()
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, which)

    def _json(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, json=body)
            answer.raise_for_status()
            data = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ServeError(
                f"{self.url}{path}: {error}", hint=f"what it printed is in {self._log}"
            ) from error
        if not isinstance(data, dict):
            raise ServeError(f"{self.url}{path}: not a JSON object")
        return cast("dict[str, Any]", data)

    def _last_lines(self) -> str:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines()[-_SHOWN_LINES:]
        return "\n".join(f"  | {line}" for line in lines)


def _check_free(host: str, port: int) -> None:
    """Make sure that no other server would answer in place of ours."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        raise ServeError(
            f"something listens on {host} port {port} already", hint="set another `port`"
        )
