"""What can go wrong between us and a server, by what is to be done about it."""

from __future__ import annotations


class RemoteFault(Exception):  # noqa: N818 - none of them reaches a user
    """Base; the text says what happened, fit for a message."""


class PassingFault(RemoteFault):
    """The server is unwell: ask again, here or elsewhere."""


class BusyFault(RemoteFault):
    """The server asks for a pause.

    Args:
        text: What it said.
        seconds: How long the pause should be; None when it did not say.
    """

    def __init__(self, text: str, seconds: float | None) -> None:
        super().__init__(text)
        self.seconds = seconds


class UselessFault(RemoteFault):
    """The server is well, but there is nothing to be had from this answer: ask again."""


class RefusedFault(RemoteFault):
    """The server refuses this request as it is: asking again is of no use."""


class ClosedFault(RemoteFault):
    """The server is of no use to us at all: wrong key, wrong model, no such API."""
