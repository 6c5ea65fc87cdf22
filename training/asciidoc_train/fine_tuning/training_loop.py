"""Our own training loop: any world size, stopped and gone on from at any step."""

from __future__ import annotations

import hashlib
import math
import signal
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from asciidoc_train.errors import Interrupted, TrainingError
from asciidoc_train.files import JsonObject
from asciidoc_train.fine_tuning.batches import Batch
from asciidoc_train.fine_tuning.checkpoints import (
    CheckpointError,
    State,
    TrainedRun,
    drop_state,
    find_state,
    save_run,
    save_state,
)
from asciidoc_train.fine_tuning.examples import Example
from asciidoc_train.fine_tuning.learner import Learner
from asciidoc_train.fine_tuning.metrics_log import MetricsLog
from asciidoc_train.fine_tuning.optimisation import (
    learning_rate,
    make_optimizer,
    set_learning_rate,
)
from asciidoc_train.fine_tuning.profile import Profile
from asciidoc_train.fine_tuning.reply_loss import reply_loss
from asciidoc_train.fine_tuning.saving import save_whole
from asciidoc_train.fine_tuning.world import World, peak_mb
from asciidoc_train.progress import Progress

torch: Any = import_module("torch")
safetensors: Any = import_module("safetensors.torch")

_WEIGHTS_FILE, _OPTIMIZER_FILE = "weights.safetensors", "optimizer.pt"


@dataclass(frozen=True, slots=True)
class Course:
    """What is learned, in which order.

    Attributes:
        train: The examples.
        dev: Examples for evaluations; may be empty.
        steps: Batches of every step.
        epoch_steps: Steps of a whole epoch.
    """

    train: Sequence[Example]
    dev: Sequence[Example]
    steps: Sequence[Sequence[Batch]]
    epoch_steps: int


@dataclass(slots=True)
class Tally:
    """Figures that grow during a run and go on after an interruption."""

    tokens: int = 0
    seconds: float = 0.0
    best_loss: float = math.inf
    best_step: int = 0


