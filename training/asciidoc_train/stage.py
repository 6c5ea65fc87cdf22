"""What a stage is, what it gets and what it gives back."""

from __future__ import annotations

import argparse
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel

from asciidoc_train.files import JsonObject
from asciidoc_train.progress import Progress

ConfigT = TypeVar("ConfigT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Job:
    """One run of one stage.

    Attributes:
        work: Folder of everything that stages write.
        progress: Shows how far it is.
        arguments: What the stage's own command-line arguments say.
    """

    work: Path
    progress: Progress = field(default_factory=lambda: Progress(quiet=True))
    arguments: argparse.Namespace = field(default_factory=argparse.Namespace)

    @property
    def store(self) -> Path:
        """The row store, which several stages use."""
        return self.work / "rows.sqlite3"

    def folder(self, stage: str) -> Path:
        """Return the folder of a stage's own files."""
        return self.work / stage


@dataclass(frozen=True, slots=True)
class Plan:
    """What a stage would do.

    Attributes:
        steps: In order, in plain words with the numbers.
        reads: Files it needs.
        writes: Files it makes or changes.
    """

    steps: tuple[str, ...]
    reads: tuple[Path, ...] = ()
    writes: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did.

    Attributes:
        report: Figures, for the JSON report.
        summary: Lines for the terminal.
        sound: Whether everything that must hold does; else the command exits 1.
    """

    report: JsonObject
    summary: tuple[str, ...] = ()
    sound: bool = True


class Stage(ABC, Generic[ConfigT]):
    """One step from topics to a served model; one subcommand."""

    name: ClassVar[str]
    help: ClassVar[str]
    in_run: ClassVar[bool] = True
    """Whether the config of `run` may name it."""

    @property
    @abstractmethod
    def config(self) -> type[ConfigT]:
        """What its config looks like."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what only this stage's command line has; `run` uses the defaults of these."""
        del parser

    @abstractmethod
    def plan(self, config: ConfigT, job: Job) -> Plan:
        """Say what `run` would do; writes nothing and asks nobody."""

    @abstractmethod
    def run(self, config: ConfigT, job: Job) -> Outcome:
        """Do it. Run again after an interruption, it goes on where it was.

        Raises:
            TrainingError: What is wrong and what to do; what was finished before is kept.
        """
