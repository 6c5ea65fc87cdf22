"""What the commit-msg hook costs: `python -m tests.benchmarks.bench_hook`.

Prints milliseconds over `python -c pass`, as time passes and as time of the processor (which other
work on the machine hardly changes), with the bars. Medians of several runs, in turns.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 15
PROGRAM = Path(sys.executable).parent / "ascii-diagram"
MESSAGES = {
    "no directive": ("Subject\n\nSome words.\n", 60),
    "notation": ("Subject\n\nascii-diagram: API -> cache: asks; cache -> db: on a miss\n", 200),
    "notation, 10,000 lines": ("Subject\n\n" + "words\n" * 10_000 + "\nascii-diagram: A -> B\n", 0),
}


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds that pass, and seconds of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ASCII_DIAGRAM_")}
    environment["XDG_CONFIG_HOME"] = str(folder / "config")
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    passed = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return passed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "init", "--quiet", name], check=True)
        path = folder / "message"
        base: list[tuple[float, float]] = []
        hook: dict[str, list[tuple[float, float]]] = {kind: [] for kind in MESSAGES}
        for _ in range(RUNS):
            base.append(measure([sys.executable, "-c", "pass"], folder))
            for kind, (text, _) in MESSAGES.items():
                path.write_text(text)
                hook[kind].append(measure([str(PROGRAM), "hook", "commit-msg", str(path)], folder))
                assert "ascii-diagram" not in path.read_text()
    print(f"{'over `python -c pass`, ms':32} {'passed':>8} {'processor':>10} {'bar':>6}")
    for kind, (_, bar) in MESSAGES.items():
        over = [
            1000
            * (
                statistics.median(row[i] for row in hook[kind])
                - statistics.median(row[i] for row in base)
            )
            for i in (0, 1)
        ]
        print(f"{kind:32} {over[0]:8.0f} {over[1]:10.0f} {bar or '':>6}")


if __name__ == "__main__":
    main()
