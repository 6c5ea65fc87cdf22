"""The stage `annotate`: rows by hand, in the terminal; every accepted row is kept at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram, Graph, Grid, Picture, Sequence
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Style
from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.errors import RowError
from asciidoc_train.files import read_json_lines, write_json_lines
from asciidoc_train.row_checks import asks_of, check_row, difficulty_of
from asciidoc_train.rows import Asks, Kind, Row, folded, read_rows, row_from_json, write_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage

QUIT, SKIP, END = ":q", ":s", "."


class AnnotateConfig(Config):
    """Config of the stage `annotate`.

    Attributes:
        rows: Where accepted rows go; by default into the work folder, where `store` finds them.
        author: Your name in the rows; may be empty.
        domain: Field of knowledge of the rows; may be empty.
        width: Columns that pictures may have.
    """

    rows: ConfigPath | None = None
    author: str = ""
    domain: str = ""
    width: int = Field(default=60, ge=10, le=200)


class AnnotateStage(Stage[AnnotateConfig]):
    """Asks for prompts and answers, shows the drawing and what is wrong with it."""

    name = "annotate"
    help = "add rows by hand, or prompts to answers that have none; goes on where you stopped"
    in_run = False

    @property
    def config(self) -> type[AnnotateConfig]:
        """What its config looks like."""
        return AnnotateConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the file to write prompts for."""
        parser.add_argument(
            "--prompts-for",
            type=Path,
            metavar="FILE",
            help="JSONL with `notation` in each line: show each drawing, ask for its prompt",
        )

    def plan(self, config: AnnotateConfig, job: Job) -> Plan:
        """Say where rows would go."""
        source = _source(job)
        step = "ask for a prompt and its notation, again and again"
        if source:
            waiting = len(list(_waiting(source, _Kept(config, job))))
            step = f"show {waiting} drawings and ask for a prompt for each"
        path = _Kept(config, job).path
        return Plan(
            (step, "check each row and keep it at once"), (source,) if source else (), (path,)
        )

    def run(self, config: AnnotateConfig, job: Job) -> Outcome:
        """Talk to the person at the terminal until they are done."""
        kept = _Kept(config, job)
        before = len(kept.rows)
        source = _source(job)
        try:
            if source:
                for text in _waiting(source, kept):
                    _caption(text, config, kept)
            else:
                while True:
                    _author(config, kept)
        except (_DoneError, EOFError):
            pass
        added = len(kept.rows) - before
        report: dict[str, object] = {"added": added, "rows": len(kept.rows)}
        return Outcome(report, (f"{added} rows added, {len(kept.rows)} in {kept.path}",))


def _source(job: Job) -> Path | None:
    return getattr(job.arguments, "prompts_for", None)


class _DoneError(Exception):
    """The person is done."""


class _Kept:
    """Accepted rows and skipped answers, on disk at any time."""

    def __init__(self, config: AnnotateConfig, job: Job) -> None:
        folder = job.folder("annotate")
        self.path = config.rows or folder / "rows.jsonl"
        self._skipped_path = folder / "skipped.jsonl"
        self.rows: list[Row] = []
        for number, row in read_rows(self.path) if self.path.exists() else ():
            if isinstance(row, RowError):
                raise RowError(f"{self.path}:{number}: {row.message}", hint="mend that line")
            self.rows.append(row)
        self.skipped: list[str] = []
        for _, data in read_json_lines(self._skipped_path) if self._skipped_path.exists() else ():
            if not isinstance(data, RowError):
                self.skipped.append(str(data.get("notation")))

    def add(self, row: Row) -> None:
        self.rows.append(row)
        write_rows(self.path, self.rows)

    def skip(self, text: str) -> None:
        self.skipped.append(text)
        write_json_lines(self._skipped_path, ({"notation": skipped} for skipped in self.skipped))

    def knows(self, prompt: str) -> bool:
        return any(folded(row.prompt) == folded(prompt) for row in self.rows)


