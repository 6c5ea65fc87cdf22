"""The stage `split`: train, dev and held-out rows, with nothing alike on two sides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pydantic import Field

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.duplicates import families
from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject
from asciidoc_train.quality import describe_twin, leakage
from asciidoc_train.row_store import RowStore
from asciidoc_train.rows import Row, Split, folded, write_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage
from asciidoc_train.topics import load_topics

_SPLITS: tuple[Split, ...] = ("train", "dev", "heldout")


class SplitConfig(Config):
    """Config of the stage `split`.

    Attributes:
        topics: The topic file, for which topics are held out; none are without it.
        dev_share: Part of the rows that have no split of their own that goes to dev.
        seed: Decides which.
    """

    topics: ConfigPath | None = None
    dev_share: float = Field(default=0.0, ge=0, le=0.5)
    seed: int = 42


class SplitStage(Stage[SplitConfig]):
    """Splits by families of rows: near-duplicate prompts, same answers, same topics."""

    name = "split"
    help = "split the rows into train, dev and held-out topics, nothing alike on two sides"

    @property
    def config(self) -> type[SplitConfig]:
        """What its config looks like."""
        return SplitConfig

    def plan(self, config: SplitConfig, job: Job) -> Plan:
        """Say how the rows would be split."""
        topics = len(_held_out(config))
        return Plan(
            (
                "put rows with like prompts, the same answer or the same topic into families",
                "keep the split that a row's source file gave it, and of its family drop the rest",
                f"hold out every family about one of {topics} held-out topics",
                f"deal {config.dev_share:.0%} of the other families to dev, the rest to train",
            ),
            (job.store, *([config.topics] if config.topics else [])),
            tuple(job.folder(self.name) / f"{split}.jsonl" for split in _SPLITS),
        )

    def run(self, config: SplitConfig, job: Job) -> Outcome:
        """Write one file for each split."""
        if not job.store.exists():
            raise RowError(f"{job.store}: not there yet", hint="asciidoc-train store")
        with RowStore(job.store) as store:
            rows = list(store.rows())
        if not rows:
            raise RowError(f"{job.store}: there are no rows in it", hint="asciidoc-train store")
        split, dropped = split_rows(rows, _held_out(config), config.dev_share, config.seed)
        for name in _SPLITS:
            chosen = [row for row in split if row.split == name]
            write_rows(job.folder(self.name) / f"{name}.jsonl", chosen)
        counts = {name: sum(row.split == name for row in split) for name in _SPLITS}
        leaked = leakage(split)
        report: JsonObject = {
            "rows": counts,
            "dropped": len(dropped),
            "dropped_prompts": [row.prompt for row in dropped[:20]],
            "leakage": {"rows": len(leaked), "examples": [describe_twin(t) for t in leaked[:10]]},
        }
        line = ", ".join(f"{name} {count}" for name, count in counts.items())
        summary = (f"{line}; {len(dropped)} dropped, {len(leaked)} leak",)
        return Outcome(report, summary, sound=not leaked)


def _held_out(config: SplitConfig) -> frozenset[str]:
    if config.topics is None:
        return frozenset()
    topics = load_topics(config.topics).topics()
    return frozenset(topic.name for topic in topics if topic.held_out)


def split_rows(
    rows: Sequence[Row], held_out_topics: frozenset[str], dev_share: float, seed: int
) -> tuple[list[Row], list[Row]]:
    """Give every row a split.

    A family goes to one split as a whole. Where its rows have splits of their own, the most
    held-out one wins (heldout, dev, train), and the family's other rows are dropped.

    Returns:
        The rows with their splits, and those that were dropped. Both depend on the rows, not on
        their order.
    """
    phrases = [folded(topic) for topic in sorted(held_out_topics)]
    kept: list[Row] = []
    dropped: list[Row] = []
    for family in families(sorted(rows, key=lambda row: row.hash)):
        fixed = {row.split for row in family} - {""}
        split: Split = "train"
        if "heldout" in fixed or "dev" in fixed:
            split = "heldout" if "heldout" in fixed else "dev"
        elif any(_about(row, held_out_topics, phrases) for row in family):
            split = "heldout"
        elif not fixed and _draw(family, seed) < dev_share:
            split = "dev"
        for row in family:
            # a published split is never added to
            stranger = split in fixed and row.split != split
            (dropped if stranger else kept).append(row.model_copy(update={"split": split}))
    return kept, dropped


def _about(row: Row, topics: frozenset[str], phrases: Sequence[str]) -> bool:
    words = f" {folded(row.prompt)} "
    return row.topic in topics or any(f" {phrase} " in words for phrase in phrases)


def _draw(family: Sequence[Row], seed: int) -> float:
    """Return a number from 0 to 1 that depends on the family and the seed alone."""
    digest = hashlib.sha256(f"{seed} {family[0].hash}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


stage = SplitStage()
