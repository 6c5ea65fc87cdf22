from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.errors import ConfigError, Interrupted, RowError, StoreError, TrainingError
from asciidoc_train.fine_tuning.checkpoints import CheckpointError, load_run
from asciidoc_train.fine_tuning.metrics_log import read_metrics

from tests.training.sample_rows import numbered
from tests.training.tuning_runs import train

torch: Any = pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
pytest.importorskip("transformers", reason="not installed (extra `tune`): transformers")


def weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    (file,) = folder.glob("*.safetensors")
    return load_file(file)


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


@pytest.fixture
def stop_after(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Interrupt the run in progress after so many steps."""
    from asciidoc_train.fine_tuning import training_loop

    real = training_loop.TrainingLoop._step

    def stop(steps: int) -> None:
        def step(loop: Any, number: int) -> Any:
            if number + 1 == steps:
                os.kill(os.getpid(), signal.SIGINT)
            return real(loop, number)

        monkeypatch.setattr(training_loop.TrainingLoop, "_step", step)

    stop.whole = lambda: monkeypatch.setattr(training_loop.TrainingLoop, "_step", real)
    return stop


VARIANTS: list[dict[str, Any]] = [
    {"precision": "bf16", "average_decay": 0.9},
    {"method": "lora", "lora": {"r": 4, "dropout": 0.2}},
    {"quantisation_aware": "q4_0", "quantise_after": 0.6},
    {"optimizer": "paged_adamw_8bit", "accumulate": 2, "epochs": 6},
]


@pytest.mark.parametrize("change", VARIANTS, ids=lambda change: "-".join(change))
def test_an_interrupted_run_ends_with_the_very_same_weights(
    tmp_path: Path, stop_after: Any, change: dict[str, Any]
) -> None:
    if "optimizer" in change:
        pytest.importorskip("bitsandbytes")
    if change.get("method") == "lora":
        pytest.importorskip("peft")
    rows, dev = numbered(40), numbered(4, start=50)
    whole = train(tmp_path / "a", change, rows=rows, dev=dev)
    stop_after(5)
    with pytest.raises(Interrupted, match="after step 5 of"):
        train(tmp_path / "b", change, rows=rows, dev=dev)
    assert (tmp_path / "b/train/tiny/state").is_dir()
    assert not load_run(tmp_path / "b/train/tiny").finished
    stop_after.whole()
    resumed = train(tmp_path / "b", change, rows=rows, dev=dev)
    assert resumed.steps == whole.steps > 5
    assert resumed.best_loss == whole.best_loss
    assert same(weights(whole.last), weights(resumed.last))
    assert same(weights(whole.best), weights(resumed.best))
    lines = [(item["step"], item.get("loss")) for item in read_metrics(resumed.metrics)]
    assert lines == [(item["step"], item.get("loss")) for item in read_metrics(whole.metrics)]
    assert not (resumed.folder / "state").exists()


def test_a_finished_run_is_not_trained_again_unless_told(tmp_path: Path) -> None:
    run = train(tmp_path)
    before = (run.last / "model.safetensors").stat().st_mtime_ns
    assert train(tmp_path) == run
    assert (run.last / "model.safetensors").stat().st_mtime_ns == before
    train(tmp_path, fresh=True)
    assert (run.last / "model.safetensors").stat().st_mtime_ns > before


@pytest.mark.parametrize(
    ("change", "rows", "message"),
    [
        ({"learning_rate": 1e-4}, 12, r"another profile \(learning_rate: 0.003\)"),
        ({"random": {"layers": 3}}, 12, "another base"),
        ({}, 13, "another set of rows"),
    ],
)
def test_an_unfinished_run_of_something_else_is_not_written_over(
    tmp_path: Path, stop_after: Any, change: dict[str, Any], rows: int, message: str
) -> None:
    stop_after(1)
    with pytest.raises(Interrupted):
        train(tmp_path)
    stop_after.whole()
    state = tmp_path / "train/tiny/state"
    kept = weights(state)
    with pytest.raises(CheckpointError, match=message):
        train(tmp_path, change, rows=numbered(rows))
    assert same(kept, weights(state))


def test_a_finished_run_of_something_else_is_kept_aside(tmp_path: Path) -> None:
    run = train(tmp_path)
    kept = weights(run.last)
    train(tmp_path, rows=numbered(13))
    train(tmp_path, {"seed": 7}, rows=numbered(13))
    assert same(kept, weights(load_run(tmp_path / "train/tiny-1").last))
    assert load_run(tmp_path / "train/tiny-2").seed == 42
    assert load_run(tmp_path / "train/tiny").seed == 7


@pytest.mark.parametrize("name", ["weights.safetensors", "optimizer.pt", "sums.json"])
def test_a_damaged_state_is_told_and_kept(tmp_path: Path, stop_after: Any, name: str) -> None:
    stop_after(2)
    with pytest.raises(Interrupted):
        train(tmp_path, rows=numbered(30))
    stop_after.whole()
    file = tmp_path / "train/tiny/state" / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged"):
        train(tmp_path, rows=numbered(30))
    assert file.read_bytes() == content


def test_a_full_disk_leaves_the_state_before(
    tmp_path: Path, stop_after: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = numbered(40)
    whole = train(tmp_path / "whole", rows=rows)
    stop_after(2)
    with pytest.raises(Interrupted):
        train(tmp_path, rows=rows)
    stop_after(4)
    saved = torch.save

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(StoreError, match="No space left"):
        train(tmp_path, rows=rows)
    monkeypatch.setattr(torch, "save", saved)
    stop_after.whole()
    assert same(weights(train(tmp_path, rows=rows).last), weights(whole.last))


def test_the_best_weights_are_kept_and_the_metrics_say_it(tmp_path: Path) -> None:
    change = {"learning_rate": 3e-2, "epochs": 12, "evaluate_every": 4}
    run = train(tmp_path, change, rows=numbered(16), dev=numbered(6, start=60))
    items = list(read_metrics(run.metrics))
    losses = {item["step"]: item["dev_loss"] for item in items if "dev_loss" in item}
    assert run.best_loss == min(losses.values())
    assert losses[run.best_step] == run.best_loss
    steps = [item for item in items if "loss" in item]
    assert [item["step"] for item in steps] == list(range(1, run.steps + 1))
    wanted = {"learning_rate", "gradient_norm", "tokens", "tokens_per_second", "peak_mb", "epoch"}
    assert wanted <= steps[0].keys()
    assert run.tokens_per_second > 0
    assert run.peak_mb > 0
    said = json.loads((run.folder / "run.json").read_text())
    assert said["base"]["kind"] == "random"
    assert said["finished"] is True


def test_rows_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="12 longer than 16 tokens"):
        train(tmp_path, {"max_tokens": 16})
    with pytest.raises(RowError, match="12 left out by `repeats`"):
        train(tmp_path, {"repeats": [{"times": 0, "kind": "flow"}]})


def test_without_dev_rows_the_last_weights_are_the_best(tmp_path: Path) -> None:
    run = train(tmp_path)
    assert run.best_loss is None
    assert same(weights(run.best), weights(run.last))


def test_typos_and_missing_bases_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown key `learning_rat`; did you mean"):
        train(tmp_path, {"learning_rat": 1})
    with pytest.raises(ConfigError, match=r"unknown key `lora.alpa`; did you mean `alpha`"):
        train(tmp_path, {"lora": {"alpa": 1}})
    with pytest.raises(ConfigError, match="there is no profile `smok`"):
        train(tmp_path, profile="smok")
    with pytest.raises(ConfigError, match="no model of transformers"):
        train(tmp_path, {"base": str(tmp_path / "nowhere")})
    with pytest.raises(ConfigError, match="adapters are not rounded"):
        train(tmp_path, {"method": "lora", "quantisation_aware": "q4_0"})


def test_a_loss_that_is_no_number_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asciidoc_train.fine_tuning import training_loop

    real = training_loop.reply_loss
    seen: list[int] = []

    def spoilt(*given: Any, **named: Any) -> Any:
        seen.append(1)
        return real(*given, **named) * (float("nan") if len(seen) == 3 else 1)

    monkeypatch.setattr(training_loop, "reply_loss", spoilt)
    with pytest.raises(TrainingError, match="step 3: the loss is no number"):
        train(tmp_path, rows=numbered(40))


@pytest.mark.slow
def test_two_processes_train_as_one(tmp_path: Path) -> None:
    from tests.training.sample_rows import write

    rows = write(tmp_path / "rows.jsonl", numbered(24))
    dev = write(tmp_path / "dev.jsonl", numbered(4, start=60))
    change = "{base: random, batch_tokens: 512, max_tokens: 256, accumulate: 2, epochs: 2}"
    words = ["train", "--quiet", "--set", "profile=smoke", "--set", f"change={change}"]
    words += ["--set", f"train=[{rows}]", "--set", f"dev=[{dev}]", "--set", "threads=1"]
    one = [sys.executable, "-m", "asciidoc_train", *words, "--work", str(tmp_path / "one")]
    two = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    two += ["-m", "asciidoc_train", *words, "--work", str(tmp_path / "two")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    for command in (one, two):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.count("tokens/s") == 1
    alone, both = (load_run(tmp_path / name / "train/smoke") for name in ("one", "two"))
    assert both.finished
    assert both.steps == alone.steps
    assert both.best_loss == pytest.approx(alone.best_loss, rel=1e-3)
    for key, value in weights(alone.last).items():
        assert torch.allclose(value, weights(both.last)[key], atol=2e-3), key
