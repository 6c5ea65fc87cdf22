"""The name under which the answer to a request is kept."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import replace

from ascii_diagram.drawing.cells import find_unprintable
from ascii_diagram.resolve.request import Request

FORMAT_VERSION = 1
"""Raised when prompts or notation change their meaning: older answers then count no more."""


def canonical_request(request: Request) -> Request:
    """Return the request as models see it: prompt in NFC, one blank between words, none of
    the characters that may not stand in a drawing.

    A prompt that an editor wrapped in another place is thus the same prompt.
    """
    text = unicodedata.normalize("NFC", " ".join(request.prompt.split()))
    prompt = "".join(character for character in text if find_unprintable(character) < 0)
    picture = request.style == "ascii_art"
    return replace(
        request,
        prompt=prompt,
        width=request.width if picture else None,
        height=request.height if picture else None,
        reading="auto",
    )


def key_of_model(key: str, model: str) -> str:
    """Name what one model made of the request that has the name `key`; 64 hexadecimal digits."""
    return hashlib.sha256(f"{key} {model}".encode(errors="surrogatepass")).hexdigest()


def request_key(request: Request) -> str:
    """Name a request by all that its answer depends on.

    Returns:
        64 hexadecimal digits: the SHA-256 of format version, prompt, style,
        width and, where one is set, height.
    """
    asked = canonical_request(request)
    fields = [FORMAT_VERSION, asked.prompt, asked.style, asked.width]
    if asked.height is not None:
        fields.append(asked.height)
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()
