"""Training with the loops of TRL or Unsloth instead of our own.

They know no weighted end token, no rounding and no averaging, and go on from their own last
checkpoint rather than from any step.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from asciidoc_train.errors import ConfigError, Interrupted, TrainingError
from asciidoc_train.fine_tuning.base_models import load_base
from asciidoc_train.fine_tuning.checkpoints import TrainedRun, drop_state, save_run
from asciidoc_train.fine_tuning.examples import Example, Examples
from asciidoc_train.fine_tuning.learner import with_adapter
from asciidoc_train.fine_tuning.metrics_log import MetricsLog, read_metrics
from asciidoc_train.fine_tuning.profile import Profile
from asciidoc_train.fine_tuning.saving import save_whole
from asciidoc_train.fine_tuning.tokenizers import ModelTokenizer
from asciidoc_train.fine_tuning.world import World, peak_mb
from asciidoc_train.progress import Advance, Progress

_OPTIMIZERS = {
    "adamw": "adamw_torch_fused",
    "adamw_8bit": "adamw_8bit",
    "paged_adamw_8bit": "paged_adamw_8bit",
}
_OWN_ALONE = ("end_weight", "quantisation_aware", "average_decay", "final_learning_rate")


@dataclass(frozen=True, slots=True)
class Material:
    """What is learned and evaluated on, and how it is tokenised."""

    train: Examples
    dev: Examples
    tokenizer: ModelTokenizer


def train_with_library(
    run: TrainedRun, profile: Profile, material: Material, world: World, progress: Progress
) -> TrainedRun:
    """Train a run with the SFT trainer of TRL, which Unsloth makes faster where it is chosen.

    Raises:
        ConfigError: A setting that these trainers do not know.
        TrainingError: The package is not installed.
        Interrupted: By the user; what the trainer saved last is kept.
    """
    _refuse_unknown(profile)
    # Unsloth has to be imported before TRL, which it changes
    model = _unsloth_model(profile) if profile.trainer == "unsloth" else None
    trl = _import("trl", "pip install trl")
    if model is None:
        model = _plain_model(run, profile, material.tokenizer)
    trainer = trl.SFTTrainer(
        model=model,
        args=trl.SFTConfig(**_settings(run, profile, material, world)),
        train_dataset=_dataset(_repeated(material.train.items)),
        eval_dataset=_dataset(material.dev.items) if material.dev.items else None,
        processing_class=material.tokenizer.tokenizer,
    )
    started = time.monotonic()
    saved = any(_checkpoints(run.folder).glob("checkpoint-*"))
    log = MetricsLog(run.metrics, upto=2**62 if saved else 0) if world.first else None
    total = int(trainer.args.max_steps)
    if total <= 0:
        total = math.ceil(len(trainer.get_train_dataloader()) / _accumulate(profile, world))
        total = math.ceil(total * profile.epochs)
    with progress.over("train", total) as advance:
        trainer.add_callback(_watcher(log, advance))
        try:
            trainer.train(resume_from_checkpoint=saved or None)
        except KeyboardInterrupt:
            raise Interrupted(
                "stopped; the trainer's last checkpoint is kept", hint="run the same command again"
            ) from None
    return _finish(run, trainer, material, world, time.monotonic() - started)


def _refuse_unknown(profile: Profile) -> None:
    plain = Profile()
    other = [name for name in _OWN_ALONE if getattr(profile, name) != getattr(plain, name)]
    if other:
        raise ConfigError(
            f"`trainer: {profile.trainer}` does not know {', '.join(other)}",
            hint="leave them out, or use `trainer: own`",
        )
    if profile.trainer == "unsloth" and profile.method == "full":
        raise ConfigError("`trainer: unsloth` trains adapters: choose the method lora or qlora")


def _import(name: str, advice: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise TrainingError(f"the trainer `{name}` cannot be used: {error}", hint=advice) from error


def _plain_model(run: TrainedRun, profile: Profile, tokenizer: ModelTokenizer) -> Any:
    model = load_base(profile, tokenizer, run.folder.parent)
    model.config.use_cache = False
    if profile.method == "full":
        return model
    model.requires_grad_(False)
    return with_adapter(model, profile)


def _unsloth_model(profile: Profile) -> Any:
    unsloth = _import("unsloth", "pip install unsloth (it wants a GPU and its own environment)")
    model, _ = unsloth.FastLanguageModel.from_pretrained(
        model_name=profile.base,
        max_seq_length=profile.max_tokens,
        load_in_4bit=profile.method == "qlora",
    )
    return unsloth.FastLanguageModel.get_peft_model(
        model,
        r=profile.lora.r,
        lora_alpha=profile.lora.alpha,
        lora_dropout=profile.lora.dropout,
        target_modules=list(profile.lora.targets),
        bias="none",
        use_gradient_checkpointing="unsloth" if profile.gradient_checkpointing else False,
        random_state=profile.seed,
    )


def _settings(
    run: TrainedRun, profile: Profile, material: Material, world: World
) -> dict[str, Any]:
    items = material.train.items
    mean = sum(len(item.tokens) for item in items) / len(items)
    rows = profile.batch_rows or max(1, int(profile.batch_tokens / mean))
    evaluated = bool(material.dev.items)
    every = profile.evaluate_every
    when = "steps" if every else "epoch"
    return {
        "output_dir": str(_checkpoints(run.folder)),
        "per_device_train_batch_size": rows,
        "per_device_eval_batch_size": rows,
        "gradient_accumulation_steps": _accumulate(profile, world),
        "learning_rate": profile.learning_rate,
        "lr_scheduler_type": profile.schedule,
        "warmup_steps": profile.warmup,
        "weight_decay": profile.weight_decay,
        "adam_beta2": profile.beta2,
        "max_grad_norm": profile.clip,
        "label_smoothing_factor": profile.label_smoothing,
        "num_train_epochs": profile.epochs,
        "max_steps": profile.max_steps or -1,
        "max_length": profile.max_tokens,
        "optim": _OPTIMIZERS[profile.optimizer],
        "bf16": profile.precision == "bf16",
        "gradient_checkpointing": profile.gradient_checkpointing,
        "eval_strategy": when if evaluated else "no",
        "eval_steps": every or None,
        "save_strategy": when,
        "save_steps": every or 500,
        "save_total_limit": 2,
        "load_best_model_at_end": evaluated,
        "metric_for_best_model": "eval_loss" if evaluated else None,
        "greater_is_better": False if evaluated else None,
        "logging_steps": 1,
        "report_to": "none",
        "disable_tqdm": True,
        "use_cpu": world.device.type == "cpu",
        "seed": profile.seed,
    }


def _checkpoints(folder: Path) -> Path:
    return folder / "state"


def _accumulate(profile: Profile, world: World) -> int:
    return max(1, math.ceil(profile.accumulate / world.size))


def _repeated(items: Iterable[Example]) -> list[Example]:
    return [item for item in items for _ in range(round(item.times))]


def _dataset(items: Iterable[Example]) -> Any:
    datasets: Any = import_module("datasets")
    rows = [
        {
            "input_ids": list(item.tokens),
            "labels": [-100] * item.reply_start + list(item.tokens[item.reply_start :]),
        }
        for item in items
    ]
    return datasets.Dataset.from_list(rows)


def _watcher(log: MetricsLog | None, advance: Advance) -> Any:
    transformers: Any = import_module("transformers")
    names = {
        "loss": "loss",
        "learning_rate": "learning_rate",
        "grad_norm": "gradient_norm",
        "eval_loss": "dev_loss",
        "epoch": "epoch",
    }

    class Watcher(transformers.TrainerCallback):
        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            del args, control
            item = {names[key]: float(value) for key, value in logs.items() if key in names}
            if log and ("loss" in item or "dev_loss" in item):
                log.add({"step": int(state.global_step), **item})

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            del args, state, control
            advance()

    return Watcher()


def _finish(
    run: TrainedRun, trainer: Any, material: Material, world: World, seconds: float
) -> TrainedRun:
    state = trainer.state
    best: dict[int, float] = {
        item["step"]: item["dev_loss"]
        for item in cast("Iterator[dict[str, Any]]", read_metrics(run.metrics))
        if "dev_loss" in item
    }
    # the best weights are loaded at the end; the last ones are in the last checkpoint
    step = min(best, key=best.__getitem__) if best else int(state.global_step)
    seen = material.train.tokens * float(state.epoch or 0)

    def write(folder: Path) -> None:
        trainer.model.save_pretrained(folder)
        material.tokenizer.tokenizer.save_pretrained(folder)

    if world.first:
        save_whole(run.best, write)
        newest = _checkpoints(run.folder) / f"checkpoint-{state.global_step}"
        if step != state.global_step and newest.is_dir():
            newest.rename(run.last)
        else:
            save_whole(run.last, write)
    done = replace(
        run,
        steps=int(state.global_step),
        planned_steps=int(state.max_steps),
        finished=True,
        best_step=step,
        best_loss=best.get(step),
        tokens_per_second=round(seen / seconds, 1),
        peak_mb=peak_mb(world),
        parameters=sum(p.numel() for p in trainer.model.parameters() if p.requires_grad),
    )
    if world.first:
        save_run(done)
        drop_state(run.folder)
    world.wait()
    return done
