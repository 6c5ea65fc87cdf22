from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, Sequence[str]], None]:
    """Compare a drawing with the one kept in `golden/`, which a person has looked at."""

    def compare(name: str, rows: Sequence[str]) -> None:
        kept = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
        assert "\n".join(rows) + "\n" == kept

    return compare
