"""A resolver as the settings want it: store, lock file and model."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.resolve import LOCK_FILE_NAME, Backend, LockFile, OnAnswer, Resolver, Store

if TYPE_CHECKING:
    from ascii_diagram.settings import Settings

ResolverOpener = Callable[["Settings"], AbstractContextManager[Resolver]]
"""Opens the resolver for texts with these settings; closing it saves what was learned."""


@contextmanager
def open_resolver(
    settings: Settings,
    *,
    frozen: bool = False,
    cached: bool = True,
    write: bool = True,
    on_answer: OnAnswer | None = None,
    backend: Callable[[], Backend] | None = None,
) -> Generator[Resolver]:
    """Open the user's store, the repository's lock file if it wants one, and, when needed, a model.

    The lock file is saved at the end, also when the work was broken off: answers are dear.

    Args:
        settings: For some place on the disk, or nowhere.
        frozen: Never ask a model.
        cached: Use store and lock file; without, nothing is looked up and nothing remembered.
        write: Whether to save the lock file; without, it is only read, and the store alone learns.
        on_answer: Called before each answer is given out.
        backend: Opens the model, which is closed at the end; the settings' when None.

    Raises:
        FileError: The lock file cannot be read or written.
    """
    store = lock = None
    if cached:
        store = Store(store_directory(settings), max_mb=settings.cache.max_mb)
        if settings.lock and settings.root:
            lock = LockFile.load(settings.root / LOCK_FILE_NAME)
    resolver = Resolver(
        store,
        lock,
        backend or _opener(settings),
        frozen=frozen,
        on_answer=on_answer,
        source=_source(settings),
    )
    try:
        yield resolver
    finally:
        resolver.close()
        if lock is not None and write:
            lock.save()


def _source(settings: Settings) -> str:
    """Name the servers that read prose, if it is servers: their model is not ours to keep."""
    if settings.backend != "vllm":
        return ""
    return " ".join(["vllm", *settings.vllm.url, settings.vllm.model or ""])


def _opener(settings: Settings) -> Callable[[], Backend]:
    def open_backend() -> Backend:
        from ascii_diagram.worker import open_backend

        return open_backend(settings)

    return open_backend


def store_directory(settings: Settings) -> Path:
    """Return the folder of the user's store."""
    if settings.cache.directory is not None:
        return settings.cache.directory
    from platformdirs import user_cache_path

    return user_cache_path("ascii-diagram", appauthor=False)
