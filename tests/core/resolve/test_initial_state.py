"""Where a state machine begins, when the prompt says so."""

from __future__ import annotations

import pytest

from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve.refinement import refine


def refined(prompt: str, *lines: str) -> list[str]:
    """Return the edges that a reply of `lines` has in the end."""
    reply = parse("\n".join(("direction: right", *lines)))
    return print_arrow(refine(reply, prompt).diagram).split("\n")[1:]


@pytest.mark.parametrize(
    ("prompt", "state"),
    [
        ("A breaker starts closed; 5 errors make it open, the cooldown makes it closed", "closed"),
        ("door: shut at first, PIN makes it open, a push brings it back to shut", "shut"),
        ("Created as `new`, payment makes an order paid; a refund makes it `new` again", "new"),
        ("It begins in CLOSED. connect moves it to SENT, an ACK back to CLOSED", "CLOSED"),
    ],
)
def test_a_state_machine_gets_its_beginning(prompt: str, state: str) -> None:
    lines = {
        "closed": ("closed -> open: 5 errors", "open -> closed: cooldown"),
        "shut": ("shut -> open: PIN", "open -> shut: push"),
        "new": ("new -> paid: payment", "paid -> new: refund"),
        "CLOSED": ("CLOSED -> SENT: connect", "SENT -> CLOSED: ACK"),
    }[state]
    assert refined(prompt, *lines) == [f"start -> {state}", *lines]
    assert refined(prompt, f"start -> {state}", *lines) == [f"start -> {state}", *lines]


BACK = ("closed -> open: push", "open -> closed: timer")


@pytest.mark.parametrize(
    ("prompt", "lines"),
    [
        (
            "cron starts backup, and backup writes to S3; S3 tells cron",
            ("cron -> backup: starts", "backup -> S3: writes", "S3 -> cron: tells"),
        ),
        (
            "the client initially sends a hello; the server answers the client",
            ("client -> server: sends hello", "server -> client: answers"),
        ),
        (
            "the clerk is first asked by the judge, who is told by the clerk",
            ("judge -> clerk: asked", "clerk -> judge: told"),
        ),
        ("it never starts in open, a push opens it, a timer closes it: closed", BACK),
        ("it doesn't start as open; a push opens what is closed, a timer closes it", BACK),
        ("work starts as open or as closed; a push, then a timer changes that", BACK),
        (
            "a job starts queued. Then it is done, then in the log",
            ("queued -> done: runs", "done -> log: goes"),
        ),
        (
            "lamp: off to on by a click, on to off by a timer",
            ("off -> on: click", "on -> off: timer"),
        ),
    ],
)
def test_what_else_starts_gets_none(prompt: str, lines: tuple[str, ...]) -> None:
    assert refined(prompt, *lines) == list(lines)
