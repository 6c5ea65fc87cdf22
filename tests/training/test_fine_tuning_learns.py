"""What a model has been trained on, it answers exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.rows import Row, read_rows

from ascii_diagram.resolve.request import Reply
from tests.training.tuning_runs import train

pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
pytest.importorskip("transformers", reason="not installed (extra `tune`): transformers")

AUTHORED = Path(__file__).parents[2] / "training/data/authored.jsonl"


def authored(count: int, *, chars: int) -> list[Row]:
    rows = [row for _, row in read_rows(AUTHORED) if isinstance(row, Row)]
    small = [row for row in rows if len(row.prompt) + len(row.notation) < chars]
    return small[:: max(1, len(small) // count)][:count]


def exact(folder: Path, rows: list[Row]) -> int:
    from asciidoc_train.evaluation.checkpoints import CheckpointBackend

    backend = CheckpointBackend(folder, threads=1)
    replies = [reply for _, reply in backend.complete([row.request() for row in rows])]
    pairs = zip(replies, rows, strict=True)
    return sum(isinstance(reply, Reply) and reply.notation == row.notation for reply, row in pairs)


@pytest.mark.parametrize("architecture", ["llama", pytest.param("qwen3", marks=pytest.mark.slow)])
def test_fifty_rows_are_learned_by_heart(tmp_path: Path, architecture: str) -> None:
    rows = authored(50, chars=130)
    change: dict[str, Any] = {
        "random": {
            "architecture": architecture,
            "hidden": 128,
            "intermediate": 256,
            "vocabulary": 400,
        },
        "epochs": 50,
        "learning_rate": 4e-3,
        "batch_rows": 8,
    }
    run = train(tmp_path, change, rows=rows)
    assert exact(run.last, rows) == 50


@pytest.mark.slow
def test_the_real_base_learns_fifty_rows_by_heart(tmp_path: Path) -> None:
    pytest.importorskip("gguf", reason="not installed (extra `tune`): gguf")
    rows = authored(50, chars=200)
    change = {"base": "smollm2", "precision": "bf16", "epochs": 12, "learning_rate": 3e-4}
    run = train(tmp_path, {**change, "batch_rows": 8}, rows=rows)
    assert exact(run.last, rows) >= 49
