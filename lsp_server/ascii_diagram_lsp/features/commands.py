"""Commands: the same jobs with progress, and what only programs ask for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import get_args

from lsprotocol import types

from ascii_diagram_lsp.expander import Expander, Result
from ascii_diagram_lsp.features.arguments import Argument, argument_of, read_argument
from ascii_diagram_lsp.jobs import Job, label_of
from ascii_diagram_lsp.model import in_thread
from ascii_diagram_lsp.offered import FOR_ALL, STATUS_COMMAND, STOP_COMMAND, command_name
from ascii_diagram_lsp.offers import extent
from ascii_diagram_lsp.progress import CancelledByUserError, Progress
from ascii_diagram_lsp.protocol import RequestFailedError
from ascii_diagram_lsp.session import Session

CommandHandler = Callable[[types.ExecuteCommandParams], Awaitable[object]]


class Commands:
    """`workspace/executeCommand`."""

    def __init__(self, session: Session, expander: Expander) -> None:
        self._session = session
        self._expander = expander

    def handlers(self) -> dict[str, CommandHandler]:
        """Return all commands by name."""
        handlers: dict[str, CommandHandler] = {
            command_name(job, False): partial(self._run_job, job, False) for job in get_args(Job)
        }
        for job in FOR_ALL:
            handlers[command_name(job, True)] = partial(self._run_job, job, True)
        handlers[STATUS_COMMAND] = self._status
        handlers[STOP_COMMAND] = self._stop_model
        return handlers

    async def _run_job(
        self, job: Job, everywhere: bool, params: types.ExecuteCommandParams
    ) -> dict[str, object]:
        argument = self._located(read_argument((params.arguments or [None])[0], job), everywhere)
        progress = Progress(self._session, params.work_done_token)
        if job == "fix":
            work = self._expander.fix(argument.uri, argument.line, argument.version)
        else:
            work = self._expander.run(argument.uri, job, argument.anchor, progress.report)
        try:
            result = await progress.run(label_of(job, argument.line is None), work)
        except CancelledByUserError:
            return {"applied": False, "changes": 0, "message": "cancelled"}
        if result.message:
            self._session.show(result.message)
        return _as_json(result)

    def _located(self, argument: Argument, everywhere: bool) -> Argument:
        """Return the argument for the directive at its line, or for all of the document."""
        document = self._session.get(argument.uri)
        version = document.version if argument.version < 0 else argument.version
        if everywhere:
            return Argument(argument.uri, argument.job, None, version)
        if argument.line is None:
            raise RequestFailedError("the argument does not say which `line`")
        if argument.identity or argument.job == "fix":
            return replace(argument, version=version)
        for directive in document.scan.directives:
            first, last = extent(directive)
            if first <= argument.line <= last:
                return argument_of(document, argument.job, directive)
        raise RequestFailedError(f"there is no directive on line {argument.line + 1}")

    async def _status(self, params: types.ExecuteCommandParams) -> dict[str, object]:
        from ascii_diagram.worker import worker_status

        del params
        worker = await in_thread(worker_status)
        model = self._session.model
        running = {"process": worker.pid, "model": worker.identity} if worker else None
        return {"state": model.state, "questions": model.questions, "worker": running}

    async def _stop_model(self, params: types.ExecuteCommandParams) -> dict[str, object]:
        from ascii_diagram.worker import stop_worker

        del params
        had_one = await self._session.model.close()
        return {"stopped": await in_thread(stop_worker) or had_one}  # others may use it too


def _as_json(result: Result) -> dict[str, object]:
    applied = bool(result.edits)
    return {
        "applied": applied,
        "changes": len(result.edits),
        "message": result.message or None,
    }
