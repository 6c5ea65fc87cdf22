"""Pages are built in a folder of their own, with nobody's settings and no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from ascii_diagram_markdown.options import SiteOptions
from ascii_diagram_markdown.session import Session

from ascii_diagram.resolve import Backend, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("ASCII_DIAGRAM_CACHE__DIRECTORY", str(tmp_path / "cache"))
    monkeypatch.setenv("ASCII_DIAGRAM_BACKEND", "none")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    return work


class Teller(Backend):
    """A model that knows some prompts by heart, and remembers what it was asked."""

    identity = "teller@1"

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.batches: list[list[str]] = []
        self.closed = 0

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = Sampling(),  # noqa: B008
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        self.batches.append([request.prompt for request in requests])
        for number, request in enumerate(requests):
            notation = self.known.get(request.prompt)
            if notation is None:
                yield number, Failure("the model does not know", "say it in other words")
            else:
                yield number, Reply(notation, self.identity, 1, 0.0)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def teller() -> Teller:
    return Teller({"the shop asks the bank": "shop -> bank: asks"})


@pytest.fixture
def session(teller: Teller) -> Iterator[Session]:
    made = Session(load_settings(Path.cwd()), SiteOptions(), backend=lambda: teller)
    yield made
    made.close()


@pytest.fixture
def settings() -> Settings:
    return load_settings(Path.cwd())
