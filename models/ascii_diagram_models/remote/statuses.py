"""What a server's HTTP status means for us."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ascii_diagram_models.remote.connections import Reply
from ascii_diagram_models.remote.faults import (
    BusyFault,
    ClosedFault,
    PassingFault,
    RefusedFault,
)
from ascii_diagram_models.remote.wire import fault_text, shown

_PASSING = frozenset({408, 409, 425, 500, 502, 504, 529})
_BUSY = frozenset({429, 503})
_LONGEST_PAUSE = 120.0


async def check_status(reply: Reply) -> None:
    """Return when the status is 200.

    Raises:
        BusyFault: It asks for a pause (429, 503).
        PassingFault: It is unwell.
        ClosedFault: It does not let us in.
        RefusedFault: It does not take this request; 404 is left to the caller to make sense of.
        UselessFault: Its refusal is too long to read.
    """
    if reply.status == 200:
        return
    told = shown(reply.without_key(fault_text(await reply.body())))
    text = f"HTTP {reply.status}: {told}" if told else f"HTTP {reply.status}"
    if reply.status in _BUSY:
        raise BusyFault(text, seconds_of(reply.header("retry-after")))
    if reply.status in _PASSING:
        raise PassingFault(text)
    if reply.status in (401, 403, 407):
        raise ClosedFault(f"it does not let us in ({text}); is the key missing or wrong?")
    raise RefusedFault(text)


def seconds_of(retry_after: str) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, at most two minutes.

    It holds seconds or a date; None for anything else.
    """
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):  # no date, or one without a zone
            return None
    return min(max(0.0, seconds), _LONGEST_PAUSE) if math.isfinite(seconds) else None
