"""A fake of servers with OpenAI's API: no model, but real HTTP, and faults on demand."""

from tests.fake_server.behaviour import Behaviour
from tests.fake_server.running import FakeServer, Running

__all__ = ["Behaviour", "FakeServer", "Running"]
