"""One real vLLM for all tests here. They run when they are asked for by name, and then fail where
vLLM cannot be had; else they are skipped.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real_vllm.installation import UnavailableError, vllm_python

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAME = "ascii"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    named = "vllm" in config.option.markexpr or any("real_vllm" in word for word in config.args)
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.vllm)
            if not named:
                reason = "needs a real vLLM: pytest -m vllm tests/real_vllm"
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass(frozen=True)
class Trained:
    """Folders of a base, an adapter as training left it, and the same as it was exported."""

    base: Path
    adapter: Path
    exported: Path


@pytest.fixture(scope="session")
def python() -> Path:
    try:
        return vllm_python()
    except UnavailableError as error:
        pytest.fail(f"vLLM cannot be had: {error}", pytrace=False)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A tiny Qwen3 with an adapter that knows fifty rows by heart, trained and exported here."""
    from tests.real_vllm.rows import other_rows, rows
    from tests.training.sample_rows import write

    work = tmp_path_factory.mktemp("work")
    train(work, "base", write(work / "others.jsonl", other_rows()))
    base = work / "train" / "base" / "last"
    adapter = {"base": str(base), "method": "lora", "epochs": 120}
    train(work, "heart", write(work / "rows.jsonl", rows()), **adapter)
    stage("export", work, f"model={work / 'train' / 'heart'}", "parity.prompts=0", "gguf=[f16]")
    return Trained(base, work / "train" / "heart" / "best", work / "export" / "heart" / "adapter")


def train(work: Path, name: str, rows: Path, **change: object) -> None:
    profile = f"profile={HERE / 'profile.yaml'}"
    sets = [profile, f"name={name}", f"train=[{rows}]", "dev=[]", "threads=1"]
    stage("train", work, *sets, *(f"change.{key}={value}" for key, value in change.items()))


def stage(name: str, work: Path, *sets: str) -> None:
    command = [sys.executable, "-m", "asciidoc_train", name, "--quiet", "--work", str(work)]
    command += [word for pair in sets for word in ("--set", pair)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


Start = Callable[..., str]


@pytest.fixture(scope="session")
def start(
    python: Path, trained: Trained, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Start servers as the stage `serve` does; returns their addresses."""
    from asciidoc_train.serving.config import ServeConfig
    from asciidoc_train.serving.server import Server
    from asciidoc_train.serving.vllm_command import Served, vllm_command, vllm_environment

    from tests.training.tiny_models import TEMPLATE

    logs = tmp_path_factory.mktemp("logs")
    with ExitStack() as stack:
        numbers = iter(range(100))

        def run(*, adapter: bool = True, owner: ExitStack | None = None, **options: object) -> str:
            config = ServeConfig.model_validate(
                {
                    "name": NAME,
                    "port": _free_port(),
                    "max_model_len": 1024,
                    "enforce_eager": True,
                    "extra": ["--chat-template", TEMPLATE],
                    "environment": {
                        "VLLM_CPU_KVCACHE_SPACE": "1",
                        "VLLM_CPU_OMP_THREADS_BIND": "nobind",
                        "OMP_NUM_THREADS": "2",
                        "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True",
                    },
                    **options,
                }
            )
            served = Served(trained.base, trained.adapter if adapter else None, 64)
            command = vllm_command(config, served, str(python))
            environment = {**_plain_environment(), **vllm_environment(config)}
            log = logs / f"vllm{next(numbers)}.log"
            address = ("127.0.0.1", config.port)
            server = Server(command, environment, address, "", log)
            (owner or stack).enter_context(server)
            server.wait_until_ready(600)
            return f"{server.url}/v1"

        yield run


def _plain_environment() -> dict[str, str]:
    unwanted = ("PYTHONPATH", "PYTHONHOME", "VLLM_", "ASCII_DIAGRAM_")
    return {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}


@pytest.fixture(scope="session")
def url(start: Start) -> str:
    """The address of a server with the adapter."""
    return start()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
