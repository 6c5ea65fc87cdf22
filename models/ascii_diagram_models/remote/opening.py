"""Opens the `vllm` backend.

What needs the extra `remote` is imported only when the backend is opened, so that its absence is
an error that says what to install.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ascii_diagram.errors import BackendError
from ascii_diagram_models.remote.api_key import find_key
from ascii_diagram_models.remote.options import RemoteSettings, check_encryption

if TYPE_CHECKING:
    from ascii_diagram_models.remote.backend import RemoteBackend

INSTALL_HINT = (
    "pip install 'ascii-diagram[remote]'; arrow notation and Mermaid work without a model"
)


def open_vllm(settings: RemoteSettings) -> RemoteBackend:
    """Get in touch with the servers that the settings name.

    Raises:
        BackendError: httpx is not installed, the settings are unsafe or incomplete, or no server
            answers.
    """
    if find_spec("httpx") is None:
        raise BackendError("httpx is not installed", hint=INSTALL_HINT)
    from ascii_diagram_models.remote.asking import Asker
    from ascii_diagram_models.remote.backend import RemoteBackend
    from ascii_diagram_models.remote.connections import tls_context
    from ascii_diagram_models.remote.pool import Pool
    from ascii_diagram_models.remote.server import Server

    options = settings.vllm
    urls = tuple(dict.fromkeys(options.url))
    keys = {url: find_key(options.api_key_env, url) for url in urls}
    if not options.allow_http:
        for url, key in keys.items():
            check_encryption(url, key)
    agent = f"ascii-diagram/{_version()}"
    tls = tls_context(options.ca_file)

    def make_server(url: str) -> Server:
        return Server(
            url,
            agent,
            keys[url],
            tls,
            model=options.model,
            api=options.api,
            limit=options.concurrency,
        )

    def make_pool() -> Pool:
        return Pool([make_server(url) for url in urls])

    def make_asker(pool: Pool) -> Asker:
        return Asker(pool, attempts=options.attempts, timeout=options.timeout)

    places = options.concurrency * len(urls)
    return RemoteBackend(make_pool, make_asker, places=places)


def _version() -> str:
    try:
        return version("ascii-diagram")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
