"""Requests and replies as OpenAI's API writes them."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from ascii_diagram.printable import printable
from ascii_diagram.resolve.request import Request, Sampling
from ascii_diagram_models.prompt import END, MAX_REPLY_TOKENS, build_prompt
from ascii_diagram_models.remote.connections import Reply
from ascii_diagram_models.remote.faults import PassingFault, UselessFault
from ascii_diagram_models.remote.instructions import messages_for
from ascii_diagram_models.remote.json_form import schema_of
from ascii_diagram_models.remote.ways import Fields, Kind, Way, grammar_fields, schema_fields

_LEAST_TOKENS = 64
_MARGIN_TOKENS = 32
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply.

    Attributes:
        text: What the model wrote.
        finish: Why it ended with this part; empty when it did not.
        tokens: All tokens of the reply, where the server tells.
        model: The model that the server says it is, where it tells.
    """

    text: str
    finish: str = ""
    tokens: int | None = None
    model: str = ""


def path_of(way: Way) -> str:
    """Return where a request goes, behind the server's address."""
    return "/chat/completions" if way.api == "chat" else "/completions"


def body_of(
    request: Request,
    sampling: Sampling,
    *,
    model: str,
    way: Way,
    kind: Kind,
    context: int | None,
) -> Fields:
    """Return the JSON of a request.

    Args:
        request: What to draw.
        sampling: How to decode.
        model: Name that the server knows.
        way: How it is asked.
        kind: What it is, which tells what it knows beyond OpenAI's API.
        context: Tokens of prompt and reply together, where the server tells.
    """
    body: Fields = {
        "model": model,
        "temperature": sampling.temperature,
        "seed": sampling.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if way.api == "chat":
        body["messages"] = messages_for(request, way)
        size = sum(len(message["content"]) for message in messages_for(request, way))
    else:
        body["prompt"] = prompt = build_prompt(request)
        body["stop"] = [END]
        size = len(prompt)
    body["max_tokens"] = _room(size, context)
    if kind == "vllm" and way.api == "completions":
        body["add_special_tokens"] = False  # the prompt is whole
    if kind in ("vllm", "llama.cpp") and sampling.temperature > 0:
        body["min_p"] = 0.05  # as in this process
    if way.as_json:
        return body | schema_fields("diagram", schema_of(request.style))
    return body | grammar_fields(way.structure, request.style)


def _room(prompt_chars: int, context: int | None) -> int:
    """Return the tokens a reply may have; servers refuse requests that could outgrow the context.

    English has four characters a token; two are reckoned with.
    """
    if context is None:
        return MAX_REPLY_TOKENS
    left = context - prompt_chars // 2 - _MARGIN_TOKENS
    return max(_LEAST_TOKENS, min(MAX_REPLY_TOKENS, left))


async def pieces_of(reply: Reply) -> AsyncGenerator[Piece]:
    """Yield the parts of a streamed reply, or all of one that is not streamed.

    Raises:
        PassingFault: The stream broke off, or the server failed in the middle of it.
        UselessFault: It is not of this API.
    """
    if not reply.header("content-type").startswith("text/event-stream"):
        yield _piece(await reply.body(), reply)
        return
    ended = False
    async with aclosing(reply.lines()) as lines:
        async for line in lines:
            if not line.startswith(b"data:"):
                continue
            event = line[5:].strip()
            if event == b"[DONE]":
                ended = True
                continue  # what is read to its end leaves the connection fit for the next request
            piece = _piece(event, reply)
            ended = ended or bool(piece.finish)
            yield piece
    if not ended:
        raise PassingFault("the stream was cut")


def _piece(data: bytes, reply: Reply) -> Piece:
    try:
        fields = cast("dict[str, Any]", json.loads(data))
        if error := fields.get("error"):
            raise PassingFault(f"it failed: {shown(reply.without_key(_message(error)))}")
        tokens: object = cast("dict[str, object]", fields.get("usage") or {}).get(
            "completion_tokens"
        )
        model: object = fields.get("model") or ""
        if not isinstance(model, str) or not isinstance(tokens, int | None):
            raise UselessFault("the answer is not of this API")
        choices = cast("list[dict[str, Any]]", fields["choices"])
        if not choices:
            return Piece("", "", tokens, model)  # the last event: how much it was
        text: object = choices[0].get("text")
        if text is None:
            said: object = choices[0].get("delta") or choices[0].get("message") or {}
            text = cast("dict[str, object]", said).get("content")
        finish: object = choices[0].get("finish_reason") or ""
        if not isinstance(text, str | None) or not isinstance(finish, str):
            raise UselessFault("the answer is not of this API")
        return Piece(text or "", finish, tokens, model)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UselessFault("the answer is not of this API") from error


def fault_text(body: bytes) -> str:
    """Return what the body of a refusal says."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return _message(fields.get("error") or fields.get("detail") or fields)
    return str(value)


def _message(error: object) -> str:
    if isinstance(error, dict):
        fields = cast("dict[str, object]", error)
        return str(fields.get("message") or fields)
    return str(error)


def shown(text: str) -> str:
    """Return a server's text on one line, short, without control characters."""
    return printable(" ".join(text.split()), _SHOWN)
