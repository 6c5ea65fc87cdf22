"""The HTTP side: models, completions, chat completions, health."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram_models.remote.options import is_loopback
from ascii_diagram_models.serving.asked import MAX_BODY_BYTES, BadRequestError, read_asked
from ascii_diagram_models.serving.line import End, FullError, Line

_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ServedModel:
    """What the list of models tells: name, identity of the weights, tokens of context."""

    name: str
    identity: str
    context: int


class Api:
    """The routes.

    Args:
        model: What is served.
        line: Where requests wait.
        key: What lets clients in; None where only this machine can connect.
    """

    def __init__(self, model: ServedModel, line: Line, key: str | None) -> None:
        self._model, self._line, self._key = model, line, key
        self._started = int(time.time())
        self._number = 0
        post = ["POST"]
        self.asgi = Starlette(
            routes=[
                Route("/health", self._health),
                Route("/v1/models", self._guarded(self._models)),
                Route("/v1/completions", self._guarded(self._complete), methods=post),
                Route("/v1/chat/completions", self._guarded(self._complete), methods=post),
            ]
        )

    def _guarded(
        self, handler: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            if self._key is not None:
                sent = request.headers.get("authorization", "").encode()
                if not hmac.compare_digest(sent, f"Bearer {self._key}".encode()):
                    return _error(401, "the API key is missing or wrong")
            # A page in a browser must not reach what listens to this machine alone.
            elif not is_loopback(request.url.hostname or ""):
                return _error(403, "this server is for its own machine")
            try:
                return await handler(request)
            except BadRequestError as error:
                return _error(400, error.message)
            except FullError as error:
                return _error(503, error.message, {"Retry-After": "1"})
            except AsciiDiagramError as error:
                return _error(500, error.message)
            except ClientDisconnect:
                return Response()

        return guarded

    async def _health(self, request: Request) -> Response:
        del request
        return JSONResponse({"status": "ok", "waiting": self._line.waiting})

    async def _models(self, request: Request) -> Response:
        del request
        entry = {
            "id": self._model.name,
            "object": "model",
            "created": self._started,
            "owned_by": "ascii-diagram",
            "root": self._model.identity,
            "max_model_len": self._model.context,
        }
        return JSONResponse({"object": "list", "data": [entry]})

    async def _complete(self, request: Request) -> Response:
        chat = request.url.path.endswith("/chat/completions")
        body = await _json_of(request)
        if body.get("model") not in (None, "", self._model.name):
            return _error(404, f"the model served here is `{self._model.name}`")
        asked = read_asked(body, chat=chat)
        parts = self._line.write(asked)
        # What is wrong with a request shows before its first part: it needs another status.
        first = await anext(parts)
        self._number += 1
        frame = _Frame(self._model.name, self._number, chat=chat)
        if asked.stream:
            return StreamingResponse(
                _events(first, parts, frame, usage=asked.usage), media_type="text/event-stream"
            )
        return await _whole(request, first, parts, frame)


async def _whole(
    request: Request,
    first: str | End,
    parts: AsyncGenerator[str | End],
    frame: _Frame,
) -> Response:
    async with aclosing(parts):
        text, part = "", first
        looked = time.monotonic()
        while not isinstance(part, End):
            text += part
            part = await anext(parts)
            if time.monotonic() - looked > _LOOK_SECONDS:
                looked = time.monotonic()
                if await request.is_disconnected():
                    return Response()
        return JSONResponse(frame.whole(text, part))


async def _events(
    first: str | End, parts: AsyncGenerator[str | End], frame: _Frame, *, usage: bool
) -> AsyncGenerator[bytes]:
    async with aclosing(parts):
        part = first
        try:
            while not isinstance(part, End):
                if part:
                    yield _event(frame.part(part, None))
                part = await anext(parts)
            yield _event(frame.part("", part.reason))
            if usage:
                yield _event(frame.usage(part.tokens))
            yield b"data: [DONE]\n\n"
        except AsciiDiagramError as error:
            yield _event({"error": {"message": error.message, "type": "server_error"}})


class _Frame:
    """What stands around the text of one reply."""

    def __init__(self, model: str, number: int, *, chat: bool) -> None:
        self._chat = chat
        self._head = {
            "id": f"{'chatcmpl' if chat else 'cmpl'}-{number}",
            "created": int(time.time()),
            "model": model,
        }

    def part(self, text: str, reason: str | None) -> dict[str, object]:
        """Return an event of a stream."""
        said = {"delta": {"content": text}} if self._chat else {"text": text}
        choice = {"index": 0, **said, "logprobs": None, "finish_reason": reason}
        kind = "chat.completion.chunk" if self._chat else "text_completion"
        return {**self._head, "object": kind, "choices": [choice]}

    def usage(self, tokens: int) -> dict[str, object]:
        """Return the event that tells how long the reply was."""
        return {**self._head, "choices": [], "usage": {"completion_tokens": tokens}}

    def whole(self, text: str, end: End) -> dict[str, object]:
        """Return a reply in one piece."""
        message = {"message": {"role": "assistant", "content": text}}
        said = message if self._chat else {"text": text}
        choice = {"index": 0, **said, "logprobs": None, "finish_reason": end.reason}
        kind = "chat.completion" if self._chat else "text_completion"
        usage = {"completion_tokens": end.tokens}
        return {**self._head, "object": kind, "choices": [choice], "usage": usage}


async def _json_of(request: Request) -> dict[str, Any]:
    # Browsers send other types across sites without asking first.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BadRequestError("`Content-Type`: expected application/json")
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > MAX_BODY_BYTES:
            raise BadRequestError(f"the request is larger than {MAX_BODY_BYTES // 1024} KiB")
    try:
        value: object = json.loads(bytes(data))
    except (ValueError, RecursionError) as error:
        raise BadRequestError("the request is not JSON") from error
    if not isinstance(value, dict):
        raise BadRequestError("the request is not a JSON object")
    return cast("dict[str, Any]", value)


def _event(fields: dict[str, object]) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "param": None, "code": status}
    return JSONResponse({"error": error}, status, headers)
