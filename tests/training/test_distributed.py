"""The ways to start training in several processes, as far as one machine without a GPU shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytest.importorskip("torch", reason="torch is not installed (extra `tune`)")

CONFIGS = Path(__file__).parents[2] / "training" / "configs" / "distributed"
PLAN = "Nothing was done (--dry-run)."


def environment(**more: str) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "OMP_NUM_THREADS": "1", "PATH": path, **more}


def test_torchrun_starts_processes_that_know_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["-m", "asciidoc_train", "train", "--dry-run", "--work", str(tmp_path)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(PLAN) == 2


def test_the_script_for_slurm_starts_torchrun_on_all_nodes(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    fakes = {
        "scontrol": 'echo "127.0.0.1"; echo "other"',
        "srun": 'echo "srun: $*" >&2; exec "$@"',
    }
    for name, body in fakes.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}\n")
        (tools / name).chmod(0o755)
    told = environment(SLURM_JOB_NODELIST="n", SLURM_NNODES="1", SLURM_GPUS_ON_NODE="2")
    told |= {"SLURM_JOB_ID": "7", "PATH": f"{tools}{os.pathsep}{told['PATH']}"}
    command = ["bash", str(CONFIGS / "slurm.sh"), "--dry-run", "--work", str(tmp_path / "work")]
    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "--rdzv-endpoint 127.0.0.1:29500" in done.stderr
    assert done.stdout.count(PLAN) == 2


def test_accelerate_takes_its_config() -> None:
    config_args = pytest.importorskip(
        "accelerate.commands.config.config_args", reason="accelerate is not installed"
    )
    path = CONFIGS / "two-machines.yaml"
    config = config_args.load_config_from_file(str(path))  # refuses unknown keys
    assert (config.num_machines, config.num_processes) == (2, 16)
    assert yaml.safe_load(path.read_text())["mixed_precision"] == "no"
