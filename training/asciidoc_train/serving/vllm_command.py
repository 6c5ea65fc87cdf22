"""The command line and environment that start vLLM.

`python -m vllm.entrypoints.openai.api_server` rather than `vllm serve`, which builds of vLLM under
another package name do not have.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from asciidoc_train.serving.config import KEY_VARIABLE, ServeConfig

MODULE = "vllm.entrypoints.openai.api_server"
_RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
_BASE_ENDING = "-base"
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "OMP_WAIT_POLICY": "passive",
}


@dataclass(frozen=True, slots=True)
class Served:
    """What is served.

    Attributes:
        model: Folder of a whole model, or of an adapter's base.
        adapter: Folder of the adapter; None for a whole model.
        rank: The adapter's rank.
    """

    model: Path
    adapter: Path | None = None
    rank: int = 0

    def at(self, folder: Path) -> Served:
        """Return the same with its folders mounted in a container."""
        adapter = folder / "adapter" if self.adapter else None
        return replace(self, model=folder / "model", adapter=adapter)


def vllm_command(config: ServeConfig, served: Served, python: str | None = None) -> list[str]:
    """Return the words of the command; there is no secret among them.

    Args:
        config: How to serve.
        served: What to serve.
        python: The Python to start; None for what the config says.
    """
    own_name = config.name + (_BASE_ENDING if served.adapter else "")
    structured = json.dumps(config.structured_outputs.model_dump(), separators=(",", ":"))
    words = [
        python or config.python or sys.executable, "-m", MODULE,
        "--model", str(served.model),
        "--served-model-name", own_name,
        "--host", config.host,
        "--port", str(config.port),
        "--dtype", config.dtype,
        "--max-model-len", str(config.max_model_len),
        "--tensor-parallel-size", str(config.tensor_parallel),
        "--data-parallel-size", str(config.data_parallel),
        "--gpu-memory-utilization", str(config.gpu_memory),
        "--structured-outputs-config", structured,
    ]  # fmt: skip
    if served.adapter is not None:
        rank = config.max_lora_rank or next(r for r in _RANKS if r >= min(served.rank, _RANKS[-1]))
        words += ["--enable-lora", "--max-lora-rank", str(rank)]
        words += ["--lora-modules", f"{config.name}={served.adapter}"]
    if config.enforce_eager:
        words.append("--enforce-eager")
    return [*words, *config.extra]


def vllm_environment(config: ServeConfig) -> dict[str, str]:
    """Return the environment variables of the server, without the key."""
    return {**_ENVIRONMENT, **config.environment}


def with_key(
    variables: Mapping[str, str], config: ServeConfig, outside: Mapping[str, str]
) -> dict[str, str]:
    """Return `outside` with `variables`, and the key where vLLM looks for it."""
    key = outside.get(config.api_key_env)
    return {**outside, **variables, **({KEY_VARIABLE: key} if key else {})}
