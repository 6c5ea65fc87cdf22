"""The HTTP side, as vLLM, llama.cpp, Ollama and LM Studio write it."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fake_server.behaviour import OWNERS, Behaviour
from tests.fake_server.model import is_probe, prompt_of, reply_to

_CHUNK = 24


class App:
    """The routes of one fake server, and what it saw."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.completions = self.probes = self.listings = 0
        self.now = self.most_at_once = 0
        self.connections: set[object] = set()
        self.keys: set[str] = set()
        self.adapters: dict[str, str] = {}
        self.asgi = Starlette(
            routes=[
                Route("/v1/models", self.models),
                Route("/v1/completions", self.complete, methods=["POST"]),
                Route("/v1/chat/completions", self.complete, methods=["POST"]),
                Route("/v1/load_lora_adapter", self.load_adapter, methods=["POST"]),
                Route("/health", self.health),
            ]
        )

    async def health(self, request: Request) -> Response:
        del request
        return Response()

    async def models(self, request: Request) -> Response:
        self.listings += 1
        if denied := self._denied(request):
            return denied
        if self.behaviour.listing != 200:
            return _error(self.behaviour.listing, "the list is being written")
        names = [*self.behaviour.models, *self.adapters]
        return JSONResponse({"object": "list", "data": [self._entry(name) for name in names]})

    def _entry(self, name: str) -> dict[str, Any]:
        behaviour = self.behaviour
        entry: dict[str, Any] = {
            "id": name,
            "object": "model",
            "created": 1_700_000_000 + self.listings,  # vLLM tells the time of asking
            "owned_by": OWNERS[behaviour.flavour],
        }
        if behaviour.flavour in ("vllm", "old-vllm"):
            root = self.adapters.get(name, behaviour.root)
            entry |= {"root": root, "parent": None, "max_model_len": behaviour.context}
            entry["permission"] = [{"id": f"modelperm-{self.listings}"}]
        return entry

    async def load_adapter(self, request: Request) -> Response:
        body = await request.json()
        self.adapters[body["lora_name"]] = body["lora_path"]
        return Response("Success")

    async def complete(self, request: Request) -> Response:
        arrived = asyncio.get_running_loop().time()
        try:
            body = json.loads(await request.body())
        except ClientDisconnect:
            return Response()
        self.now += 1
        self.connections.add(request.client and request.client.port)
        self.most_at_once = max(self.most_at_once, self.now)
        try:
            return await self._complete(request, body, arrived)
        finally:
            self.now -= 1

    async def _complete(self, request: Request, body: dict[str, Any], arrived: float) -> Response:
        behaviour = self.behaviour
        chat = request.url.path.endswith("/chat/completions")
        if denied := self._denied(request):
            return denied
        if behaviour.no_completions and not chat:
            return _error(404, "Not Found")
        fault = ""
        if is_probe(body):
            self.probes += 1
        else:
            fault = behaviour.faults(self.completions, body)
            self.completions += 1
            if behaviour.keeps_record:
                behaviour.record.append(body)
        if refused := sorted(behaviour.refused & set(body)):
            return _error(400, f"{refused[0]}: no such grammar field here")
        if body["model"] not in (*behaviour.models, *self.adapters):
            return _error(404, f"The model `{body['model']}` does not exist.")
        words = len(str(body.get("prompt") or body.get("messages"))) // 4
        if words + body["max_tokens"] > behaviour.context:
            return _error(400, f"This model's maximum context length is {behaviour.context} tokens")
        answer = _faulty_answer(fault, request, behaviour.retry_after)
        answer = answer or self._answer(body, fault, chat=chat)
        begin = arrived + (1.5 if fault == "slow" else behaviour.latency)
        await asyncio.sleep(begin - asyncio.get_running_loop().time())
        return answer

    def _denied(self, request: Request) -> Response | None:
        sent = request.headers.get("authorization", "")
        self.keys.add(sent)
        if self.behaviour.key and sent != f"Bearer {self.behaviour.key}":
            return _error(401, "Unauthorized")
        return None

    def _answer(self, body: dict[str, Any], fault: str, *, chat: bool) -> Response:
        text = _faulty_text(reply_to(body, self.behaviour), fault)
        model = "another" if fault == "wrong-model" else body["model"]
        if not body.get("stream") or fault == "no-stream":
            said = {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
            choice = {"index": 0, **said, "finish_reason": _reason(fault)}
            usage = {"prompt_tokens": 9, "completion_tokens": len(text) // 4 + 1}
            return JSONResponse({"model": model, "choices": [choice], "usage": usage})
        events = self._events(text, model, body, fault, chat=chat)
        return StreamingResponse(events, media_type="text/event-stream")

    async def _events(
        self, text: str, model: str, body: dict[str, Any], fault: str, *, chat: bool
    ) -> AsyncIterator[bytes]:
        def event(part: str, reason: str | None = None) -> bytes:
            said = {"delta": {"content": part}} if chat else {"text": part}
            choice = {"index": 0, **said, "logprobs": None, "finish_reason": reason}
            return _event({"id": "cmpl-1", "model": model, "choices": [choice]})

        parts = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
        half = (len(parts) + 1) // 2
        for number, part in enumerate(parts):
            if fault in ("cut", "failing") and number == half:
                break
            yield event(part)
        if fault == "failing":
            yield _event({"error": {"message": "the engine died", "code": 500}})
        while fault == "endless":
            yield event("so on and so on " * 20)
            await asyncio.sleep(0.001)
        if fault == "long-line":
            yield b"data: "
            while True:
                yield b"x" * 65536
                await asyncio.sleep(0)
        if fault in ("cut", "failing"):
            return
        yield event("", _reason(fault))
        if (body.get("stream_options") or {}).get("include_usage"):
            usage = {"prompt_tokens": 9, "completion_tokens": len(text) // 4 + 1}
            yield _event({"id": "cmpl-1", "model": model, "choices": [], "usage": usage})
        yield b"data: [DONE]\n\n"


def _event(fields: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


def _reason(fault: str) -> str:
    return "length" if fault == "length" else "stop"


def _error(status: int, message: str, retry_after: str = "") -> Response:
    body = {"error": {"message": message, "type": "Error", "param": None, "code": status}}
    headers = {"Retry-After": retry_after} if status in (429, 503) else {}
    return JSONResponse(body, status, headers)


def _faulty_answer(fault: str, request: Request, retry_after: str) -> Response | None:
    if fault.isdigit():
        return _error(int(fault), f"sorry, {fault}", retry_after)
    if fault == "redirect":
        return RedirectResponse("http://127.0.0.1:9/v1/elsewhere")
    if fault == "junk":
        return Response("<html>\x1b[31mNot a model\x1b[0m</html>", media_type="text/html")
    if fault == "odd":
        return JSONResponse({"choices": "none", "model": 7})
    if fault == "huge":
        return JSONResponse({"choices": [{"text": "x" * 2_000_000, "finish_reason": "stop"}]})
    if fault == "gzip":
        body = gzip.compress(b"0" * 100_000_000, 1)
        return Response(body, headers={"Content-Encoding": "gzip"}, media_type="application/json")
    if fault == "echo-key":
        return _error(400, f"cannot serve {request.headers.get('authorization')} today")
    if fault == "drop":
        return _Dropped()
    return None


def _faulty_text(text: str, fault: str) -> str:
    if fault == "empty":
        return ""
    if fault == "repeat":
        return text + ("\n" + text.splitlines()[1]) * 200
    if fault == "babble":
        return f"<think>hm: a -> b?</think>\nHere:\n```\n{text}\n```\nIs there anything else?\n" * 3
    return text


class _Dropped(Response):
    """Closes the connection in the middle of an answer."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


__all__ = ["App", "prompt_of"]
