"""The bar over several batches."""

from __future__ import annotations

import pytest

from ascii_diagram.cli.progress import Progress


class _Terminal:
    def __init__(self) -> None:
        self.shown: list[tuple[int, int]] = []
        self.task_ids = [0]

    def update(self, task: int, *, completed: int, total: int) -> None:
        self.shown.append((completed, total))

    def stop(self) -> None:
        pass


def test_the_steps_of_several_batches_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    with Progress("reading") as progress:
        monkeypatch.setattr(progress, "_live", terminal)
        for done, total in ((1, 2), (2, 2), (1, 3), (2, 3), (3, 3), (1, 1)):
            progress.advance(done, total)
    assert terminal.shown == [(1, 2), (2, 2), (3, 5), (4, 5), (5, 5), (6, 6)]
