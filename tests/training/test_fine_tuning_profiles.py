"""Every profile trains, with tiny random weights in place of its base."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.execution import ConfigSource, run_stage
from asciidoc_train.fine_tuning.checkpoints import load_run
from asciidoc_train.fine_tuning.train_stage import PROFILES, TrainConfig, TrainStage
from asciidoc_train.stage import Job
from asciidoc_train.stages import load_stage

from tests.training.picture_rows import boxes
from tests.training.sample_rows import numbered, write
from tests.training.tuning_runs import train

NAMES = sorted(path.stem for path in PROFILES.glob("*.yaml"))
NEEDS = {"lora": ("peft",), "qlora": ("peft", "bitsandbytes"), "full": ()}


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_trains(name: str, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
    config = TrainConfig(profile=name, scale="smoke")
    profile = config.load_profile()
    needed = NEEDS[profile.method]
    for package in (*needed, *(["bitsandbytes"] if "8bit" in profile.optimizer else [])):
        pytest.importorskip(package, reason=f"not installed (extra `tune`): {package}")
    made = boxes if profile.base == "pictures" else numbered
    rows, dev = (
        write(tmp_path / "rows.jsonl", made(30)),
        write(tmp_path / "dev.jsonl", made(3, start=50)),
    )
    config = TrainConfig(profile=name, scale="smoke", train=(rows,), dev=(dev,))
    job = Job(tmp_path)
    plan = TrainStage().plan(config, job)
    assert "30 examples" in " ".join(plan.steps)
    outcome = TrainStage().run(config, job)
    run = load_run(tmp_path / "train" / name)
    assert run.finished
    assert run.best_loss is not None
    assert "tokens/s, peak memory" in "\n".join(outcome.summary)
    adapter = (run.best / "adapter_model.safetensors").is_file()
    assert adapter == run.is_adapter == (profile.method != "full")


def test_a_model_and_an_adapter_on_it_are_asked(tmp_path: Path) -> None:
    for package in ("torch", *NEEDS["lora"]):
        pytest.importorskip(package, reason=f"not installed (extra `tune`): {package}")
    rows = numbered(2)
    whole = train(tmp_path, {"epochs": 150}, rows=rows, name="whole")
    change = {"base": str(whole.best), "method": "lora", "epochs": 10}
    adapter = train(tmp_path, change, rows=rows, name="adapter")
    for run in (whole, adapter):
        said = argparse.Namespace(prompts=[rows[0].prompt], model=run.folder)
        report: Any = run_stage(
            load_stage("infer"), ConfigSource(), Job(tmp_path, arguments=said)
        ).report
        (answer,) = report["answers"]
        assert answer["notation"] == rows[0].notation
        assert "alpha0" in answer["drawing"]


def test_help_and_plans_of_other_stages_load_no_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from asciidoc_train.cli import main; main(['--help']);"
        f"main(['split', '--dry-run', '--work', {str(tmp_path)!r}]);"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=120)


def test_losses_are_plotted(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
    pytest.importorskip("resvg_py", reason="not installed (extra `png`): resvg_py")
    run = train(tmp_path, {"epochs": 6}, dev=numbered(3, start=50))
    outcome = run_stage(load_stage("plot"), ConfigSource(), Job(tmp_path))
    assert (tmp_path / "plot/tiny.png").read_bytes().startswith(b"\x89PNG")
    svg = (tmp_path / "plot/tiny.svg").read_text("utf-8")
    assert svg.count("<polyline") == 2
    assert f"{run.best_loss:.4f}" in "\n".join(outcome.summary)
