"""What a build knows: answers to prompts and finished drawings, kept between pages and rebuilds."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.expansion import store_directory
from ascii_diagram.resolve import (
    LOCK_FILE_NAME,
    Backend,
    Failure,
    LockFile,
    Request,
    Resolution,
    Resolver,
    Store,
)
from ascii_diagram.settings import Settings
from ascii_diagram_markdown.drawings import Drawings, Drawn
from ascii_diagram_markdown.options import SiteOptions

_RETRY_SECONDS = 60.0
_DRAWINGS_MB = 64

OpenBackend = Callable[[], Backend]


class Session:
    """Answers prompts and draws for one site. Safe for several threads, and after a fork.

    The model is opened when the first prompt needs it and stays open until `close`, so that a
    server that builds again and again loads it once. Answers go to the user's store and, where the
    settings want it, to the lock file, at once. A prompt that failed is asked again after a minute.

    Args:
        settings: Looks, store, lock file, model.
        options: The site's own.
        backend: Opens the model; the settings' when None.
        clock: Seconds of a clock that never goes back.
    """

    def __init__(
        self,
        settings: Settings,
        options: SiteOptions,
        *,
        backend: OpenBackend | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.options = options
        self.page_name = ""
        """The page that is being built, where the host tells."""
        self._open_backend = backend or self._backend_of_settings
        self._clock = clock
        self._mutex = threading.RLock()
        self._process = os.getpid()
        self._resolver: Resolver | None = None
        self._lock: LockFile | None = None
        self._lock_signature: tuple[int, int] | None = None
        self._answers: dict[Request, Resolution | Failure] = {}
        self._failed_at: dict[Request, float] = {}
        self._drawings = Drawings(
            Store(store_directory(settings) / "drawings", max_mb=_DRAWINGS_MB)
        )

    def prefetch(self, requests: Iterable[Request]) -> int:
        """Have answers to all of `requests` ready; what is not yet known is asked in one batch.

        Returns:
            How many of them the model was asked.

        Raises:
            FileError: The lock file cannot be read or written.
        """
        with self._mutex:
            self._mind_lock_file()
            missing = [r for r in dict.fromkeys(requests) if self._is_open(r)]
            if not missing:
                return 0
            asked = 0
            resolver = self._ready_resolver()
            deadline = time.monotonic() + self.settings.timeout * len(missing)
            try:
                for number, answer in resolver.resolve(missing, deadline=deadline):
                    request = missing[number]
                    self._answers[request] = answer
                    if isinstance(answer, Failure):
                        self._failed_at[request] = self._clock()
                    elif answer.origin == "model":
                        asked += 1
            finally:
                if self._lock is not None:
                    self._lock.save()
                    self._lock_signature = self._signature()
            return asked

    def answer(self, request: Request) -> Resolution | Failure:
        """Return what `request` means, or why nobody knows."""
        with self._mutex:
            try:
                self.prefetch([request])
            except AsciiDiagramError as error:
                return Failure(error.message, error.hint)
            return self._answers[request]

    def draw(self, notation: str, options: DrawingOptions) -> Drawn:
        """Return the drawing of notation, made now or before.

        Raises:
            AsciiDiagramError: It cannot be read or drawn.
        """
        with self._mutex:
            self._mind_fork()
            return self._drawings.draw(notation, options)

    def words(self, notation: str) -> Drawn:
        """Return what notation says in words, without a drawing.

        Raises:
            AsciiDiagramError: It cannot be read.
        """
        with self._mutex:
            self._mind_fork()
            return self._drawings.words(notation)

    def close(self) -> None:
        """Free the model and close the stores; the next use opens them again."""
        with self._mutex:
            if self._process == os.getpid() and self._resolver is not None:
                self._resolver.close()
            self._resolver = self._lock = None
            self._drawings.close()

    def _is_open(self, request: Request) -> bool:
        known = self._answers.get(request)
        if not isinstance(known, Failure):
            return known is None
        return self._clock() - self._failed_at[request] >= _RETRY_SECONDS

    def _ready_resolver(self) -> Resolver:
        self._mind_fork()
        if self._resolver is None:
            store = Store(store_directory(self.settings), max_mb=self.settings.cache.max_mb)
            path = self._lock_path()
            self._lock_signature = self._signature()
            self._lock = LockFile.load(path) if path else None
            self._resolver = Resolver(
                store, self._lock, self._open_backend, frozen=self.options.frozen
            )
        return self._resolver

    def _mind_lock_file(self) -> None:
        """Forget what is known when somebody else has changed the lock file."""
        if self._resolver is not None and self._signature() != self._lock_signature:
            self.close()
            self._answers.clear()

    def _mind_fork(self) -> None:
        """Leave what belongs to the parent process alone: connections must not be shared."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._resolver = self._lock = None
            self._drawings = self._drawings.reopened()

    def _lock_path(self) -> Path | None:
        root = self.settings.root
        return root / LOCK_FILE_NAME if self.settings.lock and root else None

    def _signature(self) -> tuple[int, int] | None:
        path = self._lock_path()
        with suppress(OSError):
            status = path.stat() if path else None
            return (status.st_mtime_ns, status.st_size) if status else None
        return None

    def _backend_of_settings(self) -> Backend:
        from ascii_diagram.worker import open_backend

        return open_backend(self.settings)
