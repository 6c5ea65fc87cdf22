"""The command `asciidoc-train`: one subcommand for each stage.

Exit codes: 0 done, 1 done but something that must hold does not, 2 an error, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ascii_diagram.errors import AsciiDiagramError
from asciidoc_train.stages import STAGES, load_stage

DEFAULT_WORK = Path(".asciidoc-train")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except AsciiDiagramError as error:
        from asciidoc_train.errors import Interrupted

        print(f"asciidoc-train: {error}", file=sys.stderr)
        return 130 if isinstance(error, Interrupted) else 2
    except KeyboardInterrupt:
        print("asciidoc-train: interrupted; run the same command to go on", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] in {"ascii_diagram", "asciidoc_train"}:
            raise
        print(
            f"asciidoc-train: the Python package `{error.name}` is missing\n"
            "  hint: pip install 'ascii-diagram[train]' (Parquet: [parquet], training: [tune])",
            file=sys.stderr,
        )
        return 2


def _run(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help"}:
        print(_overview())
        return 0 if words else 2
    from asciidoc_train.execution import ConfigSource, describe_plan, run_stage
    from asciidoc_train.progress import Progress
    from asciidoc_train.stage import Job

    stage = load_stage(words[0])
    parser = _parser(words[0], stage.help)
    stage.add_arguments(parser)
    arguments = parser.parse_args(words[1:])
    source = ConfigSource(arguments.config, arguments.set)
    quiet = arguments.quiet or arguments.json
    job = Job(arguments.work.resolve(), Progress(quiet=quiet), arguments)
    if arguments.dry_run:
        plan = stage.plan(source.load(stage), job)
        text = describe_plan(stage, plan, job)
        print(json.dumps(asdict(plan), default=str) if arguments.json else text)
        return 0
    outcome = run_stage(stage, source, job)
    if arguments.json:
        print(json.dumps(outcome.report, ensure_ascii=False))
    elif outcome.summary:
        print("\n".join(outcome.summary))
    return 0 if outcome.sound else 1


def _overview() -> str:
    usage = "asciidoc-train STAGE [--config FILE] [--set KEY=VALUE] [--work DIR] [--dry-run]"
    lines = [f"usage: {usage}", "", "Stages, in the order in which they feed each other:"]
    lines += [f"  {name:10} {load_stage(name).help}" for name in STAGES]
    return "\n".join([*lines, "", "asciidoc-train STAGE --help tells more."])


def _parser(name: str, text: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"asciidoc-train {name}", description=text)
    parser.add_argument("--config", type=Path, metavar="FILE", help="YAML; default: configs/")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="set one key of the config"
    )
    parser.add_argument(
        "--work", type=Path, default=DEFAULT_WORK, metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the plan, do nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    return parser
