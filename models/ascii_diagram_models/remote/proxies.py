"""The proxy that the environment names for an address."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from ascii_diagram.errors import BackendError
from ascii_diagram_models.remote.options import is_loopback


def proxy_for(url: str) -> str | None:
    """Return the proxy of the environment for an address; this machine is reached without.

    HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are looked at, and the system's own settings.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host) or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def checked_proxy(url: str, tls: ssl.SSLContext) -> httpx.Proxy | None:
    """Return the proxy for an address, fit for use.

    Args:
        url: The address.
        tls: How a proxy that speaks TLS proves who it is.

    Raises:
        BackendError: It is no address of a proxy, or needs another package. What stands in the
            environment is not repeated: it may hold a password.
    """
    address = proxy_for(url)
    if address is None:
        return None
    try:
        secure = address.lower().startswith("https:")
        proxy = httpx.Proxy(address, ssl_context=tls if secure else None)
        httpx.AsyncHTTPTransport(verify=tls, proxy=proxy)
    except ImportError as error:
        raise BackendError(
            f"the proxy for {url} speaks SOCKS, which needs another package",
            hint="pip install 'httpx[socks]', or name the host in NO_PROXY",
        ) from error
    except (ValueError, httpx.InvalidURL):
        raise BackendError(
            f"the proxy of the environment for {url} cannot be used: it is no address of a proxy",
            hint="mend HTTPS_PROXY, HTTP_PROXY or ALL_PROXY (http://HOST:PORT), or name the host "
            "in NO_PROXY",
        ) from None
    return proxy
