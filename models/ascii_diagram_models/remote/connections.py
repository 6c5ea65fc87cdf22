"""Connections to one server: bounded in number, in bytes read and in time.

Each is an httpx transport with a pool of one: a shared pool of 32 costs four times the processor
time for each request, since it goes through all its connections whenever one changes. A client
above would cost another third, for cookies, redirects and logins that are not wanted here.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from ascii_diagram.errors import BackendError
from ascii_diagram_models.remote.faults import ClosedFault, PassingFault, UselessFault
from ascii_diagram_models.remote.options import is_loopback

MAX_REPLY_BYTES = 1024 * 1024
MAX_LINE_BYTES = 64 * 1024
_CONNECT_SECONDS = 10.0
_TIMEOUT = httpx.Timeout(None, connect=_CONNECT_SECONDS).as_dict()
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=20)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return how servers prove who they are; there is no way to do without.

    Raises:
        BackendError: The file of authorities cannot be used.
    """
    try:
        return httpx.create_ssl_context() if ca_file is None else _trusting(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise BackendError(
            f"`vllm.ca_file` cannot be used: {ca_file}: {error}",
            hint="name a file with the certificates of the authority, in PEM",
        ) from error


def _trusting(ca_file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca_file))


class Reply:
    """An answer whose body is still to be read."""

    def __init__(self, response: httpx.Response, key: str | None) -> None:
        self._response = response
        self._key = (key or "").encode()
        self.status = response.status_code

    def header(self, name: str) -> str:
        """Return a header; empty when there is none."""
        return self._response.headers.get(name, "")

    async def body(self) -> bytes:
        """Return the whole body; should it repeat the key, without that.

        Raises:
            UselessFault: It is compressed, though we did not ask for that, or too long.
        """
        return self._clean(b"".join([piece async for piece in self._pieces()]))

    async def lines(self) -> AsyncGenerator[bytes]:
        """Yield the lines of the body as they come, without the key; raises as `body`."""
        rest = b""
        async with aclosing(self._pieces()) as pieces:
            async for piece in pieces:
                *lines, rest = (rest + piece).split(b"\n")
                if len(rest) > MAX_LINE_BYTES:
                    raise UselessFault("a line of the answer is too long")
                for line in lines:
                    yield self._clean(line)
        yield self._clean(rest)

    def _clean(self, data: bytes) -> bytes:
        return data.replace(self._key, "…".encode()) if self._key else data

    async def _pieces(self) -> AsyncGenerator[bytes]:
        if self.header("content-encoding") not in ("", "identity"):
            raise UselessFault("the answer is compressed")
        size = 0
        async for piece in self._response.aiter_raw():
            size += len(piece)
            if size > MAX_REPLY_BYTES:
                raise UselessFault(f"the answer is longer than {MAX_REPLY_BYTES // 1024} KiB")
            yield piece


def proxy_for(url: str) -> str | None:
    """Return the proxy of the environment for an address; this machine is reached without.

    HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are looked at, and the system's own settings.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


class Connections:
    """Connections to one server, made when they are needed and kept.

    Args:
        url: The server's address.
        agent: Who we say we are.
        key: What lets us in; None for nothing.
        tls: See `tls_context`.
    """

    def __init__(self, url: str, agent: str, key: str | None, tls: ssl.SSLContext) -> None:
        self._url = url
        self._key = key
        # Bodies are bounded as they come: compression would hide how much there is.
        self._headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"
        self._tls = tls
        self._proxy = proxy_for(url)
        self._idle: list[httpx.AsyncHTTPTransport] = []

    @asynccontextmanager
    async def ask(
        self, method: str, path: str, content: bytes | None = None
    ) -> AsyncGenerator[Reply]:
        """Send a request; its reply may be left half-read, which breaks the work off.

        Args:
            method: GET or POST.
            path: Behind the server's address.
            content: JSON to send.

        Raises:
            PassingFault: The server cannot be reached, or the connection broke.
            ClosedFault: It sends us elsewhere, or it cannot prove who it is.
        """
        connection = self._idle.pop() if self._idle else self._made()
        request = self._request(method, path, content)
        sound = False
        try:
            response = await connection.handle_async_request(request)
            async with aclosing(response):
                if 300 <= response.status_code < 400:
                    raise ClosedFault("it redirects to another address, which is not followed")
                yield Reply(response, self._key)
            sound = True
        except httpx.ConnectError as error:
            if "certificate" in str(error).lower():
                raise ClosedFault(f"its certificate is not trusted ({error})") from error
            raise PassingFault("it cannot be reached") from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise PassingFault(f"the connection broke ({type(error).__name__})") from error
        finally:
            if sound:
                self._idle.append(connection)
            else:  # one whose request was cancelled may count as busy for ever
                with suppress(Exception):
                    await connection.aclose()

    def _request(self, method: str, path: str, content: bytes | None) -> httpx.Request:
        headers = self._headers
        if content is not None:
            headers = {**headers, "Content-Type": "application/json"}
        return httpx.Request(
            method,
            self._url + path,
            headers=headers,
            content=content,
            extensions={"timeout": _TIMEOUT},
        )

    def check(self) -> None:
        """Make sure that connections can be made as the environment asks for them.

        Raises:
            BackendError: Its proxy settings are wrong, or need another package.
        """
        try:
            self._idle.append(self._made())
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise BackendError(f"the proxy of the environment cannot be used: {error}") from error

    def _made(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=self._tls, limits=_ONE, proxy=self._proxy)

    async def close(self) -> None:
        """Close those that are not in use."""
        while self._idle:
            await self._idle.pop().aclose()