def _waiting(source: Path, kept: _Kept) -> Iterator[str]:
    """Yield the answers that have no prompt yet and were not skipped."""
    done = {row.notation for row in kept.rows} | set(kept.skipped)
    for number, data in read_json_lines(source):
        if isinstance(data, RowError) or not isinstance(data.get("notation"), str):
            raise RowError(f"{source}:{number}: no JSON object with a text `notation`")
        try:
            text = notation.print_arrow(notation.parse(str(data["notation"])))
        except AsciiDiagramError as error:
            raise RowError(f"{source}:{number}: {error}") from error
        if text not in done:
            yield text


def _caption(text: str, config: AnnotateConfig, kept: _Kept) -> None:
    print(f"\n{text}\n")
    while True:
        prompt = _ask(f"prompt ({SKIP} skips, {QUIT} ends): ")
        if prompt == SKIP:
            kept.skip(text)
            return
        if _offer(prompt, text, config, kept):
            return


def _author(config: AnnotateConfig, kept: _Kept) -> None:
    prompt = _ask(f"\nprompt ({QUIT} ends): ")
    if kept.knows(prompt):
        print("  there is a row with this prompt already")
        return
    while True:
        print(f"notation, closed by a line with a dot ({SKIP} drops the prompt):")
        lines: list[str] = []
        while (line := _line("  ")) not in {END, SKIP}:
            lines.append(line)
        if line == SKIP or _offer(prompt, "\n".join(lines), config, kept):
            return


def _ask(question: str) -> str:
    while not (answer := " ".join(_line(question).split())):
        pass
    return answer


def _line(question: str) -> str:
    line = input(question)
    if line.strip() == QUIT:
        raise _DoneError
    return line.strip() if line.strip() in {END, SKIP} else line.rstrip()


def _offer(prompt: str, text: str, config: AnnotateConfig, kept: _Kept) -> bool:
    """Show a row and what was found about it; keep it if it is right and wanted."""
    try:
        diagram = notation.parse(text)
        row = _row(prompt, diagram, config)
    except AsciiDiagramError as error:
        print(f"  {error}")
        return False
    check = check_row(row)
    if check.drawing:
        print(check.drawing)
    for finding in (*check.faults, *check.remarks):
        print(f"  {finding}")
    if check.faults:
        return False
    if _ask("keep it? [y/n] ").lower() not in {"y", "yes"}:
        return False
    kept.add(row)
    return True


def _row(prompt: str, diagram: Diagram, config: AnnotateConfig) -> Row:
    style: Style = "tui_flow"
    asks: Asks = "topic"
    if isinstance(diagram, Picture):
        style = "ascii_art"
    else:
        asks = asks_of(prompt, diagram)
        if isinstance(diagram, Graph) and any(node.body for node in diagram.nodes):
            style = "hybrid"
    return row_from_json(
        {
            "prompt": prompt,
            "notation": notation.print_arrow(diagram),
            "kind": _kind(diagram),
            "style": style,
            "asks": asks,
            "difficulty": difficulty_of(diagram),
            "origin": "annotated",
            "author": config.author,
            "domain": config.domain,
            "width": max(config.width, block_width(diagram.lines))
            if isinstance(diagram, Picture)
            else None,
            "created": date.today().isoformat(),
        }
    )


def _kind(diagram: Diagram) -> Kind:
    match diagram:
        case Sequence():
            return "sequence"
        case Grid():
            return "grid"
        case Picture():
            return "picture"
        case Graph(nodes, edges):
            return _graph_kind(diagram) if nodes and edges else "flow"
        case _:
            return "timeline"


def _graph_kind(graph: Graph) -> Kind:
    """Guess: a ring is a cycle, a root over branches a tree, all else a flow."""
    sources = [edge.source for edge in graph.edges]
    targets = [edge.target for edge in graph.edges]
    count = len(graph.nodes)
    once = len(set(sources)) == len(sources) and len(set(targets)) == len(targets)
    if once and len(graph.edges) == count:
        return "cycle"
    plain = not any(edge.label for edge in graph.edges) and graph.direction == "down"
    if plain and len(set(targets)) == len(targets) == count - 1 and len(set(sources)) < count - 1:
        return "tree"
    return "flow"


stage = AnnotateStage()
