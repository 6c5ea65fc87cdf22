"""The real model, loaded once for all tests that need it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.models.local_settings import Settings

if TYPE_CHECKING:
    from ascii_diagram_models.engine import Model
    from ascii_diagram_models.llama_backend import LlamaBackend

HERE = Path(__file__).parent


def missing_packages() -> list[str]:
    names = ("numpy", "llama_cpp")
    return [name for name in names if importlib.util.find_spec(name) is None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = missing_packages()
    for item in items:
        if missing and item.path.is_relative_to(HERE) and item.get_closest_marker("model"):
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


@pytest.fixture(scope="session")
def base_path() -> Path:
    from ascii_diagram_models.weights import shipped_model

    return shipped_model().path


@pytest.fixture(scope="session")
def vocabulary(base_path: Path) -> Iterator[Model]:
    """The tokens of the model without its weights."""
    from ascii_diagram_models.engine import Model

    model = Model(base_path, vocabulary_only=True)
    yield model
    model.close()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def backend() -> Iterator[LlamaBackend]:
    from ascii_diagram_models.llama_backend import LlamaBackend
    from ascii_diagram_models.local import open_local

    opened = open_local(Settings())
    assert isinstance(opened, LlamaBackend)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def canonical() -> list[str]:
    lines = (HERE / "canonical.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
