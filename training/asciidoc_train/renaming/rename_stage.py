"""The stage `rename`: authored rows told again of other things."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from pydantic import Field

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.files import JsonObject
from asciidoc_train.renaming.names import NamePool
from asciidoc_train.renaming.rename import rename
from asciidoc_train.rows import Row, load_rows, write_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class RenameConfig(Config):
    """Config of the stage `rename`.

    Attributes:
        rows: Files of authored rows; those that name everything, without bodies, are told again.
        times: How often each.
        seed: Same seed, same names.
    """

    rows: tuple[ConfigPath, ...]
    times: int = Field(default=1, ge=1, le=100)
    seed: int = 42


class RenameStage(Stage[RenameConfig]):
    """Puts names of other rows into rows."""

    name = "rename"
    help = "tell authored rows again of other things"

    @property
    def config(self) -> type[RenameConfig]:
        """What its config looks like."""
        return RenameConfig

    def plan(self, config: RenameConfig, job: Job) -> Plan:
        """Say what is read and written."""
        step = f"put other names into the rows of {len(config.rows)} files, {config.times} times"
        return Plan((step,), config.rows, (_path(job),))

    def run(self, config: RenameConfig, job: Job) -> Outcome:
        """Write the rows."""
        rows = _tellable(config.rows)
        pool, random = NamePool(rows), Random(config.seed)
        told: dict[str, Row] = {}
        with job.progress.over("rename", len(rows) * config.times) as advance:
            for _ in range(config.times):
                for row in rows:
                    new = rename(row, pool, random)
                    if new is not None:
                        told.setdefault(new.question, new)
                    advance()
        write_rows(_path(job), told.values())
        report: JsonObject = {"rows": len(rows), "told_again": len(told)}
        line = f"{len(told):,} rows out of {len(rows):,} in {_path(job)}"
        return Outcome(report, (line,))


def _path(job: Job) -> Path:
    return job.folder("rename") / "rows.jsonl"


def _tellable(files: Sequence[Path]) -> list[Row]:
    rows = load_rows(files)
    return [row for row in rows if row.asks == "explicit" and row.style == "tui_flow"]


stage = RenameStage()
