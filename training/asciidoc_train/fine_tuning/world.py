"""The processes of one run: torchrun starts several, without it there is one."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from asciidoc_train.errors import TrainingError

torch: Any = import_module("torch")


@dataclass(frozen=True, slots=True)
class World:
    """Where this process stands among those of its run.

    Attributes:
        rank: From 0; rank 0 writes files.
        size: Number of processes.
        device: Of the model.
    """

    rank: int
    size: int
    device: Any

    @property
    def first(self) -> bool:
        """Whether this process writes files and shows progress."""
        return self.rank == 0

    def sum(self, tensor: Any) -> Any:
        """Add a tensor up over all processes, in place; returns it."""
        if self.size > 1:
            torch.distributed.all_reduce(tensor)
        return tensor

    def broadcast(self, tensor: Any) -> None:
        """Copy a tensor of rank 0 to all processes, in place."""
        if self.size > 1:
            torch.distributed.broadcast(tensor, 0)

    def wait(self) -> None:
        """Wait for all processes."""
        if self.size > 1:
            torch.distributed.barrier()

    def leave(self) -> None:
        """End the group of processes."""
        if self.size > 1:
            torch.distributed.destroy_process_group()


def join_world() -> World:
    """Return this process's place; joins the group that torchrun set up.

    Raises:
        TrainingError: The group cannot be joined.
    """
    size, local = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("LOCAL_RANK", "0"))
    cuda = bool(torch.cuda.is_available())
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if size == 1:
        return World(0, 1, device)
    if not torch.distributed.is_available():
        raise TrainingError("this build of torch cannot train in several processes")
    try:
        torch.distributed.init_process_group("nccl" if cuda else "gloo")
    except (RuntimeError, ValueError) as error:
        raise TrainingError(
            f"the {size} processes do not find each other: {error}",
            hint="start them with torchrun --nproc-per-node N -m asciidoc_train train",
        ) from error
    return World(int(torch.distributed.get_rank()), size, device)


def peak_mb(world: World) -> int:
    """Return the most memory used so far, in MiB: of the GPU, else of this process."""
    if world.device.type == "cuda":
        return int(torch.cuda.max_memory_allocated()) >> 20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
