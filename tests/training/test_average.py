"""The mean of runs: what it is made of, and what it never replaces."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.cli import main
from asciidoc_train.fine_tuning.checkpoints import load_run

from tests.training.tuning_runs import train

torch: Any = pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
safetensors: Any = pytest.importorskip("safetensors.torch", reason="not installed: safetensors")
pytest.importorskip("transformers", reason="not installed (extra `tune`): transformers")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work")
    train(work, {"max_steps": 1}, name="a")
    train(work, {"max_steps": 2, "seed": 7}, name="b")
    train(work, {"max_steps": 1, "method": "lora", "lora": {"r": 4}}, name="adapter")
    return work


@pytest.fixture
def work(trained: Path, tmp_path: Path) -> Path:
    """A working folder with the same runs, which may be changed."""
    (tmp_path / "train").mkdir()
    for run in (trained / "train").iterdir():
        shutil.copytree(run, tmp_path / "train" / run.name)
    return tmp_path


def average(work: Path, runs: str, name: str) -> int:
    changes = ("--set", f"runs={runs}", "--set", f"name={name}")
    return main(["average", "--quiet", "--work", str(work), *changes])


def weights(folder: Path) -> dict[str, Any]:
    return safetensors.load_file(folder / "last" / "model.safetensors")


def test_each_weight_is_the_mean(work: Path) -> None:
    assert average(work, "[a, b]", "mean") == 0
    one, other, mean = (weights(work / "train" / name) for name in ("a", "b", "mean"))
    assert all(torch.allclose(mean[key], (one[key] + other[key]) / 2) for key in mean)
    assert load_run(work / "train" / "mean").finished


def test_made_again_it_is_written_again(work: Path) -> None:
    assert average(work, "[a, b]", "mean") == 0
    (work / "train" / "mean" / "last" / "model.safetensors").unlink()
    assert average(work, "[a, b]", "mean") == 0
    assert weights(work / "train" / "mean")


def test_another_run_is_never_replaced(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(work / "train" / "a", work / "train" / "precious")
    assert average(work, "[a, b]", "precious") == 2
    assert "another run" in capsys.readouterr().err
    kept, before = (weights(work / "train" / name) for name in ("precious", "a"))
    assert all(torch.equal(kept[key], before[key]) for key in before)
    assert average(work, "[a, b]", "mean") == 0
    assert average(work, "[b, a, a]", "mean") == 2


def test_what_is_no_finished_model_is_refused(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "train" / "b" / "last").rename(work / "train" / "b" / "moved")
    assert average(work, "[a, b]", "mean") == 2
    assert "not trained to its end" in capsys.readouterr().err
    assert average(work, "[a, adapter]", "mean") == 2
    assert "adapter" in capsys.readouterr().err
    record = work / "train" / "a" / "run.json"
    record.write_text(record.read_text().replace('"finished": true', '"finished": false'))
    assert average(work, "[a, a]", "mean") == 2
    assert "not trained to its end" in capsys.readouterr().err
    assert not (work / "train" / "mean").exists()
