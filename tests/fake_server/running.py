"""Runs servers in a thread, on a free port of this machine."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import Any, Self

import uvicorn

from tests.fake_server.app import App
from tests.fake_server.behaviour import Behaviour


class Running:
    """Serves an ASGI application at `url` while it is entered."""

    def __init__(self, application: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        config = uvicorn.Config(
            application, log_config=None, access_log=False, timeout_graceful_shutdown=0
        )
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        assert self._server.started
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it; connections break."""
        if self._thread.is_alive():
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(10)
        self._socket.close()


class FakeServer(Running):
    """A fake; counts and keeps what it was asked."""

    def __init__(self, behaviour: Behaviour | None = None, **fields: Any) -> None:
        self.behaviour = behaviour or Behaviour(**fields)
        self.app = App(self.behaviour)
        super().__init__(self.app.asgi)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of all completions, probes left out."""
        return self.behaviour.record
