"""A resolver as the settings want it: store, lock file and model."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.resolve import (
    LOCK_FILE_NAME,
    Cancel,
    Failure,
    LockFile,
    Request,
    Resolution,
    Resolver,
    Store,
)

if TYPE_CHECKING:
    from ascii_diagram.settings import Settings

ResolverOpener = Callable[["Settings"], AbstractContextManager[Resolver]]
"""Opens the resolver for texts with these settings; closing it saves what was learned."""

OnAnswer = Callable[[int, int], None]
"""Is told how many requests of a batch are answered, and how many there are."""


@contextmanager
def open_resolver(
    settings: Settings,
    *,
    frozen: bool = False,
    cached: bool = True,
    on_answer: OnAnswer | None = None,
) -> Generator[Resolver]:
    """Open the user's store, the repository's lock file if it wants one, and, when needed, a model.

    The lock file is saved at the end, also when the work was broken off: answers are dear.

    Args:
        settings: For some place on the disk, or nowhere.
        frozen: Never ask a model.
        cached: Read store and lock file; without, they only take the new answers.
        on_answer: Called after each answer.

    Raises:
        FileError: The lock file cannot be read or written.
    """
    from ascii_diagram.worker import open_backend

    lock = None
    if settings.lock and settings.root:
        lock = (LockFile if cached else _UnreadLock).load(settings.root / LOCK_FILE_NAME)
    kind = Store if cached else _UnreadStore
    store = kind(store_directory(settings), max_mb=settings.cache.max_mb)
    resolver = _CountingResolver(store, lock, lambda: open_backend(settings), frozen=frozen)
    resolver.on_answer = on_answer
    try:
        yield resolver
    finally:
        resolver.close()
        if lock is not None:
            lock.save()


def store_directory(settings: Settings) -> Path:
    """Return the folder of the user's store."""
    if settings.cache.directory is not None:
        return settings.cache.directory
    from platformdirs import user_cache_path

    return user_cache_path("ascii-diagram", appauthor=False)


class _UnreadStore(Store):
    def get(self, key: str) -> None:
        return None


class _UnreadLock(LockFile):
    def get(self, key: str) -> None:
        return None


class _CountingResolver(Resolver):
    on_answer: OnAnswer | None = None

    def resolve(
        self,
        requests: Sequence[Request],
        *,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Resolution | Failure]]:
        answers = super().resolve(requests, cancel=cancel, deadline=deadline)
        for done, answer in enumerate(answers, 1):
            if self.on_answer is not None:
                self.on_answer(done, len(requests))
            yield answer
