"""Config of the stage `generate-at-scale`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from asciidoc_train.config import Config
from asciidoc_train.generation.config import GenerateConfig


class Slurm(Config):
    """What Slurm is told of each job.

    Attributes:
        partition: Where it runs.
        time: Longest time, as Slurm writes it.
        cpus: For each shard.
        memory_gb: For each of them.
        setup: Shell line that makes `python` the one of this environment.
    """

    partition: str = Field(min_length=1)
    time: str = Field(default="04:00:00", pattern=r"^(\d+-)?\d{1,2}(:\d{2}){1,2}$")
    cpus: int = Field(default=1, ge=1, le=256)
    memory_gb: int = Field(default=2, ge=1, le=1024)
    setup: str = ""


class Scale(Config):
    """How the work is spread.

    Attributes:
        executor: `local` processes, jobs of `slurm`, or tasks of a `ray` cluster.
        shards: Parts of the work; each is done, and done again, as a whole.
        workers: Most shards at a time; 0 for all.
        slurm: Needed for that executor.
    """

    executor: Literal["local", "slurm", "ray"] = "local"
    shards: int = Field(default=8, ge=1, le=100_000)
    workers: int = Field(default=0, ge=0, le=100_000)
    slurm: Slurm | None = None

    @model_validator(mode="after")
    def _slurm_is_told(self) -> Scale:
        if self.executor == "slurm" and self.slurm is None:
            raise ValueError("the executor `slurm` needs `scale.slurm.partition`")
        return self


class GenerateAtScaleConfig(GenerateConfig):
    """As `generate`, with one endpoint, and how to spread the work.

    Attributes:
        scale: Executor and shards.
    """

    scale: Scale = Scale()
