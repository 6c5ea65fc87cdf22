"""The server ends when it is told to, whatever it does."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.lsp.client import Client
from tests.lsp.conftest import Place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("attempt", range(3))
def test_a_signal_ends_it_right_after_an_answer(
    number: signal.Signals, attempt: int, place: Place
) -> None:
    client = Client(environment=place.environment)
    client.start()
    client.process.send_signal(number)
    try:
        assert client.process.wait(20) == 128 + number
    finally:
        client.kill()
