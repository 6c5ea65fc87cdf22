"""A teacher as datatrove's server: asked with httpx, with a key that no job's folder holds.

datatrove's own endpoint server writes the key into the pickled pipeline, needs another client
beyond this machine, and there looks for the list of models at an address without one.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
from typing import Any

_MAX_REPLY_BYTES = 4 * 1024 * 1024
_OK, _BAD = 200, (400, 401, 403, 404, 405, 413, 422)


def teacher_runner(api_key_env: str) -> Any:
    """Return datatrove's runner of rollouts, with a server of ours; imports datatrove.

    Args:
        api_key_env: Variable of the environment with the key, read on the machine that asks.
    """
    running: Any = importlib.import_module("datatrove.pipeline.inference.run_inference")
    servers: Any = importlib.import_module("datatrove.pipeline.inference.servers.base")
    fault: Any = running.InferenceError

    class TeacherServer(servers.InferenceServer):  # pyright: ignore[reportUntypedBaseClass]
        """One endpoint."""

        def __init__(self, config: Any, rank: int) -> None:
            super().__init__(config, rank)  # pyright: ignore[reportUnknownMemberType]
            self._client: Any = None

        async def start_server(self) -> None:
            """There is nothing to start."""

        async def monitor_health(self) -> None:
            """Wait until the work is done: each request tells how the teacher fares."""
            await asyncio.Event().wait()

        def get_base_url(self) -> str:
            """Return the address, up to and with the version."""
            return str(self.config.endpoint_url).rstrip("/")

        async def is_ready(self) -> bool:
            """Return whether the teacher lists its models."""
            httpx: Any = importlib.import_module("httpx")
            try:
                reply = await self._connected().get(f"{self.get_base_url()}/models")
            except httpx.HTTPError:
                return False
            return reply.status_code == _OK

        async def _make_request(self, payload: dict[str, Any]) -> Any:
            httpx: Any = importlib.import_module("httpx")
            url = f"{self.get_base_url()}/chat/completions"
            body = bytearray()
            try:
                async with self._connected().stream("POST", url, json=payload) as reply:
                    async for piece in reply.aiter_bytes():
                        body += piece
                        if len(body) > _MAX_REPLY_BYTES:
                            raise ConnectionError(f"more than {_MAX_REPLY_BYTES} bytes of answer")
            except httpx.TimeoutException as error:
                raise TimeoutError("no answer in time") from error
            except httpx.HTTPError as error:
                raise ConnectionError(type(error).__name__) from error
            if reply.status_code in _BAD:
                # datatrove tells what skips a document by this word
                raise fault(None, f"BadRequestError: HTTP {reply.status_code}", payload=payload)
            if reply.status_code != _OK:  # busy or unwell: datatrove asks again
                raise ConnectionError(f"HTTP {reply.status_code}")
            return _completion(bytes(body))

        def _connected(self) -> Any:
            if self._client is None:
                httpx: Any = importlib.import_module("httpx")
                key = os.environ.get(api_key_env) if api_key_env else None
                headers = {"Authorization": f"Bearer {key}"} if key else {}
                timeout = self.config.request_timeout
                self._client = httpx.AsyncClient(headers=headers, timeout=timeout)
            return self._client

    class TeacherRunner(running.InferenceRunner):  # pyright: ignore[reportUntypedBaseClass]
        """Datatrove's runner, on that server."""

        def _init_server(self, rank: int) -> Any:
            return TeacherServer(self.config, rank)

    return TeacherRunner


def _completion(body: bytes) -> dict[str, Any]:
    """Return a reply with what some servers leave out; raises ConnectionError for junk."""
    try:
        answer: Any = json.loads(body)
        for choice in answer["choices"]:
            choice.setdefault("finish_reason", "stop")
        return {"usage": {}, **answer}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ConnectionError("the answer is no chat completion") from error
