"""The optimizer, and the learning rate at each step."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

from asciidoc_train.fine_tuning.learner import Learner
from asciidoc_train.fine_tuning.profile import Profile

torch: Any = import_module("torch")


def learning_rate(profile: Profile, step: int, steps: int) -> float:
    """Return the learning rate of a step, counted from 0, in a run of `steps`."""
    warm = math.ceil(profile.warmup * steps)
    if step < warm:
        return profile.learning_rate * (step + 1) / warm
    done = (step - warm) / max(1, steps - warm)
    last = profile.final_learning_rate
    falls = {
        "cosine": 0.5 * (1 + math.cos(math.pi * done)),
        "linear": 1 - done,
        "constant": 1.0,
    }
    share = falls[profile.schedule]
    return profile.learning_rate * (last + (1 - last) * share)


def make_optimizer(learner: Learner, profile: Profile) -> Any:
    """Return the optimizer of a learner's masters; weight decay is on matrices alone."""
    for master in learner.masters:
        master.requires_grad_(True)
    groups = [
        {
            "params": [m for m in learner.masters if m.dim() >= 2],
            "weight_decay": profile.weight_decay,
        },
        {"params": [m for m in learner.masters if m.dim() < 2], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    betas = (0.9, profile.beta2)
    if profile.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=profile.learning_rate, betas=betas, fused=True)
    bitsandbytes: Any = import_module("bitsandbytes")
    kinds = {
        "adamw_8bit": bitsandbytes.optim.AdamW8bit,
        "paged_adamw_8bit": bitsandbytes.optim.PagedAdamW8bit,
    }
    return kinds[profile.optimizer](groups, lr=profile.learning_rate, betas=betas)


def set_learning_rate(optimizer: Any, rate: float) -> None:
    """Set the learning rate of the next step."""
    for group in optimizer.param_groups:
        group["lr"] = rate
