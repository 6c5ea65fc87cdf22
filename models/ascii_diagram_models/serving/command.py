"""`ascii-diagram serve`: the model of this machine for others, with OpenAI's API."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.cli.command import EXIT_OK, Command
from ascii_diagram.errors import AsciiDiagramError, BackendError

if TYPE_CHECKING:
    from ascii_diagram_models.serving.text_model import TextModel

_INSTALL = "pip install 'ascii-diagram[serve]'"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="0 for any (%(default)s)")
    parser.add_argument(
        "--api-key-env",
        default="VLLM_API_KEY",
        metavar="NAME",
        help="variable with the key that clients must send; needed where others can connect "
        "(%(default)s)",
    )
    parser.add_argument(
        "--queue", type=int, default=64, metavar="N", help="most requests that wait (%(default)s)"
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=120.0,
        metavar="SECONDS",
        help="most time for a request, waiting included (%(default)s)",
    )


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram_models.remote.options import is_loopback

    key = os.environ.get(arguments.api_key_env, "").strip() or None
    if key is None and not is_loopback(arguments.host):
        raise AsciiDiagramError(
            f"{arguments.host} can be reached from other machines, and "
            f"{arguments.api_key_env} holds no API key",
            hint=f"export {arguments.api_key_env}, or listen on 127.0.0.1",
        )
    if arguments.queue < 1 or arguments.timeout <= 0:
        raise AsciiDiagramError("--queue and --timeout must be above 0")
    for package in ("starlette", "uvicorn"):
        if find_spec(package) is None:
            raise AsciiDiagramError(f"{package} is not installed", hint=_INSTALL)
    model = _opened_model()
    try:
        _serve(model, key, arguments)
    finally:
        model.close()
    return EXIT_OK


def _opened_model() -> TextModel:
    from ascii_diagram.settings import load_settings
    from ascii_diagram_models.library import load_library
    from ascii_diagram_models.processors import default_threads
    from ascii_diagram_models.weights import shipped_model, user_model

    settings = load_settings(Path.cwd())
    load_library()
    from ascii_diagram_models.serving.text_model import TextModel

    options = settings.local
    weights = user_model(options.model) if options.model else shipped_model()
    return TextModel(weights, threads=options.threads or default_threads(), context=options.context)


def _serve(model: TextModel, key: str | None, arguments: argparse.Namespace) -> None:
    import uvicorn

    from ascii_diagram_models.serving.app import Api, ServedModel
    from ascii_diagram_models.serving.line import Line

    line = Line(model, places=arguments.queue, seconds=arguments.timeout)
    api = Api(ServedModel(model.name, model.identity, model.context_tokens), line, key)
    config = uvicorn.Config(
        api.asgi,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    with _listening(arguments.host, arguments.port) as listener:
        host, port = listener.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"
        print(f"serving {model.identity} at {url}", file=sys.stderr)
        print(f"use it: ASCII_DIAGRAM_BACKEND=vllm ASCII_DIAGRAM_VLLM__URL={url}", file=sys.stderr)
        sys.stderr.flush()
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            line.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        raise BackendError(f"cannot listen on {host}:{port}: {error}") from error
    # Connections inherit it: else each part of a stream waits 40 ms for the one before.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


command = Command(
    "serve", "serve the model of this machine with OpenAI's API", _add_arguments, _run
)
