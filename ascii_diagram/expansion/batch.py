"""Many files at once: all their prompts are asked in one go, each file is written when it can be.

Files without directives are looked at and forgotten; settings and drawing are not loaded for them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion.files import (
    SkippedFileError,
    SourceText,
    decode_source,
    may_hold_directives,
    read_bytes,
    write_source,
)
from ascii_diagram.expansion.ignore import is_excluded
from ascii_diagram.expansion.walk import FoundFile, find_files
from ascii_diagram.printable import printable
from ascii_diagram.resolve.request import Cancel, Failure, Request

if TYPE_CHECKING:
    from ascii_diagram.expansion.model import Expansion, Mode, Plan
    from ascii_diagram.expansion.resolving import ResolverOpener
    from ascii_diagram.resolve.resolver import Resolution, Resolver
    from ascii_diagram.settings import Settings

_WHOLE = "not drawn: the file stays as it is until all its notation can be read"
# What waits for answers at a time. Between two batches a server runs dry for a moment, which is
# little after so many prompts.
_BATCH_BYTES = 16 * 1024 * 1024
_BATCH_PROMPTS = 4096


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file.

    Attributes:
        path: The file as the user named it.
        before: Its text; empty when it could not be read.
        expansion: What became of its directives; None when it was not looked into.
        written: Whether the file was changed.
        error: Why it could not be read or written, or was passed over (`SkippedFileError`).
    """

    path: Path
    before: str = ""
    expansion: Expansion | None = None
    written: bool = False
    error: AsciiDiagramError | None = None

    @property
    def skipped(self) -> bool:
        """Whether the file was left alone on purpose."""
        return isinstance(self.error, SkippedFileError)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the files of one run are treated; see `expand_files`."""

    mode: Mode
    force: bool
    write: bool
    flags: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file, what is not yet answered of its prompts, and the answers to the others."""

    source: SourceText
    settings: Settings
    plan: Plan
    open: set[Request]
    answers: dict[Request, Resolution | Failure] = field(
        default_factory=dict[Request, "Resolution | Failure"]
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Files that share a resolver: those of one repository where it has a lock file, else all."""

    settings: Settings
    files: list[_Waiting] = field(default_factory=list[_Waiting])


def expand_files(
    paths: Iterable[Path],
    *,
    mode: Mode = "expand",
    force: bool = False,
    frozen: bool = False,
    write: bool = True,
    flags: Mapping[str, object] | None = None,
    opener: ResolverOpener | None = None,
    cancel: Cancel | None = None,
) -> Iterator[FileResult]:
    """Expand the directives of all files that `paths` name, folders searched.

    A file is written in one step as soon as its last prompt is answered, unless notation in it has
    a fault. Breaking off (closing the iterator, Ctrl-C) leaves every file either as it was or done.

    Args:
        paths: Files and folders.
        mode: What to do with the directives.
        force: Draw over hand edits too.
        frozen: Never ask a model.
        write: Whether to change files; without, `FileResult.expansion` tells what would be, and the
            lock file stays as it is.
        flags: Settings of the command line (see `load_settings`).
        opener: Opens resolvers; the user's store, lock file and model when None. `frozen` and the
            lock file are then up to it.
        cancel: Stops the model; prompts that are not answered then fail.

    Yields:
        A result for each file with directives or with a fault, as soon as it is known.

    Raises:
        SettingsError: Some settings that hold for a file are wrong.
    """
    manner = _Manner(mode, force, write, flags or {})
    opener = opener or _opener(frozen, write)
    cancel = cancel or Cancel()
    groups: dict[Path | None, _Group] = {}
    size = prompts = 0
    for found in find_files(paths):
        file = _planned(found, manner)
        if isinstance(file, FileResult):
            yield file
        elif file is not None and not file.open:
            yield _finished(file, manner)
        elif file is not None:
            key = file.settings.root if file.settings.lock else None
            groups.setdefault(key, _Group(file.settings)).files.append(file)
            size += len(file.source.data)
            prompts += len(file.open)
        if size > _BATCH_BYTES or prompts >= _BATCH_PROMPTS:
            yield from _resolved(groups.values(), opener, cancel, manner)
            groups, size, prompts = {}, 0, 0
    yield from _resolved(groups.values(), opener, cancel, manner)


def _opener(frozen: bool, write: bool) -> ResolverOpener:
    def open_lazily(settings: Settings) -> AbstractContextManager[Resolver]:
        from ascii_diagram.expansion.resolving import open_resolver

        return open_resolver(settings, frozen=frozen, write=write)

    return open_lazily


def _planned(found: FoundFile, manner: _Manner) -> _Waiting | FileResult | None:
    """Read a file and plan its expansion; None when it has no directives or is none of ours."""
    try:
        if found.error:
            raise found.error
        target, data = read_bytes(found.path)
        if not may_hold_directives(data):  # scanning is imported only after this
            return None
        source = decode_source(found.path, target, data)
    except AsciiDiagramError as error:
        return FileResult(found.path, error=error)
    from ascii_diagram.directives import scan

    scanned = scan(source.text, name=str(found.path))
    if not scanned.directives and not scanned.problems:
        return None
    from ascii_diagram.expansion.plan import plan_expansion
    from ascii_diagram.settings import load_settings

    settings = load_settings(found.path, flags=manner.flags)
    absolute = found.absolute
    if settings.exclude_root and is_excluded(absolute, settings.exclude, settings.exclude_root):
        error = SkippedFileError(f"{printable(found.path)}: skipped, excluded by the settings")
        return FileResult(found.path, error=error) if found.named else None
    plan = plan_expansion(
        source.text,
        path=found.path,
        settings=settings,
        mode=manner.mode,
        force=manner.force,
        encoding=source.encoding,
        found=scanned,
    )
    return _Waiting(source, settings, plan, set(plan.requests))


def _resolved(
    groups: Iterable[_Group], opener: ResolverOpener, cancel: Cancel, manner: _Manner
) -> Iterator[FileResult]:
    for group in groups:
        try:
            with opener(group.settings) as resolver:
                yield from _answered(group, resolver, cancel, manner)
        except AsciiDiagramError as error:  # the lock file
            unanswered = [file for file in group.files if file.open]
            failure = Failure(error.message, error.hint)
            for file in unanswered:
                file.answers.update(dict.fromkeys(file.open, failure))
                yield _finished(file, manner)
            if not unanswered:  # it could be read, and then not be written
                yield FileResult(group.settings.root or Path(), error=error)
        except BaseException:
            cancel.cancel()
            raise


def _answered(
    group: _Group, resolver: Resolver, cancel: Cancel, manner: _Manner
) -> Iterator[FileResult]:
    askers: dict[Request, list[_Waiting]] = {}
    for file in group.files:
        for request in file.plan.requests:
            askers.setdefault(request, []).append(file)
    requests = list(askers)
    deadline = time.monotonic() + group.settings.timeout * len(requests)
    for number, answer in resolver.resolve(requests, cancel=cancel, deadline=deadline):
        request = requests[number]
        for file in askers.pop(request):
            file.open.discard(request)
            file.answers[request] = answer
            if not file.open:
                yield _finished(file, manner)
                file.answers.clear()


def _finished(file: _Waiting, manner: _Manner) -> FileResult:
    from ascii_diagram.expansion.finish import finish_expansion

    source = file.source
    expansion = finish_expansion(file.plan, file.answers)
    if file.plan.misread and expansion.edits:
        expansion = expansion.undone(source.text, "skipped", _WHOLE)
    written, error = False, None
    if manner.write and expansion.text != source.text:
        try:
            written = write_source(source, expansion.text)
        except AsciiDiagramError as fault:
            error = fault
            expansion = expansion.undone(source.text, "failed", fault.message, fault.hint)
    return FileResult(source.path, source.text, expansion, written, error)
