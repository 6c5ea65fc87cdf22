"""What a fake server is like, and what it does wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Flavour = Literal["vllm", "old-vllm", "llama.cpp", "ollama", "lm-studio", "plain"]
"""Whose protocol: which forms of a reply it keeps to, which it passes over, which it refuses."""

Fault = str
"""`""` for none, or:

- a status such as `500`, `429` (with `Retry-After`), `401`
- `slow`: answers after 1.5 s; `drop`: closes the connection without a word
- `cut`: ends the stream in the middle; `failing`: an error event in the middle
- `endless`: never ends the stream; `huge`: 2 MB of answer; `long-line`: one endless line
- `junk`: HTML instead of JSON; `odd`: JSON of another form; `empty`: no text
- `wrong-model`: answers as another model; `repeat`: the same edge again and again
- `babble`: prose around fenced notation; `redirect`: to another path; `length`: cut for its length
- `no-stream`: one JSON object although a stream was asked for; `gzip`: a compressed answer
- `echo-key`: an error that repeats the key
"""

OWNERS = {
    "vllm": "vllm",
    "old-vllm": "vllm",
    "llama.cpp": "llamacpp",
    "ollama": "library",
    "lm-studio": "organization_owner",
    "plain": "someone",
}

HONOURED = {
    "vllm": {"structured_outputs", "response_format"},
    "old-vllm": {"guided_grammar", "guided_json", "response_format"},
    "llama.cpp": {"grammar", "response_format"},
    "ollama": {"response_format"},
    "lm-studio": {"response_format"},
    "plain": set[str](),
}
"""Fields that keep a reply in form; others are passed over in silence, as real servers do."""


@dataclass
class Behaviour:
    """How a fake server behaves.

    Attributes:
        flavour: Whose protocol it speaks.
        models: What it serves.
        latency: Seconds from the arrival of a request to the beginning of its answer.
        faults: Called with the number of a completion (probes not counted) and its body.
        key: What lets clients in; empty for anybody.
        context: Tokens of prompt and reply together; more is refused, as vLLM does.
        refused: Fields that are refused with 400.
        no_completions: There is no `/completions`.
        listing: Status of the list of models, where it is not 200.
        notation: What the model answers to a prompt; relays of the words when None.
        root: Where the weights lie, as the list of models tells.
        retry_after: Seconds in the header of that name, of 429 and 503.
    """

    flavour: Flavour = "vllm"
    models: tuple[str, ...] = ("ascii",)
    latency: float = 0.0
    faults: Callable[[int, dict[str, Any]], Fault] = lambda number, body: ""
    key: str = ""
    context: int = 4096
    refused: frozenset[str] = frozenset()
    no_completions: bool = False
    listing: int = 200
    notation: Callable[[str], str] | None = None
    root: str = "/weights"
    retry_after: str = "0.05"
    keeps_record: bool = True
    record: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
