from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from asciidoc_train.errors import ConfigError, TrainingError
from asciidoc_train.fine_tuning.metrics_log import read_metrics

from tests.training.sample_rows import numbered
from tests.training.tuning_runs import train

pytest.importorskip("torch", reason="not installed (extra `tune`): torch")


def test_trl_trains_adapters_on_replies_alone(tmp_path: Path) -> None:
    for name in ("trl", "peft", "datasets"):
        pytest.importorskip(name, reason=f"not installed: {name}")
    rows = numbered(16)
    change = {"trainer": "trl", "method": "lora", "epochs": 4, "batch_rows": 8}
    run = train(tmp_path, change, rows=rows, dev=rows[:3])
    assert run.trainer == "trl"
    assert run.finished
    assert (run.best / "adapter_model.safetensors").is_file()
    assert (run.last / "adapter_model.safetensors").is_file()
    losses = [item["loss"] for item in read_metrics(run.metrics) if "loss" in item]
    assert len(losses) == run.steps == 8
    assert run.best_loss is not None
    # the loss of an untrained model on replies alone, as our own loop has it
    own = train(tmp_path, {"method": "lora", "max_steps": 1}, rows=rows, name="own")
    first = next(item["loss"] for item in read_metrics(own.metrics))
    assert losses[0] == pytest.approx(first, rel=0.05)


def test_settings_that_only_our_own_loop_knows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`trainer: trl` does not know end_weight"):
        train(tmp_path, {"trainer": "trl", "end_weight": 2})
    with pytest.raises(ConfigError, match="trains adapters"):
        train(tmp_path, {"trainer": "unsloth"})


@pytest.mark.skipif(importlib.util.find_spec("unsloth") is not None, reason="unsloth is installed")
def test_a_missing_unsloth_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="`unsloth` cannot be used") as told:
        train(tmp_path, {"trainer": "unsloth", "method": "lora"})
    assert "pip install unsloth" in str(told.value)
