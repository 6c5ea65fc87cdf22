"""The stage `store`: checked rows without duplicates in one searchable file."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.duplicates import THRESHOLD, Twin, leaks, near_twins
from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject, write_json, write_json_lines, write_text
from asciidoc_train.quality import HELD_OUT, assess, describe_twin, leakage, quality_page
from asciidoc_train.row_checks import Check, check_row
from asciidoc_train.row_store import RowStore
from asciidoc_train.rows import ORIGINS, Row, Split, read_rows, write_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class Source(Config):
    """A file of rows, `.jsonl` or `.parquet`.

    Attributes:
        path: The file.
        split: Where all its rows belong; empty leaves them to the stage `split`.
    """

    path: ConfigPath
    split: Split = ""


class StoreConfig(Config):
    """Config of the stage `store`.

    Attributes:
        sources: Files of rows. What `generate` made and what was imported come after them.
        near_duplicate: Similarity of prompts, 0 to 1, from which on the later row is dropped.
    """

    sources: tuple[Source, ...] = ()
    near_duplicate: float = Field(default=THRESHOLD, gt=0, le=1)


class StoreStage(Stage[StoreConfig]):
    """Builds the store, and looks things up in it."""

    name = "store"
    help = "check the rows, drop duplicates, fill the row store, write the quality report"

    @property
    def config(self) -> type[StoreConfig]:
        """What its config looks like."""
        return StoreConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the action and what it is about."""
        parser.add_argument(
            "action",
            nargs="?",
            default="build",
            choices=("build", "import", "export", "search", "report"),
            help="build (default): the store anew; import FILE...: add rows and build; "
            "export FILE: .jsonl or .parquet; search WORD...; report: the quality report alone",
        )
        parser.add_argument("words", nargs="*", metavar="FILE|WORD")
        parser.add_argument("--split", choices=("train", "dev", "heldout"), help="for export")

    def plan(self, config: StoreConfig, job: Job) -> Plan:
        """Say what would be read and written."""
        action, words = _action(job)
        folder = job.folder(self.name)
        if action in {"search", "report"}:
            return Plan((f"{action} {' '.join(words)}".strip(),), (job.store,))
        if action == "export":
            return Plan(("write the rows of the store",), (job.store,), tuple(map(Path, words)))
        sources = [source.path for source in config.sources] + _made(job)
        return Plan(
            (
                f"read rows from {len(sources) + len(words)} files",
                "refuse rows with faults: parse, canonical form, drawing, labels, faithfulness",
                f"drop exact duplicates, and prompts at least {config.near_duplicate} alike",
                "drop training rows that give a dev or held-out row away",
                "fill the store and its full-text index; write the quality report",
            ),
            (*sources, *map(Path, words)),
            (job.store, *(folder / name for name in _OUTPUTS)),
        )

    def run(self, config: StoreConfig, job: Job) -> Outcome:
        """Do the action."""
        action, words = _action(job)
        if action == "build":
            return _build(config, job)
        if action == "report":
            return _report(job)
        if not words:
            raise RowError(f"store {action}: say what", hint=f"asciidoc-train store {action} ...")
        if action == "import":
            _import(job, [Path(word) for word in words])
            return _build(config, job)
        if action == "export":
            return _export(job, [Path(word) for word in words])
        with RowStore(job.store) as store:
            found = store.search(" ".join(words))
        lines = [line for row in found for line in (row.prompt, f"    {row.hash} {row.kind}")]
        return Outcome({"found": [row.to_json() for row in found]}, tuple(lines))


_OUTPUTS = ("refused.jsonl", "dropped.jsonl", "quality.json", "quality.md")


def _action(job: Job) -> tuple[Literal["build", "import", "export", "search", "report"], list[str]]:
    return getattr(job.arguments, "action", "build"), getattr(job.arguments, "words", [])


def _made(job: Job) -> list[Path]:
    """Return the files of rows that other stages and `import` left in the work folder."""
    paths = (
        job.folder("generate") / "rows.jsonl",
        job.folder("annotate") / "rows.jsonl",
        job.folder("store") / "imported.jsonl",
    )
    return [path for path in paths if path.exists()]


def _reader(path: Path) -> Callable[[Path], Iterator[tuple[int, Row | RowError]]]:
    if path.suffix == ".parquet":
        from asciidoc_train.parquet import read_parquet

        return read_parquet
    return read_rows


def _import(job: Job, paths: Sequence[Path]) -> None:
    imported = job.folder("store") / "imported.jsonl"
    rows: dict[str, Row] = {}
    for path in ([imported] if imported.exists() else []) + list(paths):
        for number, row in _reader(path)(path):
            if isinstance(row, RowError):
                raise RowError(
                    f"{path}:{number}: {row.message}", hint="mend the row; nothing was imported"
                )
            rows.setdefault(row.question, row)
    write_rows(imported, rows.values())


