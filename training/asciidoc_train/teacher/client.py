"""Asks teachers over HTTP (the chat completions of OpenAI's API) and bears with them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import httpx

from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject
from asciidoc_train.teacher.cache import Answered
from asciidoc_train.teacher.endpoints import Endpoint, EndpointPool

_OK = 200
_TOO_MANY = 429
_PASSING = frozenset({408, 409, 425, 500, 502, 503, 504, 529})
_HOPELESS = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405})
_SHOWN = 200
_WAY_OF_ASKING = b"response_format"


@dataclass(frozen=True, slots=True)
class Question:
    """One request, without the model's name.

    Attributes:
        messages: The chat so far.
        schema: JSON schema of the answer.
        temperature: 0 to 2.
        max_tokens: Most tokens of the answer.
        seed: For sampling; another try takes the next one.
    """

    messages: Sequence[Mapping[str, str]]
    schema: JsonObject
    temperature: float
    max_tokens: int
    seed: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How much is borne.

    Attributes:
        attempts: Tries for a usable answer to one question.
        request_seconds: Longest wait for one answer.
        max_reply_bytes: Largest reply that is read.
    """

    attempts: int
    request_seconds: float
    max_reply_bytes: int


class _UnusableError(Exception):
    """The reply came, but there is nothing to be had from it."""


class Teacher:
    """All endpoints as one teacher."""

    def __init__(
        self, pool: EndpointPool, patience: Patience, client: httpx.AsyncClient | None = None
    ) -> None:
        self._pool, self._patience = pool, patience
        self._client = client or httpx.AsyncClient(timeout=None)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def ask(self, question: Question, accept: Callable[[Answered], None]) -> Answered:
        """Return an answer that `accept` takes.

        Busy, broken and unreachable servers are waited for and others asked meanwhile; unusable
        answers count as attempts.

        Args:
            question: What is asked.
            accept: Raises RowError for an answer that is unusable.

        Raises:
            RowError: No usable answer came in so many attempts.
            TeacherError: No server answers at all.
        """
        fault = ""
        attempt = 0
        while attempt < self._patience.attempts:
            endpoint = await self._pool.acquire()
            try:
                answer = await self._try(endpoint, question, question.seed + attempt)
                if answer is None:
                    continue
                accept(answer)
                return answer
            except (_UnusableError, RowError) as error:
                attempt += 1
                fault = str(error).partition("\n")[0]
            finally:
                await self._pool.release(endpoint)
        raise RowError(f"no usable answer in {attempt} attempts, the last: {fault}")

    async def _try(self, endpoint: Endpoint, question: Question, seed: int) -> Answered | None:
        """Ask once; None when this endpoint, or this way of asking, had no luck."""
        started, structure = time.monotonic(), endpoint.structure
        try:
            async with asyncio.timeout(self._patience.request_seconds):
                status, headers, body = await self._post(endpoint, question, seed)
        except TimeoutError:
            self._pool.ill(endpoint, f"no answer in {self._patience.request_seconds:g} s")
            return None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._pool.ill(endpoint, f"{type(error).__name__}: {error}".rstrip(": "))
            return None
        if status == _TOO_MANY:
            self._pool.limited(endpoint, _seconds(headers.get("retry-after")))
            return None
        # some servers call a way of asking that they do not know a fault of their own
        if status != _OK and _WAY_OF_ASKING in body and endpoint.loosen(structure):
            return None
        if status in _PASSING:
            self._pool.ill(endpoint, f"HTTP {status}: {_shown(body)}")
            return None
        if status in _HOPELESS:
            self._pool.dismiss(endpoint, f"HTTP {status}: {_shown(body)}")
            return None
        if status != _OK:
            if endpoint.loosen(structure):
                return None
            self._pool.well(endpoint)
            raise _UnusableError(f"HTTP {status}: {_shown(body)}")
        self._pool.well(endpoint)
        return _answer(body, endpoint.config.model, time.monotonic() - started)

    async def _post(
        self, endpoint: Endpoint, question: Question, seed: int
    ) -> tuple[int, httpx.Headers, bytes]:
        limit = self._patience.max_reply_bytes
        url = endpoint.config.url.rstrip("/") + "/chat/completions"
        request = _body(endpoint, question, seed)
        async with self._client.stream(
            "POST", url, json=request, headers=endpoint.headers()
        ) as reply:
            body = bytearray()
            async for piece in reply.aiter_bytes():
                body += piece
                if len(body) > limit:
                    self._pool.well(endpoint)
                    raise _UnusableError(f"more than {limit} bytes of answer")
            whole = bytes(body)
            if reply.status_code != _OK:
                whole = endpoint.without_key(whole)
            return reply.status_code, reply.headers, whole


def _body(endpoint: Endpoint, question: Question, seed: int) -> JsonObject:
    body: JsonObject = {
        "model": endpoint.config.model,
        "messages": list(question.messages),
        "temperature": question.temperature,
        "max_tokens": question.max_tokens,
        "seed": seed,
    }
    if endpoint.structure == "json_schema":
        schema = {"name": "rows", "strict": True, "schema": question.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif endpoint.structure == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def _answer(body: bytes, model: str, seconds: float) -> Answered:
    try:
        data = cast("dict[str, object]", json.loads(body))
        choices = cast("list[dict[str, dict[str, object]]]", data["choices"])
        text = choices[0]["message"]["content"]
        if not isinstance(text, str) or not text.strip():
            raise _UnusableError("the answer is empty")
        usage = cast("dict[str, int]", data.get("usage") or {})
        counts = int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0))
        return Answered(text, model, *counts, round(seconds, 3), date.today().isoformat())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _UnusableError(f"not a chat completion: {_shown(body)}") from error


def _shown(body: bytes) -> str:
    text = body[:_SHOWN].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _seconds(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:  # a date
        return None
