"""The pipeline of datatrove: read a shard, ask the teacher, write what it answered."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from asciidoc_train.errors import ConfigError
from asciidoc_train.generation.at_scale.config import GenerateAtScaleConfig
from asciidoc_train.generation.at_scale.documents import ask
from asciidoc_train.generation.at_scale.teacher_server import teacher_runner

_HINT = "pip install 'ascii-diagram[scale]'; for Ray also `ray`"
_CHUNK = 500


def run_pipeline(config: GenerateAtScaleConfig, folder: Path, shards: int) -> None:
    """Run the pipeline, or hand it to Slurm or Ray; shards that are done are not done again.

    Args:
        config: The teacher and the executor.
        folder: Of the round. Has `tasks/`; gets `answers/`, `logs/` and `checkpoints/`. All
            machines must see it.
        shards: Files in `tasks/`.

    Raises:
        ConfigError: datatrove or what it needs for this is not installed.
    """
    executor = _executor(config, folder, shards, _steps(config, folder))
    executor.run()


def _steps(config: GenerateAtScaleConfig, folder: Path) -> list[Any]:
    inference = _module("datatrove.pipeline.inference.run_inference")
    readers = _module("datatrove.pipeline.readers.jsonl")
    writers = _module("datatrove.pipeline.writers.jsonl")
    remote = config.remote
    endpoint = remote.endpoints[0]
    return [
        readers.JsonlReader(str(folder / "tasks")),
        teacher_runner(endpoint.api_key_env)(
            rollout_fn=ask,
            config=inference.InferenceConfig(
                server_type="endpoint",
                endpoint_url=endpoint.url,
                model_name_or_path=endpoint.model,
                max_concurrent_generations=endpoint.concurrency,
                request_timeout=remote.request_seconds,
            ),
            output_writer=writers.JsonlWriter(
                str(folder / "answers"), output_filename="${rank}_${chunk_index}.jsonl"
            ),
            shared_context={"temperature": remote.temperature, "max_tokens": remote.max_tokens},
            checkpoints_local_dir=str(folder / "checkpoints"),
            records_per_chunk=_CHUNK,
            skip_bad_requests=True,
        ),
    ]


def _executor(config: GenerateAtScaleConfig, folder: Path, shards: int, steps: list[Any]) -> Any:
    scale = config.scale
    workers = min(scale.workers or shards, shards)
    common: dict[str, Any] = {
        "pipeline": steps,
        "tasks": shards,
        "workers": workers,
        "logging_dir": str(folder / "logs"),
    }
    if scale.executor == "local":
        return _module("datatrove.executor.local").LocalPipelineExecutor(**common)
    if scale.executor == "ray":
        return _module("datatrove.executor.ray").RayPipelineExecutor(**common)
    slurm = scale.slurm
    assert slurm is not None  # the config sees to it
    return _module("datatrove.executor.slurm").SlurmPipelineExecutor(
        **common,
        partition=slurm.partition,
        time=slurm.time,
        cpus_per_task=slurm.cpus,
        mem_per_cpu_gb=slurm.memory_gb,
        env_command=slurm.setup or None,
        job_name="asciidoc-train",
        mail_type="NONE",
    )


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigError(f"{error.name or name} is not installed", hint=_HINT) from error
