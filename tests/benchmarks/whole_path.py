"""Measures the whole path: `python -m tests.benchmarks.whole_path`.

Prints seconds per expansion cold and warm, tokens, scanning speed, start-up and peak memory. Every
figure but the model's is a median of several runs.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ascii_diagram.directives import scan
from ascii_diagram.errors import BackendError
from ascii_diagram.resolve import Request, Resolver
from ascii_diagram.settings import Settings
from ascii_diagram.worker import open_in_process

EXAMPLES = Path(__file__).parents[2] / "examples"
PROMPTS = (
    "the API asks the cache, the cache asks Postgres",
    "the scanner posts to the gateway, the gateway writes to the queue",
    "lint, then unit tests, then build, then deploy to staging",
    "a parcel goes from created to in transit on pickup, from in transit to delivered on handover",
    "the browser talks to nginx, nginx forwards to gunicorn, gunicorn reads from MySQL",
)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(work: Callable[[], object], runs: int = 7) -> float:
    return statistics.median(seconds(work) for _ in range(runs))


def say(name: str, figure: str) -> None:
    print(f"{name:44} {figure}")


def measure_start_up() -> None:
    def python(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    bare = median(python("pass"))
    package = median(python("import ascii_diagram"))
    call = "from ascii_diagram.cli.main import main; main(['draw', 'A -> B'])"
    drawn = median(
        lambda: subprocess.run([sys.executable, "-c", call], check=True, stdout=subprocess.DEVNULL)
    )
    say("python -c pass", f"{bare * 1000:.0f} ms")
    say("import ascii_diagram, above that", f"{(package - bare) * 1000:.0f} ms")
    say("draw 'A -> B' as a process, ratio to bare", f"{drawn / bare:.1f} x")


def measure_scanning() -> None:
    line = "    result = compute(left, right)  # keep the order\n"
    with_word = "# ascii-diagram: a -> b\n" + line * 50_000
    without = line * 50_000
    megabytes = len(with_word) / 1e6
    code = median(lambda: scan(with_word, name="big.py"), 5)
    skipped = median(lambda: scan(without, name="big.py"), 5)
    typescript = "// ascii-diagram: a -> b\n" + "  const n = compute(left); // keep\n" * 50_000
    script = median(lambda: scan(typescript, name="big.ts"), 5)
    prose = "<!-- ascii-diagram: a -> b -->\n\n" + ("Some words of prose.\n\n" * 10_000)
    markdown = median(lambda: scan(prose, name="big.md"), 3)
    say("scan Python, 50,000 lines", f"{megabytes / code:.0f} MB/s ({code * 1000:.0f} ms)")
    say("scan TypeScript, 50,000 lines", f"{len(typescript) / 1e6 / script:.0f} MB/s")
    say("scan Markdown, 20,000 lines", f"{len(prose) / 1e6 / markdown:.1f} MB/s")
    say("scan a file without the word", f"{megabytes / skipped:.0f} MB/s")


def measure_model() -> None:
    settings = Settings()
    try:
        opened = time.perf_counter()
        backend = open_in_process(settings)
    except BackendError as error:
        say("model", f"skipped: {error.message}")
        return
    say("model ready", f"{time.perf_counter() - opened:.2f} s")
    resolver = Resolver(None, None, lambda: backend)
    tokens, spent = [], []
    for prompt in PROMPTS:
        started = time.perf_counter()
        ((_, answer),) = resolver.resolve([Request(prompt)])
        spent.append(time.perf_counter() - started)
        tokens.append(getattr(answer, "tokens", 0))
    backend.close()
    say("expansion warm, median", f"{statistics.median(spent):.2f} s")
    say("tokens written, median", f"{statistics.median(tokens):.0f}")
    say("tokens per second", f"{sum(tokens) / sum(spent):.0f}")


def measure_examples() -> None:
    command = [sys.executable, "-m", "ascii_diagram", "expand", "--json"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ASCII_DIAGRAM_CACHE__DIRECTORY": f"{folder}/cache"}
        files = Path(folder) / "examples"
        shutil.copytree(EXAMPLES, files)

        def expand() -> dict[str, list[dict[str, object]]]:
            done = subprocess.run(
                [*command, str(files)], env=environment, stdout=subprocess.PIPE, text=True
            )
            return json.loads(done.stdout)

        started = time.perf_counter()
        report = expand()
        first = time.perf_counter() - started
        count = sum(len(file["directives"]) for file in report["files"])  # type: ignore[arg-type]
        second = seconds(expand)
    say(f"expand examples, cold ({count} directives)", f"{first:.2f} s, {first / count:.2f} s each")
    say("expand examples again, ratio", f"{second / first:.3f} ({second:.2f} s)")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say("peak memory of that", f"{peak:.0f} MB")


def main() -> None:
    for part in (measure_start_up, measure_scanning, measure_model, measure_examples):
        part()


if __name__ == "__main__":
    main()
