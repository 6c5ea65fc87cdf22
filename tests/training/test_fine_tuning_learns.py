"""What a model has been trained on, it answers exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.fine_tuning.checkpoints import TrainedRun
from asciidoc_train.rows import Row, read_rows

from tests.training.tuning_runs import train

pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
pytest.importorskip("transformers", reason="not installed (extra `tune`): transformers")

AUTHORED = Path(__file__).parents[2] / "training/data/authored.jsonl"


def authored(count: int, *, chars: int) -> list[Row]:
    rows = [row for _, row in read_rows(AUTHORED) if isinstance(row, Row)]
    small = [row for row in rows if len(row.prompt) + len(row.notation) < chars]
    return small[:: max(1, len(small) // count)][:count]


def missed(model: Path, rows: list[Row]) -> list[str]:
    """Prompts that a checkpoint or GGUF file does not answer with the row, letter for letter."""
    from asciidoc_train.evaluation.models import find_model

    backend = find_model(str(model), model.parent, 1).open("raw")
    try:
        replies = dict(backend.complete([row.request() for row in rows]))
    finally:
        backend.close()
    known = [getattr(replies[number], "notation", None) for number in range(len(rows))]
    return [
        row.prompt for row, notation in zip(rows, known, strict=True) if notation != row.notation
    ]


def exported(run: TrainedRun) -> Path:
    """The run's last checkpoint as a GGUF file."""
    from asciidoc_train.export.gguf_model import write_gguf

    write_gguf(run.last, run.last.parent / "last.gguf", "f16")
    return run.last.parent / "last.gguf"


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
        "epochs": 80,
        "learning_rate": 4e-3,
        "batch_rows": 8,
    }
    run = train(tmp_path, change, rows=rows)
    assert missed(run.last, rows) == []
    pytest.importorskip("llama_cpp", reason="not installed (extra `local`): llama_cpp")
    assert missed(exported(run), rows) == []


@pytest.mark.slow
def test_the_real_base_learns_fifty_rows_by_heart(tmp_path: Path) -> None:
    pytest.importorskip("gguf", reason="not installed (extra `tune`): gguf")
    rows = authored(50, chars=200)
    change = {"base": "smollm2", "precision": "bf16", "epochs": 12, "learning_rate": 3e-4}
    run = train(tmp_path, {**change, "batch_rows": 8}, rows=rows)
    assert missed(run.last, rows) == []
    pytest.importorskip("llama_cpp", reason="not installed (extra `local`): llama_cpp")
    assert missed(exported(run), rows) == []
