"""Work-done progress that a user can cancel."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine
from typing import Any, TypeVar

from lsprotocol import types

from ascii_diagram_lsp.session import Session

# What is done before a display would be read needs none.
_PATIENCE_SECONDS = 0.25
_CREATE_SECONDS = 2.0
_Result = TypeVar("_Result")


class CancelledByUserError(Exception):
    """The user pressed cancel in the display."""


class Progress:
    """The display of one piece of work; silent for quick work and where the client has none.

    Args:
        session: The client.
        token: The client's own display; None to ask for one.
    """

    def __init__(self, session: Session, token: types.ProgressToken | None) -> None:
        self._session = session
        self._token = token
        self._shown = False

    async def run(self, title: str, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Show `title` while `work` runs.

        Raises:
            CancelledByUserError: The user broke it off; `work` was cancelled.
        """
        task = asyncio.ensure_future(work)
        display = asyncio.ensure_future(self._show(title, task))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise CancelledByUserError from None
            task.cancel()
            raise
        finally:
            display.cancel()
            self._end()

    def report(self, done: int, total: int) -> None:
        """Tell that `done` of `total` steps are done."""
        if self._shown and total > 1:
            self._send(
                types.WorkDoneProgressReport(
                    cancellable=True, message=f"{done}/{total}", percentage=100 * done // total
                )
            )

    async def _show(self, title: str, task: asyncio.Future[Any]) -> None:
        if self._token is None:
            await asyncio.sleep(_PATIENCE_SECONDS)
            self._token = await self._create()
        if self._token is not None and not task.done():
            self._shown = True
            self._session.progress_cancels[self._token] = task.cancel
            self._send(types.WorkDoneProgressBegin(title, cancellable=True, percentage=0))

    async def _create(self) -> types.ProgressToken | None:
        if not self._session.can("window.work_done_progress"):
            return None
        token = str(uuid.uuid4())
        request = self._session.server.window_work_done_progress_create_async(
            types.WorkDoneProgressCreateParams(token)
        )
        # Not `wait_for`: what it cancels would be reported as a fault when the answer comes late.
        asking = asyncio.ensure_future(request)
        asking.add_done_callback(_retrieve)
        await asyncio.wait([asking], timeout=_CREATE_SECONDS)
        refused = not asking.done() or asking.cancelled() or asking.exception() is not None
        return None if refused else token

    def _end(self) -> None:
        if self._shown and self._token is not None:
            self._shown = False
            self._session.progress_cancels.pop(self._token, None)
            self._send(types.WorkDoneProgressEnd())

    def _send(self, value: object) -> None:
        assert self._token is not None
        self._session.server.protocol.notify(
            types.PROGRESS, types.ProgressParams(self._token, value)
        )


def _retrieve(asking: asyncio.Future[Any]) -> None:
    """Look at a request's fault, so that it does not count as overlooked."""
    if not asking.cancelled():
        asking.exception()