def _build(config: StoreConfig, job: Job) -> Outcome:
    folder = job.folder("store")
    refused: list[JsonObject] = []
    read = _read(config, job, refused)
    good: dict[str, tuple[Row, Check]] = {}
    for row, check in _checked(job, [row for _, row in read]):
        if not check.faults:
            good[row.hash] = row, check
        else:
            places = [where for where, other in read if other is row]
            refused.append({"where": places[0], "prompt": row.prompt, "faults": check.faults})
    # held-out rows first: of twins it is the training row that must go
    rows = sorted(
        (row for row, _ in good.values()),
        key=lambda row: (row.split not in HELD_OUT, ORIGINS.index(row.origin)),
    )
    kept, dropped = _without_twins(rows, config.near_duplicate)
    _replace_store(job.store, kept)
    report = assess([good[row.hash] for row in kept])
    report["refused"], report["dropped"] = len(refused), len(dropped)
    write_json_lines(folder / "refused.jsonl", refused)
    write_json_lines(folder / "dropped.jsonl", dropped)
    return _outcome(job, report, kept)


def _read(config: StoreConfig, job: Job, refused: list[JsonObject]) -> list[tuple[str, Row]]:
    """Read all rows with the places where they stand."""
    rows: list[tuple[str, Row]] = []
    sources = [*config.sources, *(Source(path=path) for path in _made(job))]
    for source in sources:
        for number, row in _reader(source.path)(source.path):
            where = f"{source.path}:{number}"
            if isinstance(row, RowError):
                refused.append({"where": where, "faults": [f"row: {row.message}"]})
            else:
                split = source.split or row.split
                rows.append((where, row.model_copy(update={"split": split})))
    return rows


def _checked(job: Job, rows: Sequence[Row]) -> Iterable[tuple[Row, Check]]:
    for row in job.progress.each("checking rows", rows, len(rows)):
        yield row, check_row(row)


def _without_twins(rows: Sequence[Row], threshold: float) -> tuple[list[Row], list[JsonObject]]:
    first: dict[str, Row] = {}
    repeats: list[Twin] = []
    for row in rows:
        if first.setdefault(row.question, row) is not row:
            repeats.append(Twin(row, first[row.question]))
    twins = near_twins(first.values(), threshold)
    gone = {twin.row.hash for twin in twins}
    rest = [row for row in first.values() if row.hash not in gone]
    held_out = [row for row in rest if row.split in HELD_OUT]
    traitors = leaks(held_out, [row for row in rest if row.split not in HELD_OUT])
    traitors += leakage(held_out)
    gone |= {twin.row.hash for twin in traitors}
    dropped: list[JsonObject] = [{"why": "same question", **describe_twin(t)} for t in repeats]
    dropped += [{"why": "near duplicate", **describe_twin(t)} for t in twins]
    dropped += [{"why": "gives a held-out row away", **describe_twin(t)} for t in traitors]
    return [row for row in rest if row.hash not in gone], dropped


def _replace_store(path: Path, rows: Iterable[Row]) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with RowStore(fresh) as store:
        store.add(rows)
    fresh.replace(path)


def _report(job: Job) -> Outcome:
    with RowStore(job.store) as store:
        rows = list(store.rows())
    return _outcome(job, assess(list(_checked(job, rows))), rows)


def _outcome(job: Job, report: JsonObject, rows: Sequence[Row]) -> Outcome:
    folder = job.folder("store")
    write_json(folder / "quality.json", report)
    write_text(folder / "quality.md", quality_page(report))
    leaked = len(leakage(rows))
    lines = [f"{len(rows)} rows in {job.store}"]
    if "refused" in report:
        lines += [
            f"{report['refused']} refused (refused.jsonl), {report['dropped']} dropped as "
            "duplicates or leaks (dropped.jsonl)"
        ]
    lines += [f"{leaked} rows leak between splits", f"quality report: {folder / 'quality.md'}"]
    return Outcome(report, tuple(lines), sound=leaked == 0)


def _export(job: Job, paths: Sequence[Path]) -> Outcome:
    with RowStore(job.store) as store:
        rows = list(store.rows(split=getattr(job.arguments, "split", None)))
    for path in paths:
        if path.suffix == ".parquet":
            from asciidoc_train.parquet import write_parquet

            write_parquet(path, rows)
        else:
            write_rows(path, rows)
    return Outcome({"rows": len(rows)}, tuple(f"{len(rows)} rows in {path}" for path in paths))


stage = StoreStage()
