"""Does jobs on open documents: asks the model, and puts the result where it belongs by then.

While a model thinks the user goes on typing. So a directive is found again in the text as it stands
when the answer is there, the edits are made for that very text, and clients that check versions get
the version with them; if the text changed once more on the way, everything but the question is done
again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from ascii_diagram.directives import LineEdit, apply_edits, split_lines
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram_lsp.jobs import (
    Job,
    Snapshot,
    finish_job,
    fix_drawings,
    is_excluded,
    label_of,
    plan_job,
)
from ascii_diagram_lsp.model import Answers, OnAnswer, in_thread
from ascii_diagram_lsp.session import Session
from ascii_diagram_lsp.text import Anchor, Document, find_again, replacements

if TYPE_CHECKING:
    from ascii_diagram.expansion import Expansion, Plan
    from ascii_diagram.settings import Settings

_ROUNDS = 8
_ECHO_SECONDS = 1.0
_POLL_SECONDS = 0.01
_GONE = "the directive was changed or removed meanwhile; nothing was done"
_RESTLESS = "the document changes faster than edits can be made; try again"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job.

    Attributes:
        version: The document's version that `edits` are for.
        edits: What to change, in order; empty when there is nothing to change.
        message: What went wrong, for the user; may stand beside edits that went right.
        text: The text that the edits are for.
    """

    version: int
    edits: tuple[LineEdit, ...] = ()
    message: str = ""
    text: str = field(default="", repr=False)


