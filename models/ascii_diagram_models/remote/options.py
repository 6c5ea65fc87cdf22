"""The settings `vllm.*`, and what of them is refused before anything is sent."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from ascii_diagram.errors import BackendError

Api = Literal["auto", "completions", "chat"]


class RemoteOptions(Protocol):
    """The settings `vllm.*`."""

    @property
    def url(self) -> tuple[str, ...]:
        """Addresses up to and with the version, such as `http://127.0.0.1:8000/v1`."""
        ...

    @property
    def model(self) -> str | None:
        """Name that the servers know; None where they serve just one."""
        ...

    @property
    def api(self) -> Api:
        """How they are asked; `auto` looks at the server."""
        ...

    @property
    def api_key_env(self) -> str | None:
        """Variable of the environment with the key."""
        ...

    @property
    def ca_file(self) -> Path | None:
        """Certificates of authorities to trust; None for the usual ones."""
        ...

    @property
    def allow_http(self) -> bool:
        """Whether the key may go to other machines without encryption."""
        ...

    @property
    def timeout(self) -> float:
        """Most seconds that one try of one request may take."""
        ...

    @property
    def concurrency(self) -> int:
        """Most requests at a time to each server."""
        ...

    @property
    def attempts(self) -> int:
        """Tries of one request that meet a fault of a server."""
        ...


class RemoteSettings(Protocol):
    """What the backend may be told."""

    @property
    def vllm(self) -> RemoteOptions:
        """The servers and how to ask them."""
        ...


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_encryption(url: str, key: str | None) -> None:
    """Make sure that no key leaves this machine unencrypted.

    Raises:
        BackendError: It would.
    """
    parts = urlsplit(url)
    if key is not None and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise BackendError(
            f"{url}: the API key would go over the network without encryption",
            hint="use https, or set `vllm.allow_http = true` where you trust the network",
        )
