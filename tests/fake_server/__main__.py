"""Runs a fake server as a process of its own: `python -m tests.fake_server --latency 0.05`."""

from __future__ import annotations

import argparse
import socket

import uvicorn

from tests.fake_server.app import App
from tests.fake_server.behaviour import Behaviour


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--flavour", default="vllm")
    arguments = parser.parse_args()
    app = App(Behaviour(flavour=arguments.flavour, latency=arguments.latency, keeps_record=False))
    with socket.create_server(("127.0.0.1", arguments.port), backlog=128) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as `uvicorn --port` does
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", flush=True)
        config = uvicorn.Config(app.asgi, log_level="error", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
