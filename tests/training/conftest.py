"""Without the packages of the extra `train` the tests of this folder skip and say so."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest


def _missing(names: Iterable[str]) -> list[str]:
    missing: list[str] = []
    for name in names:
        try:
            import_module(name)
        except ModuleNotFoundError:
            missing.append(name)
    return missing


MISSING = _missing(("yaml", "asciidoc_train"))


class _SkippedModule(pytest.Module):
    def collect(self) -> Iterable[pytest.Item]:
        pytest.skip(f"not installed (extra `train` or `test`): {', '.join(MISSING)}")


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    if not MISSING:
        return None
    skipped: pytest.Module = _SkippedModule.from_parent(parent, path=module_path)
    return skipped
