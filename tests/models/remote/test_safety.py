"""Keys, prompts, certificates: what may go where."""

from __future__ import annotations

import logging
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from ascii_diagram_models.remote.api_key import find_key
from ascii_diagram_models.remote.options import is_loopback
from ascii_diagram_models.remote.proxies import proxy_for

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Failure, Request
from tests.models.remote.conftest import HERE, Open, Serve, notations

KEY = "sk-test-0123456789abcdef"
PROMPT = "boiler heats radiator"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TEAM_KEY", KEY)
    return KEY


@pytest.mark.usefixtures("key")
def test_the_key_of_the_environment_lets_us_in(serve: Serve, connect: Open) -> None:
    server = serve(key=KEY)
    assert notations(connect(server, api_key_env="TEAM_KEY"), PROMPT)
    with pytest.raises(BackendError, match="does not let us in"):
        connect(server)


def test_the_variable_of_vllm_itself_will_do(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLLM_API_KEY", KEY)
    assert notations(connect(serve(key=KEY)), PROMPT)


def test_the_keyring_is_asked_for_the_host(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {("ascii-diagram", "127.0.0.1"): KEY}
    keyring = SimpleNamespace(get_password=lambda service, host: kept.get((service, host)))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert notations(connect(serve(key=KEY)), PROMPT)
    assert find_key(None, "https://gpu.example/v1") is None


def test_each_server_gets_the_key_of_its_own_host(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = SimpleNamespace(
        get_password=lambda service, host: KEY if host == "localhost" else None
    )
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    kept, other = serve(key=KEY), serve()
    notations(
        connect(kept.url.replace("127.0.0.1", "localhost"), other, concurrency=1),
        *(f"{PROMPT} {n}" for n in range(6)),
    )
    assert kept.app.keys == {f"Bearer {KEY}"}
    assert other.app.keys == {""}


def test_a_key_may_be_a_word_of_the_protocol(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many a server asks for none, and whoever starts it makes up `vllm` or `text`."""
    for word in ("vllm", "text", "data", "error"):
        monkeypatch.setenv("TEAM_KEY", word)
        backend = connect(serve(key=word), api_key_env="TEAM_KEY")
        assert notations(backend, PROMPT)
        assert "vllm, completions" in backend.summary
    server = serve(faults=lambda number, body: "echo-key")
    ((_, failure),) = connect(server, api_key_env="TEAM_KEY").complete([Request(PROMPT)])
    assert isinstance(failure, Failure)
    assert "Bearer … today" in failure.message


def test_a_keyring_that_is_locked_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(service: str, host: str) -> str:
        raise RuntimeError("locked")

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=locked))
    assert find_key(None, "https://gpu.example/v1") is None


def test_a_variable_that_is_named_must_be_set(serve: Serve, connect: Open) -> None:
    with pytest.raises(BackendError, match="variable TEAM_KEY is not set"):
        connect(serve(), api_key_env="TEAM_KEY")


def test_a_key_that_cannot_be_one_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_KEY", "secret\r\nX-Evil: 1")
    with pytest.raises(BackendError) as caught:
        find_key("TEAM_KEY", "http://127.0.0.1/v1")
    assert "secret" not in str(caught.value)


@pytest.mark.usefixtures("key")
def test_a_server_that_repeats_the_key_does_not_get_it_shown(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "echo-key")
    ((_, failure),) = connect(server, api_key_env="TEAM_KEY").complete([Request(PROMPT)])
    assert isinstance(failure, Failure)
    assert "cannot serve" in failure.message
    assert KEY[:10] not in failure.message


@pytest.mark.usefixtures("key")
def test_neither_prompts_nor_keys_are_logged(
    serve: Serve, connect: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(key=KEY, faults=lambda number, body: "500" if number == 0 else "")
    notations(connect(server, api_key_env="TEAM_KEY"), PROMPT)
    assert caplog.records
    assert KEY not in caplog.text
    assert "boiler" not in caplog.text


@pytest.mark.usefixtures("key")
def test_no_key_leaves_this_machine_unencrypted(connect: Open) -> None:
    with pytest.raises(BackendError, match="without encryption") as caught:
        connect("http://gpu.example:8000/v1", api_key_env="TEAM_KEY")
    assert "allow_http" in caught.value.hint


def test_what_this_machine_is() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("gpu", "10.0.0.1", "127.0.0.1.evil.example", "")))


def test_redirects_are_refused(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "redirect")
    with pytest.raises(BackendError, match="redirects to another address"):
        list(connect(server).complete([Request(PROMPT)]))
    assert len(server.asked) == 1


def test_the_environment_s_proxy_is_for_other_machines(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert notations(connect(serve()), PROMPT)
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
    with pytest.raises(BackendError, match="HTTP 404: Not Found"):  # as the fake is no proxy
        connect("http://gpu.example/v1")


def test_proxies_are_chosen_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "http://all.example")
    monkeypatch.setenv("NO_PROXY", "internal.example")
    assert proxy_for("https://gpu.example/v1") == "http://proxy.example:3128"
    assert proxy_for("http://gpu.example/v1") == "http://all.example"
    assert proxy_for("https://gpu.internal.example/v1") is None
    assert proxy_for("http://127.0.0.1:8000/v1") is None


def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for proxy in ("gopher://me:hunter2@proxy.example", "http://me:hun/ter2@proxy.example"):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(BackendError, match=r"the proxy of the environment .* cannot") as caught:
            connect("https://gpu.example/v1")
        assert "hun" not in str(caught.value)
        assert "NO_PROXY" in caught.value.hint


@pytest.fixture
def says() -> Iterator[Callable[[bytes], int]]:
    """Start something that says the same to everybody; returns its port."""
    with ExitStack() as stack:

        def start(words: bytes) -> int:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def run() -> None:
                with suppress(OSError):
                    while True:
                        with listener.accept()[0] as connection:
                            connection.recv(4096)
                            connection.sendall(words)

            threading.Thread(target=run, daemon=True).start()
            return int(listener.getsockname()[1])

        yield start


def test_a_proxy_that_does_not_let_us_through_is_told_from_a_server(
    connect: Open, says: Callable[[bytes], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = says(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:hunter2@127.0.0.1:{port}")
    with pytest.raises(
        BackendError, match=r"the proxy does not let us through \(407 Proxy"
    ) as caught:
        connect("https://gpu.example/v1")
    assert "hunter2" not in str(caught.value)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(BackendError, match="or the proxy of the environment cannot"):
        connect("https://gpu.example/v1")


def test_no_proxy_may_name_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "gpu.example:8443")
    assert proxy_for("https://gpu.example:8443/v1") is None
    assert proxy_for("https://gpu.example/v1") == "http://proxy.example:3128"


def test_a_server_without_encryption_is_told_from_none(
    connect: Open, says: Callable[[bytes], int]
) -> None:
    port = says(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with pytest.raises(BackendError, match="does not speak TLS with us"):
        connect(f"https://127.0.0.1:{port}/v1")


@pytest.mark.parametrize(
    "url", ["http://☃.invalid/v1", "https://xn--/v1", "http://[fe80::1%25]bad/v1"]
)
def test_an_address_that_is_none_is_named(connect: Open, url: str) -> None:
    with pytest.raises((BackendError, ValueError), match="address") as caught:
        connect(url)
    assert url in str(caught.value)


class _Models(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"data": [{"id": "ascii", "owned_by": "vllm"}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


class _Quiet(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address


@pytest.fixture
def encrypted() -> Iterator[str]:
    """The address of a server whose certificate only `tls_certificate.pem` vouches for."""
    server = _Quiet(("127.0.0.1", 0), _Models)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "tls_certificate.pem", HERE / "tls_key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_certificates_are_checked(encrypted: str, connect: Open) -> None:
    with pytest.raises(BackendError, match="certificate is not trusted"):
        connect(encrypted)
    backend = connect(encrypted, ca_file=HERE / "tls_certificate.pem")
    assert backend.identity.startswith("ascii@")


def test_a_bad_file_of_authorities_is_named(connect: Open, tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", HERE / "conftest.py"):
        with pytest.raises(BackendError, match="ca_file") as caught:
            connect("https://gpu.example/v1", ca_file=path)
        assert path.name in str(caught.value)