class TrainingLoop:
    """Trains one learner through one course."""

    def __init__(
        self, learner: Learner, profile: Profile, course: Course, run: TrainedRun, world: World
    ) -> None:
        self._learner, self._profile, self._course = learner, profile, course
        self._run, self._world = run, world
        self._optimizer = make_optimizer(learner, profile)
        self._tally = Tally()
        self._stop = False

    def train(self, progress: Progress) -> TrainedRun:
        """Train to the end, from where an interrupted run of the same settings stopped.

        Raises:
            Interrupted: By the user; the state is saved.
            TrainingError: The loss is no number any more.
            StoreError: A file cannot be written; the state before is kept.
            CheckpointError: The state is damaged.
        """
        start = self._resume()
        steps = len(self._course.steps)
        log = MetricsLog(self._run.metrics, upto=start) if self._world.first else None
        shown = progress if self._world.first else Progress(quiet=True)
        with self._interruptible(), shown.over("train", steps) as advance:
            advance(start)
            for step in range(start, steps):
                clock = time.monotonic()
                item = self._step(step)
                self._tally.seconds += time.monotonic() - clock
                advance(1, f"loss {item['loss']:.4g}, {self._rate():,.0f} tokens/s")
                if log:
                    log.add(item)
                self._after_step(step + 1, log)
        return self._finish(log)

    def _step(self, step: int) -> dict[str, Any]:
        profile, world = self._profile, self._world
        clock, batches = time.monotonic(), self._course.steps[step]
        total = sum(self._weight(i) for batch in batches for i in batch)
        torch.manual_seed(hash((profile.seed, step, world.rank)) & 0x7FFFFFFF)
        rate = learning_rate(profile, step, len(self._course.steps))
        loss = torch.zeros((), device=world.device)
        quantised = self._quantised(step)
        if quantised and not self._quantised(step - 1):
            self._learner.publish(quantised=True)
        for batch in batches[world.rank :: world.size]:
            part = self._loss(self._course.train, batch, training=True) / total
            part.backward()
            self._learner.collect_gradients()
            loss += part.detach()
        masters = self._learner.masters
        for master in masters:
            if master.grad is None:  # this process had no batch in this step
                master.grad = torch.zeros_like(master)
            world.sum(master.grad)
        world.sum(loss)
        norm = float(torch.nn.utils.clip_grad_norm_(masters, profile.clip or math.inf))
        if not math.isfinite(float(loss)) or not math.isfinite(norm):
            raise TrainingError(
                f"step {step + 1}: the loss is no number any more",
                hint="lower learning_rate; best/ and the last state are kept",
            )
        set_learning_rate(self._optimizer, rate)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._learner.update_average(profile.average_decay, step)
        self._learner.publish(quantised=quantised)
        tokens = sum(len(self._course.train[i].tokens) for batch in batches for i in batch)
        self._tally.tokens += tokens
        return {
            "step": step + 1,
            "epoch": round((step + 1) / self._course.epoch_steps, 4),
            "loss": float(loss),
            "learning_rate": rate,
            "gradient_norm": norm,
            "tokens": self._tally.tokens,
            "tokens_per_second": round(tokens / max(1e-9, time.monotonic() - clock), 1),
            "peak_mb": peak_mb(world),
        }

    def _weight(self, index: int) -> float:
        example = self._course.train[index]
        return example.learned - 1 + self._profile.end_weight

    def _loss(self, examples: Sequence[Example], batch: Batch, *, training: bool) -> Any:
        """Return the sum of the losses of a batch's reply tokens."""
        rows = [examples[i] for i in batch]
        longest = max(len(row.tokens) for row in rows)
        tokens = torch.zeros((len(rows), longest - 1), dtype=torch.long)
        where: list[Any] = []
        targets: list[int] = []
        weights: list[float] = []
        for number, row in enumerate(rows):
            known, reply = row.tokens[:-1], row.tokens[row.reply_start :]
            tokens[number, : len(known)] = torch.tensor(known)
            first = number * (longest - 1) + row.reply_start - 1
            where.append(torch.arange(first, first + len(reply)))
            targets += reply
            weights += row.weights
            weights[-1] = self._profile.end_weight if training else 1.0
        device = self._world.device
        states = self._learner.states(tokens.to(device)).flatten(0, 1)
        return reply_loss(
            states[torch.cat(where).to(device)],
            self._learner.head,
            torch.tensor(targets, device=device),
            torch.tensor(weights, device=device),
            smoothing=self._profile.label_smoothing if training else 0.0,
        )

    def _quantised(self, step: int) -> bool:
        """Tell whether the forward pass of a step computes with rounded weights."""
        if self._profile.quantisation_aware == "none" or step < 0:
            return False
        return step >= self._profile.quantise_after * len(self._course.steps)

    def _after_step(self, done: int, log: MetricsLog | None) -> None:
        every = self._profile.evaluate_every or self._course.epoch_steps
        last = done == len(self._course.steps)
        evaluated = last or done % every == 0
        if evaluated and self._course.dev:
            self._evaluate(done, log)
        stop = torch.tensor(float(self._stop), device=self._world.device)
        stopped = bool(self._world.sum(stop) > 0)
        if stopped or (not last and done % (self._profile.save_every or every) == 0):
            self._save_state(done)
        if stopped and not last:
            raise Interrupted(
                f"stopped after step {done} of {len(self._course.steps)}; the state is saved",
                hint="run the same command to go on",
            )

    def _evaluate(self, done: int, log: MetricsLog | None) -> None:
        loss = self.evaluate()
        self._learner.publish(quantised=self._quantised(done - 1))
        if log:
            log.add({"step": done, "dev_loss": loss})
        if loss < self._tally.best_loss:
            self._tally.best_loss, self._tally.best_step = loss, done
            self._save_weights(self._run.best)

    def evaluate(self) -> float:
        """Return the mean loss per reply token on the dev examples."""
        dev, world, profile = self._course.dev, self._world, self._profile
        order = sorted(range(len(dev)), key=lambda i: len(dev[i].tokens))
        longest = max(len(item.tokens) for item in dev)
        rows = max(1, profile.batch_tokens // longest)
        batches = [tuple(order[i : i + rows]) for i in range(0, len(order), rows)]
        total = torch.zeros((), dtype=torch.float64, device=world.device)
        with self._learner.evaluating(quantised=profile.quantisation_aware != "none"):
            for batch in batches[world.rank :: world.size]:
                total += self._loss(dev, batch, training=False).double()
        count = sum(item.learned for item in dev)
        return float(world.sum(total)) / count

    def _save_weights(self, folder: Path) -> None:
        if self._world.first:
            save_whole(folder, self._learner.save)
        self._world.wait()

    def _save_state(self, done: int) -> None:
        if not self._world.first:
            self._world.wait()
            return
        learner, tally = self._learner, self._tally
        weights = {f"master.{i}": master.detach() for i, master in enumerate(learner.masters)}
        weights |= {f"average.{i}": item for i, item in enumerate(learner.average)}
        notes: JsonObject = {
            "fingerprint": fingerprint(self._run, self._course),
            "tokens": tally.tokens,
            "seconds": tally.seconds,
            "best_loss": None if math.isinf(tally.best_loss) else tally.best_loss,
            "best_step": tally.best_step,
        }
        save_state(
            self._run.folder,
            done,
            notes,
            {
                _WEIGHTS_FILE: lambda path: safetensors.save_file(weights, path),
                _OPTIMIZER_FILE: lambda path: torch.save(self._optimizer.state_dict(), path),
            },
        )
        save_run(self._figures(done))
        self._world.wait()

    def _resume(self) -> int:
        """Take up the state of an interrupted run; returns the steps that are done."""
        state = find_state(self._run.folder)
        if state is None:
            for master in self._learner.masters:
                self._world.broadcast(master.data)
            self._learner.publish()
            return 0
        notes: dict[str, Any] = dict(state.notes)
        if notes.get("fingerprint") != fingerprint(self._run, self._course):
            raise CheckpointError(
                f"{self._run.folder}: its state belongs to other settings, rows or base",
                hint="give this run another name, or train with --fresh",
            )
        self._load(state)
        best = notes["best_loss"]
        self._tally = Tally(
            notes["tokens"],
            notes["seconds"],
            math.inf if best is None else best,
            notes["best_step"],
        )
        self._learner.publish(quantised=self._quantised(state.step - 1))
        return state.step

    def _load(self, state: State) -> None:
        learner = self._learner
        try:
            weights = safetensors.load_file(state.tensors[_WEIGHTS_FILE])
            with torch.no_grad():
                for index, master in enumerate(learner.masters):
                    master.copy_(weights[f"master.{index}"])
                for index, item in enumerate(learner.average):
                    item.copy_(weights[f"average.{index}"])
            self._optimizer.load_state_dict(
                torch.load(state.tensors[_OPTIMIZER_FILE], weights_only=True)
            )
        except (KeyError, ValueError, RuntimeError, OSError) as error:
            raise CheckpointError(
                f"{self._run.folder}: the state does not fit: {error}", hint="train with --fresh"
            ) from error

    def _finish(self, log: MetricsLog | None) -> TrainedRun:
        self._save_weights(self._run.last)
        if not self._course.dev:
            self._save_weights(self._run.best)
            self._tally.best_step = len(self._course.steps)
        run = replace(self._figures(len(self._course.steps)), finished=True)
        if log:
            save_run(run)
            drop_state(run.folder)
        return run

    def _figures(self, done: int) -> TrainedRun:
        tally = self._tally
        return replace(
            self._run,
            steps=done,
            best_loss=None if math.isinf(tally.best_loss) else tally.best_loss,
            best_step=tally.best_step,
            tokens_per_second=round(self._rate(), 1),
            peak_mb=peak_mb(self._world),
        )

    def _rate(self) -> float:
        return self._tally.tokens / max(1e-9, self._tally.seconds)

    @contextmanager
    def _interruptible(self) -> Generator[None]:
        """Let the step in progress end before an interruption counts; a second one counts now."""

        def stop(number: int, frame: FrameType | None) -> None:
            del number, frame
            if self._stop:
                raise KeyboardInterrupt
            self._stop = True

        before = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


def fingerprint(run: TrainedRun, course: Course) -> str:
    """Return what a state belongs to: settings, rows, base and the order of the steps."""
    content = (sorted(run.profile.items()), run.base.sha256, run.data, list(course.steps))
    return hashlib.sha256(repr(content).encode()).hexdigest()
