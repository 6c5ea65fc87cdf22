"""Requests of OpenAI's API, checked, as what the model needs to know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Sampling
from ascii_diagram_models.prompt import CLOSING, END, OPENING

MAX_BODY_BYTES = 256 * 1024
_MAX_GRAMMAR_CHARS = 64 * 1024
_MAX_MESSAGES = 64
_MAX_STOPS = 8
_MAX_STOP_CHARS = 64
_DEFAULT_TOKENS = 256
_ROLES = frozenset({"system", "user", "assistant"})

Segments = tuple[tuple[str, bool], ...]
"""Parts of a prompt, each with whether control tokens in it count."""


class BadRequestError(AsciiDiagramError):
    """A request that cannot be served as it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the model.

    Attributes:
        prompt: What to go on from.
        grammar: GBNF with a rule `root`; empty for free text.
        schema: JSON schema, as JSON, in place of a grammar; empty for none.
        sampling: How to decode.
        most: Most tokens of the reply.
        stops: The reply ends before any of these.
        stream: Whether it is to be sent as it is written.
        usage: Whether a stream is to end with the tokens it took.
    """

    prompt: Segments
    grammar: str
    schema: str
    sampling: Sampling
    most: int
    stops: tuple[str, ...]
    stream: bool = False
    usage: bool = False


def read_asked(body: Mapping[str, Any], *, chat: bool) -> Asked:
    """Return what a request asks for.

    Args:
        body: The JSON of the request; what is null in it counts as left out.
        chat: Whether it came as a chat.

    Raises:
        BadRequestError: A field is missing, wrong, or not served here.
    """
    body = {field: value for field, value in body.items() if value is not None}
    if body.get("n", 1) != 1 or body.get("best_of", 1) != 1:
        raise BadRequestError("`n`: one reply is written to a request")
    if body.get("logprobs"):
        raise BadRequestError("`logprobs`: not served here")
    most = body.get("max_completion_tokens") or body.get("max_tokens") or _DEFAULT_TOKENS
    if type(most) is not int or most < 1:
        raise BadRequestError("`max_tokens`: expected a whole number from 1")
    grammar, schema = _form(body)
    prompt = _chat_prompt(body) if chat else _text_prompt(body)
    return Asked(prompt, grammar, schema, _sampling(body), most, _stops(body), *_stream(body))


def _stream(body: Mapping[str, Any]) -> tuple[bool, bool]:
    options: object = body.get("stream_options", {})
    if not isinstance(options, dict):
        raise BadRequestError("`stream_options`: expected an object")
    usage: object = cast("dict[str, object]", options).get("include_usage")
    return bool(body.get("stream")), usage is True


def _sampling(body: Mapping[str, Any]) -> Sampling:
    temperature, seed = body.get("temperature", 1.0), body.get("seed") or 0
    if type(temperature) not in (int, float) or not 0 <= temperature <= 2:
        raise BadRequestError("`temperature`: expected a number from 0 to 2")
    if type(seed) is not int:
        raise BadRequestError("`seed`: expected a whole number")
    return Sampling(float(temperature), seed)


def _stops(body: Mapping[str, Any]) -> tuple[str, ...]:
    given: object = body.get("stop") or []
    stops = [given] if isinstance(given, str) else given
    if not isinstance(stops, list) or len(cast("list[object]", stops)) > _MAX_STOPS:
        raise BadRequestError(f"`stop`: expected at most {_MAX_STOPS} strings")
    for stop in cast("list[object]", stops):
        if not isinstance(stop, str) or not 0 < len(stop) <= _MAX_STOP_CHARS:
            raise BadRequestError(f"`stop`: expected 1 to {_MAX_STOP_CHARS} characters")
    return tuple(cast("list[str]", stops))


def _form(body: Mapping[str, Any]) -> tuple[str, str]:
    outputs: object = body.get("structured_outputs") or {}
    if not isinstance(outputs, dict):
        raise BadRequestError("`structured_outputs`: expected an object")
    wanted = cast("dict[str, object]", outputs)
    if unknown := sorted(set(wanted) - {"grammar", "json"}):
        raise BadRequestError(f"`structured_outputs.{unknown[0]}`: not served here")
    grammar: object = body.get("grammar") or wanted.get("grammar") or ""
    if not isinstance(grammar, str) or len(grammar) > _MAX_GRAMMAR_CHARS:
        raise BadRequestError(f"`grammar`: expected at most {_MAX_GRAMMAR_CHARS} characters")
    schema: object = wanted.get("json") or _response_schema(body)
    return grammar, json.dumps(schema) if schema and not grammar else ""


def _response_schema(body: Mapping[str, Any]) -> object:
    form = body.get("response_format")
    if form is None:
        return None
    try:
        kind = form["type"]
        if kind == "json_schema":
            return form["json_schema"]["schema"]
    except (LookupError, TypeError) as error:
        raise BadRequestError("`response_format`: not of this API") from error
    if kind == "json_object":
        return {"type": "object"}
    if kind != "text":
        raise BadRequestError("`response_format.type`: not served here")
    return None


def _text_prompt(body: Mapping[str, Any]) -> Segments:
    prompt = body.get("prompt")
    if not isinstance(prompt, str) or not prompt:
        raise BadRequestError("`prompt`: expected a string")
    # Our own prompts are read as in training: nothing in the user's words is a control token.
    if prompt.startswith(OPENING) and prompt.endswith(CLOSING):
        return ((OPENING, True), (prompt[len(OPENING) : -len(CLOSING)], False), (CLOSING, True))
    return ((prompt, True),)


def _chat_prompt(body: Mapping[str, Any]) -> Segments:
    messages: object = body.get("messages")
    if not isinstance(messages, list) or not 0 < len(cast("list[Any]", messages)) <= _MAX_MESSAGES:
        raise BadRequestError(f"`messages`: expected 1 to {_MAX_MESSAGES} messages")
    segments: list[tuple[str, bool]] = []
    for message in cast("list[Any]", messages):
        try:
            role, content = message["role"], message["content"]
        except (LookupError, TypeError) as error:
            raise BadRequestError("`messages`: each has a `role` and a `content`") from error
        if role not in _ROLES or not isinstance(content, str):
            raise BadRequestError("`messages`: roles are system, user, assistant; contents strings")
        segments += [(f"<|im_start|>{role}\n", True), (content, False), (f"{END}\n", True)]
    return (*segments, ("<|im_start|>assistant\n", True))
