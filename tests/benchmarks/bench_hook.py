"""What the commit-msg hook costs: `python -m tests.benchmarks.bench_hook`.

Prints milliseconds over `python -c pass`, as time passes and as time of the processor (which other
work on the machine changes less), with the bars. Medians of several runs, in turns, after one that
leaves the compiled modules behind, as installing the package does.
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


def environment_in(folder: Path) -> dict[str, str]:
    """Return the processes' environment: no settings of the user's, compiled modules kept."""
    left_out = ("ASCII_DIAGRAM_", "PYTHONDONTWRITEBYTECODE")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    environment["XDG_CONFIG_HOME"] = str(folder / "config")
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    return environment


def measure(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds that pass, and seconds of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
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
        environment = environment_in(folder)
        for run in range(-1, RUNS):
            start = measure([sys.executable, "-c", "pass"], folder, environment)
            base += [start] if run >= 0 else []
            for kind, (text, _) in MESSAGES.items():
                path.write_text(text)
                command = [str(PROGRAM), "hook", "commit-msg", str(path)]
                cost = measure(command, folder, environment)
                hook[kind] += [cost] if run >= 0 else []
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
