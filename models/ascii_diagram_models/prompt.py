"""The one prompt builder: what a model is trained on is what it is asked.

A prompt is one user turn in ChatML, without a system turn. A style other than boxes and arrows,
and the room that a free-form picture has, stand in brackets before the user's words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ascii_diagram.resolve.request import Request

OPENING = "<|im_start|>user\n"
CLOSING = "<|im_end|>\n<|im_start|>assistant\n"
END = "<|im_end|>"
MAX_REPLY_TOKENS = 640
"""As many as a model may write, wherever it runs."""

# The most columns that pictures have in training; more room than that is none to a model.
_WIDEST = 60
_CONTROL_TOKEN = re.compile(r"<(?=\|[^|<>\s]{1,64}\|>)")


@dataclass(frozen=True, slots=True)
class PromptParts:
    """A prompt in three pieces, so that only ours are read as control tokens.

    Attributes:
        opening: Start of the user turn; holds control tokens.
        words: The user's words, to be tokenised as plain text.
        closing: End of the user turn and start of the reply; holds control tokens.
    """

    opening: str
    words: str
    closing: str


def prompt_parts(request: Request) -> PromptParts:
    """Return the prompt of a request in pieces; see `build_prompt` for one string."""
    return PromptParts(OPENING, _style_mark(request) + _plain_words(request.prompt), CLOSING)


def build_prompt(request: Request) -> str:
    """Return the prompt of a request, up to where the reply begins.

    White space in the user's words is folded to single spaces, control and format characters are
    dropped, and what looks like a control token (`<|...|>`) is broken up with a space.
    """
    parts = prompt_parts(request)
    return parts.opening + parts.words + parts.closing


def build_example(request: Request, notation: str) -> str:
    """Return prompt and reply of a training example; the reply starts behind `build_prompt`."""
    return f"{build_prompt(request)}{notation}{END}"


def _style_mark(request: Request) -> str:
    if request.style == "ascii_art":
        width = min(request.width or _WIDEST, _WIDEST)
        height = "" if request.height is None else f" height={request.height}"
        return f"[ascii_art width={width}{height}] "
    return "[hybrid] " if request.style == "hybrid" else ""


def _plain_words(text: str) -> str:
    folded = " ".join(text.split())
    kept = "".join(c for c in folded if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    return _CONTROL_TOKEN.sub("< ", kept)
