"""The key that lets us in: from the environment or the system's keyring, never from a file."""

from __future__ import annotations

import importlib
import os
from typing import Any
from urllib.parse import urlsplit

from ascii_diagram.errors import BackendError

DEFAULT_VARIABLE = "VLLM_API_KEY"
"""Where vLLM itself looks for the key that it asks for."""

_SERVICE = "ascii-diagram"


def find_key(variable: str | None, url: str) -> str | None:
    """Return the key for a server; None when there is none.

    Args:
        variable: Variable of the environment that must hold it; None for the usual one, if set.
        url: Its address; the keyring, if there is one, is asked for the host.

    Raises:
        BackendError: The variable that was named is not set, or what it holds can be no key. The
            key is never shown.
    """
    name = variable or DEFAULT_VARIABLE
    key = os.environ.get(name, "").strip() or _from_keyring(urlsplit(url).hostname or "")
    if not key:
        if variable is not None:
            raise BackendError(
                f"the environment variable {variable} is not set",
                hint="export it with the server's API key, or leave `vllm.api_key_env` out",
            )
        return None
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise BackendError(
            f"the key for {url} holds characters that no API key has",
            hint=f"look at the environment variable {name}, or at the keyring's entry",
        )
    return key


def _from_keyring(host: str) -> str | None:
    try:
        keyring: Any = importlib.import_module("keyring")
        found = keyring.get_password(_SERVICE, host)
    except Exception:  # not installed, locked, no desktop: there is no key in it for us
        return None
    return found if isinstance(found, str) else None
