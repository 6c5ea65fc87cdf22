"""Repositories with thousands of directives: bounded batches, and nothing asked twice."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ascii_diagram.expansion import batch as batch_module
from ascii_diagram.expansion import expand_files
from ascii_diagram.resolve import Request, Resolver, Store
from ascii_diagram.settings import Settings
from tests.core.expansion.fakes import FakeBackend


def prompts(count: int) -> dict[str, str]:
    return {
        f"relay {n} wakes pump {n}": f"direction: right\nrelay {n} -> pump {n}: wakes"
        for n in range(count)
    }


def fill(tree: Path, backend: FakeBackend, each: int = 5) -> list[Path]:
    files: list[Path] = []
    lines = [f"# ascii-diagram: {prompt}\n\n" for prompt in backend.answers if "relay" in prompt]
    for start in range(0, len(lines), each):
        files.append(tree / f"part{start:04}.py")
        files[-1].write_text("".join(lines[start : start + each]))
    return files


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the batches that the model gets, which hold 20 prompts at most."""
    monkeypatch.setattr(batch_module, "_BATCH_PROMPTS", 20)
    seen: list[int] = []
    complete = FakeBackend.complete

    def counted(self: FakeBackend, requests: list[Request], **options: object) -> object:
        seen.append(len(requests))
        return complete(self, requests, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(FakeBackend, "complete", counted)
    return seen


def test_a_batch_is_bounded_however_many_directives_there_are(tree: Path, sizes: list[int]) -> None:
    backend = FakeBackend(**prompts(110))
    files = fill(tree, backend)
    results = list(expand_files([tree], opener=backend.opener))
    assert [result.path for result in results] == files
    assert all(result.written for result in results)
    assert sizes == [20, 20, 20, 20, 20, 10]


def test_a_run_that_is_broken_off_goes_on_where_it_was(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path_factory.mktemp("store")
    backend = FakeBackend(**prompts(60))
    fill(tree, backend, each=60)

    @contextmanager
    def opener(settings: Settings) -> Generator[Resolver]:
        resolver = Resolver(Store(store), None, backend.open)
        yield resolver
        resolver.close()

    def interrupt(request: Request) -> None:
        if len(backend.asked) == 42:
            raise KeyboardInterrupt

    backend.before_answer = interrupt
    with pytest.raises(KeyboardInterrupt):
        list(expand_files([tree], opener=opener))
    assert not any("│" in file.read_text("utf-8") for file in tree.glob("*.py"))
    backend.before_answer = lambda request: None
    (result,) = expand_files([tree], opener=opener)
    assert result.written
    again = backend.asked[42:]
    assert len(again) == 60 - 41
    assert set(backend.asked[:41]).isdisjoint(again)
