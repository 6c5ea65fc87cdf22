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

import httpx

from ascii_diagram.errors import BackendError
from ascii_diagram.printable import printable
from ascii_diagram_models.remote.faults import (
    ClosedFault,
    PassingFault,
    RemoteFault,
    UselessFault,
)
from ascii_diagram_models.remote.proxies import checked_proxy

MAX_REPLY_BYTES = 1024 * 1024
MAX_LINE_BYTES = 64 * 1024
_CONNECT_SECONDS = 10.0
_SHOWN = 200
# A shorter key may well be a word of the protocol (`vllm`, `text`): cut out of all that a server
# sends, it would take the sense along.
_SECRET_CHARS = 16
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
        self._key = key or ""
        self._secret = self._key.encode() if len(self._key) >= _SECRET_CHARS else b""
        self.status = response.status_code

    def header(self, name: str) -> str:
        """Return a header; empty when there is none."""
        return self._response.headers.get(name, "")

    def without_key(self, text: str) -> str:
        """Return what a server says about a fault, without the key should it repeat that."""
        return text.replace(self._key, "…") if self._key else text

    async def body(self) -> bytes:
        """Return the whole body; should it repeat a key that is a secret, without that.

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
        return data.replace(self._secret, "…".encode()) if self._secret else data

    async def _pieces(self) -> AsyncGenerator[bytes]:
        if self.header("content-encoding") not in ("", "identity"):
            raise UselessFault("the answer is compressed")
        size = 0
        async for piece in self._response.aiter_raw():
            size += len(piece)
            if size > MAX_REPLY_BYTES:
                raise UselessFault(f"the answer is longer than {MAX_REPLY_BYTES // 1024} KiB")
            yield piece


class Connections:
    """Connections to one server, made when they are needed and kept.

    Args:
        url: The server's address.
        agent: Who we say we are.
        key: What lets us in; None for nothing.
        tls: See `tls_context`.

    Raises:
        BackendError: The address or the proxy of the environment cannot be used.
    """

    def __init__(self, url: str, agent: str, key: str | None, tls: ssl.SSLContext) -> None:
        self._url = url
        self._key = key
        # Bodies are bounded as they come: compression would hide how much there is.
        self._headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"
        self._tls = tls
        self._proxy = checked_proxy(url, tls)
        self._idle: list[httpx.AsyncHTTPTransport] = []
        try:
            self._request("GET", "/models", None)
        except (ValueError, httpx.InvalidURL) as error:
            raise BackendError(
                f"{printable(url)}: no address of a server: {printable(error)}",
                hint="mend `vllm.url`, such as http://127.0.0.1:8000/v1",
            ) from error

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
            raise self._unreached(error) from error
        except httpx.ProxyError as error:
            raise PassingFault(
                f"the proxy does not let us through ({printable(error, _SHOWN)})"
            ) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise PassingFault(f"the connection broke ({type(error).__name__})") from error
        finally:
            if sound:
                self._idle.append(connection)
            else:  # one whose request was cancelled may count as busy for ever
                with suppress(Exception):
                    await connection.aclose()

    def _unreached(self, error: httpx.ConnectError) -> RemoteFault:
        told = printable(error, _SHOWN)
        if "certificate" in told.lower():
            return ClosedFault(f"its certificate is not trusted ({told})")
        if "[SSL" in told:
            return PassingFault(f"it does not speak TLS with us ({told}); is it https?")
        through = ", or the proxy of the environment cannot" if self._proxy else ""
        return PassingFault(f"it cannot be reached{through}")

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

    def _made(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=self._tls, limits=_ONE, proxy=self._proxy)

    async def close(self) -> None:
        """Close those that are not in use."""
        while self._idle:
            with suppress(Exception):  # the server may have broken it
                await self._idle.pop().aclose()