class Expander:
    """Runs jobs for one client."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def prepare(
        self, uri: str, job: Job, anchor: Anchor | None, on_answer: OnAnswer, answers: Answers
    ) -> Result:
        """Work out the edits of a job for the document as it stands at the end.

        Args:
            uri: An open document.
            job: What to do.
            anchor: Which directive; None for all of them.
            on_answer: Told how many prompts are answered.
            answers: What is known already; what the model says is added.

        Raises:
            RequestFailedError: The document is not open any more.
        """
        document = self._session.get(uri)
        try:
            for _ in range(_ROUNDS):
                document = self._session.get(uri)
                numbers = _numbers(document, anchor)
                if anchor is not None and not numbers:
                    return Result(document.version, message=_GONE)
                result = await self._round(document, job, numbers, on_answer, answers)
                current = self._session.find(uri)
                if result is None or current is not document:
                    continue
                if document.version == result.version:
                    return result
        except AsciiDiagramError as error:
            return Result(document.version, message=str(error))
        return Result(document.version, message=_RESTLESS)

    async def prepare_fix(self, uri: str, line: int | None, version: int) -> Result:
        """Work out the edits that mend the drawing at `line` of `version`, or all when None.

        Raises:
            RequestFailedError: The document is not open any more.
        """
        for _ in range(_ROUNDS):
            document = self._session.get(uri)
            at = None if line is None else document.moved(line, version)
            if line is not None and at is None:
                return Result(document.version, message=_GONE.replace("directive", "drawing"))
            snapshot = self._session.snapshot(document)
            try:
                edits = await in_thread(partial(self._fix, snapshot, at))
            except AsciiDiagramError as error:
                return Result(snapshot.version, message=str(error))
            if self._session.find(uri) is document and document.version == snapshot.version:
                message = "" if edits else "nothing here can be mended for certain"
                return Result(snapshot.version, edits, message, snapshot.text)
        return Result(version, message=_RESTLESS)

    async def needs_model(self, uri: str, job: Job, anchor: Anchor | None) -> bool:
        """Whether a job has to wait for a model."""
        document = self._session.get(uri)
        snapshot = self._session.snapshot(document)
        numbers = _numbers(document, anchor)
        if anchor is not None and not numbers:
            return False  # nor does it take one to say that it is gone

        def look() -> bool:
            settings = self._settings(snapshot)
            requests = plan_job(job, snapshot, numbers, settings).requests
            return len(self._session.model.known(settings, requests)) < len(requests)

        try:
            return await in_thread(look)
        except AsciiDiagramError:
            return False  # what is wrong shows when the job is done

    async def _round(
        self,
        document: Document,
        job: Job,
        numbers: Sequence[int] | None,
        on_answer: OnAnswer,
        answers: Answers,
    ) -> Result | None:
        """Do the job once; None when that took a model, so that the text may have changed."""
        snapshot = self._session.snapshot(document)
        settings, plan = await in_thread(lambda: self._plan(job, snapshot, numbers))
        missing = [request for request in plan.requests if request not in answers]
        if missing:
            answers.update(await self._session.model.ask(settings, missing, on_answer))
            return None
        expansion = await in_thread(lambda: finish_job(job, snapshot, numbers, plan, answers))
        return Result(snapshot.version, expansion.edits, _message(expansion), snapshot.text)

    def _plan(
        self, job: Job, snapshot: Snapshot, numbers: Sequence[int] | None
    ) -> tuple[Settings, Plan]:
        settings = self._settings(snapshot)
        return settings, plan_job(job, snapshot, numbers, settings)

    def _fix(self, snapshot: Snapshot, line: int | None) -> tuple[LineEdit, ...]:
        self._settings(snapshot)
        return fix_drawings(snapshot, line)

    def _settings(self, snapshot: Snapshot) -> Settings:
        """Return the settings for a document; raises where they are wrong or exclude it."""
        settings = self._session.configuration.settings_for(snapshot.path)
        if is_excluded(snapshot, settings):
            raise AsciiDiagramError("the settings exclude this file; nothing was done")
        return settings

    # --- handing edits over ---

    def workspace_edit(self, uri: str, result: Result) -> types.WorkspaceEdit:
        """Return a result as the client takes it; its document must be as it was then."""
        document = self._session.get(uri)
        edits = [
            types.TextEdit(
                types.Range(
                    self._session.position(document, *change.start),
                    self._session.position(document, *change.end),
                ),
                change.text,
            )
            for change in replacements(result.text, result.edits)
        ]
        neovim = self._session.client_name == "Neovim"
        # Neovim heeds versions and does not say so.
        if not (neovim or self._session.can("workspace.workspace_edit.document_changes")):
            return types.WorkspaceEdit(changes={document.uri: edits})
        # It calls a buffer 0 until the first change, and takes an edit for 0 at any time.
        version = max(1, result.version) if neovim else result.version
        identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, version)
        return types.WorkspaceEdit(
            document_changes=[types.TextDocumentEdit(identifier, list(edits))]
        )

    async def apply(self, uri: str, label: str, prepare: Callable[[], Awaitable[Result]]) -> Result:
        """Prepare edits and have the client make them, again where the text was quicker.

        Returns:
            The result whose edits were made; without edits when none were.
        """
        result = await prepare()
        for _ in range(_ROUNDS):
            if not result.edits:
                return result
            edit = self.workspace_edit(uri, result)
            params = types.ApplyWorkspaceEditParams(edit, label)
            answer = await self._session.server.workspace_apply_edit_async(params)
            if answer.applied and await self._was_applied(uri, result):
                return result
            document = self._session.find(uri)
            if document is None or document.version == result.version:
                reason = answer.failure_reason or "it does not say why"
                return Result(result.version, message=f"the editor refused the edit: {reason}")
            result = await prepare()
        return Result(result.version, message=_RESTLESS)

    async def _was_applied(self, uri: str, result: Result) -> bool:
        """Whether the client did what it says it did.

        Neovim says so too when it left out an edit for an older version. So the change that comes
        back is looked at: some line that was to come is there, or one that was to go is gone.
        """
        until = asyncio.get_running_loop().time() + _ECHO_SECONDS
        while True:
            document = self._session.find(uri)
            if document is None or document.version != result.version:
                break
            if asyncio.get_running_loop().time() > until:
                return True
            await asyncio.sleep(_POLL_SECONDS)
        if document is None:
            return True
        before = Counter(split_lines(result.text))
        after = Counter(split_lines(apply_edits(result.text, result.edits)))
        now = Counter(split_lines(document.text))
        come, gone = after - before, before - after
        return any(now[line] > before[line] for line in come) or any(
            now[line] < before[line] for line in gone
        )

    async def run(self, uri: str, job: Job, anchor: Anchor | None, on_answer: OnAnswer) -> Result:
        """Do a job on a directive, or on all when `anchor` is None, in the client's document.

        Raises:
            RequestFailedError: The document is not open.
        """
        answers: Answers = {}

        def prepare() -> Awaitable[Result]:
            return self.prepare(uri, job, anchor, on_answer, answers)

        return await self.apply(uri, label_of(job, anchor is None), prepare)

    async def fix(self, uri: str, line: int | None, version: int) -> Result:
        """Mend drawings in the client's document; see `prepare_fix`."""
        return await self.apply(
            uri, label_of("fix", line is None), lambda: self.prepare_fix(uri, line, version)
        )


def _numbers(document: Document, anchor: Anchor | None) -> list[int] | None:
    if anchor is None:
        return None
    number = find_again(document, anchor)
    return [] if number is None else [number]


def _message(expansion: Expansion) -> str:
    """Say what went wrong, if anything did."""
    if expansion.refused:
        problem = next(problem for problem in expansion.problems if problem.fatal)
        return f"line {problem.line + 1}: {problem.message}\n{problem.hint}".strip()
    failed = [o for o in expansion.outcomes if o.action == "failed" or (o.action == "skipped")]
    if not failed:
        return ""
    first = failed[0]
    told = f"line {first.line}: {first.message}" + (f"\n{first.hint}" if first.hint else "")
    count = len(expansion.outcomes)
    return told if count == 1 else f"{len(failed)} of {count} diagrams were not made; {told}"
