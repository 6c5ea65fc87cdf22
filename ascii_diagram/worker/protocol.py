"""The lines that worker and clients exchange: one JSON object each, ended by a line feed.

From the client (`id` is a number of its own choosing, unique on its connection):

    {"type": "hello", "protocol": 1, "owner": false}
    {"type": "complete", "id": 0, "request": {"prompt": "…", "style": "tui_flow", "width": null},
     "temperature": 0.0, "seed": 0, "timeout": 30.0}
    {"type": "cancel", "id": 0}            without `id`: everything this client asked for
    {"type": "status"}
    {"type": "shutdown"}

From the worker:

    {"type": "hello", "protocol": 1, "identity": "…"}     once the model is loaded
    {"type": "reply", "id": 0, "notation": "…", "model": "…", "tokens": 9, "seconds": 0.5,
     "certainty": 0.97}                    without `certainty`: 1, from a worker that does not tell
    {"type": "failure", "id": 0, "message": "…", "hint": "…"}
    {"type": "status", "identity": "…", "pid": 1, "clients": 1, "waiting": 0, "running": 0}
    {"type": "alive"}                      now and then while the client waits
    {"type": "error", "message": "…", "hint": "…"}         the connection is over
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import cast, get_args

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_HEIGHT, MAX_PROMPT_CHARS, MAX_WIDTH
from ascii_diagram.resolve.request import Failure, Reply, Request, Sampling, Style

PROTOCOL_VERSION = 1
MAX_CLIENT_LINE_BYTES = 64 * 1024
MAX_WORKER_LINE_BYTES = 1024 * 1024

_MAX_TEMPERATURE = 2.0
_MAX_INTEGER = 2**53


class ProtocolError(AsciiDiagramError):
    """The other side sent something that is not of the protocol."""


def encode(message: Mapping[str, object]) -> bytes:
    """Write one message as a line."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def decode(line: bytes) -> dict[str, object]:
    """Read one line.

    Raises:
        ProtocolError: It is not a JSON object with a `type`.
    """
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not a line of JSON") from error
    if not isinstance(value, dict):
        raise ProtocolError("not a JSON object")
    message = cast("dict[str, object]", value)
    text(message, "type")
    return message


def text(message: Mapping[str, object], name: str) -> str:
    """Return the string field `name`; raises ProtocolError."""
    value = message.get(name)
    if not isinstance(value, str):
        raise ProtocolError(f"the field `{name}` is not a string")
    return value


def integer(message: Mapping[str, object], name: str) -> int:
    """Return the integer field `name`; raises ProtocolError."""
    value = message.get(name)
    if type(value) is not int or abs(value) > _MAX_INTEGER:
        raise ProtocolError(f"the field `{name}` is not an integer")
    return value


def number(message: Mapping[str, object], name: str) -> float:
    """Return the finite number in the field `name`; raises ProtocolError."""
    value = message.get(name)
    if type(value) is int and abs(value) <= _MAX_INTEGER:
        return float(value)
    if type(value) is not float or not math.isfinite(value):
        raise ProtocolError(f"the field `{name}` is not a finite number")
    return value


def write_complete(
    number: int, request: Request, sampling: Sampling, timeout: float | None
) -> dict[str, object]:
    """Make the message that asks for one reply; `timeout` in seconds."""
    return {
        "type": "complete",
        "id": number,
        "request": {
            "prompt": request.prompt,
            "style": request.style,
            "width": request.width,
            "height": request.height,
        },
        "temperature": sampling.temperature,
        "seed": sampling.seed,
        "timeout": timeout,
    }


def read_request(message: Mapping[str, object]) -> Request:
    """Return the request of a `complete` message; raises ProtocolError."""
    value = message.get("request")
    if not isinstance(value, dict):
        raise ProtocolError("the field `request` is not an object")
    fields = cast("dict[str, object]", value)
    prompt, style = text(fields, "prompt"), text(fields, "style")
    width = _size(fields, "width", MAX_WIDTH)
    height = _size(fields, "height", MAX_HEIGHT)
    if len(prompt) > MAX_PROMPT_CHARS:
        raise ProtocolError(f"the prompt has more than {MAX_PROMPT_CHARS} characters")
    if style not in get_args(Style):
        raise ProtocolError("the style is unknown")
    return Request(prompt, cast(Style, style), width, height=height)


def _size(fields: Mapping[str, object], name: str, most: int) -> int | None:
    value = None if fields.get(name) is None else integer(fields, name)
    if value is not None and not 1 <= value <= most:
        raise ProtocolError(f"the {name} is not between 1 and {most}")
    return value


def read_sampling(message: Mapping[str, object]) -> Sampling:
    """Return the sampling of a `complete` message; raises ProtocolError."""
    temperature = number(message, "temperature")
    if not 0 <= temperature <= _MAX_TEMPERATURE:
        raise ProtocolError(f"the temperature is not between 0 and {_MAX_TEMPERATURE}")
    return Sampling(temperature, integer(message, "seed"))


def read_timeout(message: Mapping[str, object]) -> float | None:
    """Return the seconds that a `complete` message allows, or None; raises ProtocolError."""
    return None if message.get("timeout") is None else number(message, "timeout")


def write_answer(number: int, answer: Reply | Failure) -> dict[str, object]:
    """Make the message that answers request `number`."""
    if isinstance(answer, Failure):
        return {
            "type": "failure",
            "id": number,
            "message": answer.message,
            "hint": answer.hint,
        }
    return {
        "type": "reply",
        "id": number,
        "notation": answer.notation,
        "model": answer.model,
        "tokens": answer.tokens,
        "seconds": answer.seconds,
        "certainty": answer.certainty,
    }


def read_answer(message: Mapping[str, object]) -> Reply | Failure:
    """Return what a `reply` or `failure` message says; raises ProtocolError."""
    if message["type"] == "failure":
        return Failure(text(message, "message"), text(message, "hint"))
    return Reply(
        text(message, "notation"),
        text(message, "model"),
        integer(message, "tokens"),
        number(message, "seconds"),
        number({"certainty": 1.0, **message}, "certainty"),
    )
