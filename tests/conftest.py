"""What holds for all tests: how long hypothesis may search, and what it may not depend on."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

from tests.command_line import run

__all__ = ["run"]

# In CI the same change always gets the same verdict; at home every run looks somewhere else.
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("home", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "home")

# A shell starts what it puts into the background deaf to Ctrl-C, and so would be every program that
# a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
