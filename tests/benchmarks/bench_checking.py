"""Measures `check` and `fix`: `python -m tests.benchmarks.bench_checking --peers BIN FOLDER ...`.

Damages the clean drawings of the tests and mends them again, then checks sound drawings: those of
the tests, and those found in the files of the folders, such as `site-packages`. With `--peers` the
same files go through `ascii-guard` and `ascii-box-aligner` from that folder of programs.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ascii_diagram.checking import Finding, check_text, fix_text
from ascii_diagram.checking.drawings import Drawing, drawings
from ascii_diagram.checking.passages import find_passages, may_hold_drawings
from tests.core.checking.damage import Damaged, clean_drawings, damaged_drawings

GOLDEN = Path(__file__).parents[1] / "core" / "drawing" / "golden"
SPELLING = {"trailing-blank", "ambiguous-glyph", "tab-in-drawing"}
SUFFIXES = frozenset(
    (".py", ".md", ".rst", ".txt", ".js", ".ts", ".c", ".h", ".hpp", ".cpp", ".cc")
)
SUFFIXES |= frozenset((".go", ".rs", ".java", ".yaml", ".yml", ".toml", ".sh", ".sql"))
PACKAGE_READMES = ("METADATA", "PKG-INFO")
MAX_BYTES = 3_000_000
SAMPLE = 60

Fixer = Callable[[list[str]], list[str]]
"""Mends drawings, each alone."""
Linter = Callable[[list[str]], list[bool]]
"""Tells of drawings, each alone, whether there is something wrong."""


class Tool(NamedTuple):
    """A program to compare."""

    name: str
    fix: Fixer
    lint: Linter | None


def fenced(drawing: str) -> str:
    return f"# Drawing\n\n```text\n{drawing}\n```\n"


def unfenced(page: str) -> str:
    return page.removeprefix("# Drawing\n\n```text\n").removesuffix("\n```\n")


def own_fix(texts: list[str]) -> list[str]:
    return [unfenced(fix_text(fenced(text), name="a.md").text) for text in texts]


def own_lint(texts: list[str]) -> list[bool]:
    return [bool(check_text(fenced(text), name="a.md")) for text in texts]


def with_pages(texts: list[str], work: Callable[[list[Path]], list[str]]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        pages = [Path(folder) / f"{number:05}.md" for number in range(len(texts))]
        for page, text in zip(pages, texts, strict=True):
            page.write_text(fenced(text), "utf-8")
        return work(pages)


def fix_by(*command: str) -> Fixer:
    def work(pages: list[Path]) -> list[str]:
        for page in pages:
            subprocess.run([*command, str(page)], capture_output=True, timeout=60, check=False)
        return [unfenced(page.read_text("utf-8")) for page in pages]

    return lambda texts: with_pages(texts, work)


def lint_by(*command: str) -> Linter:
    def failed(page: Path) -> str:
        done = subprocess.run([*command, str(page)], capture_output=True, timeout=60, check=False)
        return "x" if done.returncode else ""

    return lambda texts: [
        bool(mark) for mark in with_pages(texts, lambda pages: [failed(page) for page in pages])
    ]


def distance(one: str, other: str) -> int:
    rows, others = one.split("\n"), other.split("\n")
    return abs(len(rows) - len(others)) + sum(a != b for a, b in zip(rows, others, strict=False))


def verdict(case: Damaged, result: str) -> str:
    """Say what became of a damaged drawing; worse is further from sound in rows."""
    if result == case.sound:
        return "exact"
    before = case.text
    if result == before:
        return "unchanged"
    return "worse" if distance(result, case.sound) > distance(before, case.sound) else "other"


def show_repairs(cases: list[Damaged], tool: Tool) -> None:
    started = time.perf_counter()
    results = tool.fix([case.text for case in cases])
    seconds = time.perf_counter() - started
    counts: dict[str, Counter[str]] = {}
    for case, result in zip(cases, results, strict=True):
        counts.setdefault(case.kind, Counter())[verdict(case, result)] += 1
    total = sum(counts.values(), Counter[str]())
    print(f"\n{tool.name}: {len(cases)} damaged drawings, {seconds:.1f} s")
    print(f"  {'kind':24} {'cases':>5} {'exact':>6} {'unchanged':>9} {'other':>6} {'worse':>6}")
    for kind, count in (*counts.items(), ("all", total)):
        row = [count[word] for word in ("exact", "unchanged", "other", "worse")]
        print(f"  {kind:24} {sum(row):5} {row[0]:6} {row[1]:9} {row[2]:6} {row[3]:6}")
    print(f"  repaired exactly: {100 * total['exact'] / len(cases):.1f} %")


def show_detection(cases: list[Damaged], sound: list[str], tool: Tool) -> None:
    if tool.lint is None:
        return
    damaged = [case for case in cases if case.kind != "trailing blanks"]
    found = sum(tool.lint([case.text for case in damaged]))
    alarms = sum(tool.lint(sound))
    print(
        f"{tool.name}: reports {found} of {len(damaged)} damaged drawings, "
        f"{alarms} of {len(sound)} sound ones"
    )


def found_drawings(folders: Iterable[Path]) -> Iterator[tuple[Path, Drawing]]:
    """Yield every drawing in the text files of the folders once."""
    seen: set[str] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in SUFFIXES and path.name not in PACKAGE_READMES:
                continue
            if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
                continue
            try:
                text = path.read_bytes().decode()
            except UnicodeError:
                continue
            if not may_hold_drawings(text):
                continue
            name = f"{path}.md" if path.name in PACKAGE_READMES else str(path)
            for drawing in drawings(find_passages(text, name)):
                if drawing.text not in seen:
                    seen.add(drawing.text)
                    yield path, drawing


def show_found(folders: list[Path]) -> dict[str, str]:
    """Print every finding in drawings of other people; return the drawings without any."""
    sound: dict[str, str] = {}
    reported = 0
    for path, drawing in found_drawings(folders):
        findings = [f for f in check_drawing(drawing) if f.rule not in SPELLING]
        if not findings:
            sound[f"{path}:{drawing.rows[0].line + 1}"] = drawing.text
            continue
        reported += 1
        print(f"\n{path}:{drawing.rows[0].line + 1}")
        for number, row in enumerate(drawing.rows):
            marks = [f.rule for f in findings if f.line == drawing.rows[number].line]
            print(f"  {row.text}" + (f"    <- {', '.join(marks)}" if marks else ""))
    print(f"\nfound {reported + len(sound)} drawings, {reported} with findings (above, to judge)")
    return sound


def sample(found: dict[str, str]) -> dict[str, str]:
    """Return some drawings of others, without tabs, of 4 to 41 rows, two from a file at most."""
    chance = random.Random(7)
    by_file: dict[str, list[str]] = {}
    for place, text in found.items():
        if 3 <= text.count("\n") <= 40 and "\t" not in text:
            by_file.setdefault(place.rpartition(":")[0], []).append(place)
    picked = [
        place
        for _, places in sorted(by_file.items())
        for place in chance.sample(places, min(2, len(places)))
    ]
    chance.shuffle(picked)
    rows = {place: found[place].split("\n") for place in picked[:SAMPLE]}
    return {place: "\n".join(row.rstrip() for row in texts) for place, texts in rows.items()}


def check_drawing(drawing: Drawing) -> tuple[Finding, ...]:
    lines = {row.line: row.text for row in drawing.rows}
    text = "\n".join(lines.get(number, "") for number in range(max(lines) + 1))
    return check_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--peers", type=Path, help="folder with the programs of the peers")
    parser.add_argument("--seeds", type=int, default=1)
    arguments = parser.parse_args()
    tools = [Tool("ascii-diagram", own_fix, own_lint)]
    if arguments.peers:
        guard = str(arguments.peers / "ascii-guard")
        aligner = str(arguments.peers / "ascii-box-aligner")
        tools.append(Tool("ascii-guard", fix_by(guard, "fix"), lint_by(guard, "lint", "-q")))
        tools.append(Tool("ascii-box-aligner", fix_by(aligner, "-w"), None))
    cases = [case for seed in range(arguments.seeds) for case in damaged_drawings(seed)]
    for tool in tools:
        show_repairs(cases, tool)
    golden = [path.read_text("utf-8").rstrip("\n") for path in sorted(GOLDEN.glob("*.txt"))]
    sound = [*clean_drawings().values(), *golden]
    print()
    for tool in tools:
        show_detection(cases, [text for text in sound if "▶" not in text], tool)
        changed = sum(a != b for a, b in zip(sound, tool.fix(sound), strict=True))
        print(f"{tool.name}: changes {changed} of {len(sound)} sound drawings")
    if arguments.folders:
        others = show_found(arguments.folders)
        for tool in tools[1:]:
            show_detection([], list(others.values()), tool)
        show_repairs(list(damaged_drawings(0, sample(others))), tools[0])


if __name__ == "__main__":
    main()
