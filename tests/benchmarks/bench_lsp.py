"""The language server's speed and size, beside jedi-language-server in the same run.

    python -m tests.benchmarks.bench_lsp

Times are wall clock, medians; `CPU` is the server's own processor time, which a busy machine
changes less. Listing is measured right after a keystroke, in a document that has been open for a
moment: a change of one character in its middle, and at once the code actions on a directive. Code
has a directive every 500 lines, Markdown a block every second line and a directive every 500.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.lsp.client import COMMAND, Client

RUNS = 7
KEYSTROKES = 40
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Bar:
    """What is to be met."""

    name: str
    value: float
    unit: str
    most: float | None = None

    def __str__(self) -> str:
        shown = f"{self.name:44} {self.value:9.2f} {self.unit}"
        if self.most is None:
            return shown
        verdict = "ok" if self.value <= self.most else "MISSED"
        return f"{shown:62} (at most {self.most:g}: {verdict}, {self.value / self.most:.0%})"


def cpu_ms(pid: int) -> float:
    """Return the milliseconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / _TICK


def resident_mb(pid: int) -> float:
    """Return the megabytes that a process has in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def environment(folder: Path) -> dict[str, str]:
    """Return an environment without the user's settings and worker."""
    places = {f"XDG_{name}": str(folder) for name in ("RUNTIME_DIR", "CACHE_HOME", "CONFIG_HOME")}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ASCII_DIAGRAM_")}
    return {**kept, **places}


def start(command: tuple[str, ...], folder: Path) -> tuple[float, float, Client]:
    """Start a server; return milliseconds and CPU until `initialize` is answered."""
    began = time.perf_counter()
    client = Client(command=command, environment=environment(folder))
    client.start("vscode-1.139.1", root=folder)
    return 1000 * (time.perf_counter() - began), cpu_ms(client.process.pid), client


def code(lines: int) -> str:
    """Return Python code with a directive every 500 lines."""
    return "".join(
        f"# ascii-diagram: a{n} -> b{n}\n"
        if n % 500 == 10
        else f"def f{n}(x):\n"
        if n % 20 == 0
        else f"    value_{n} = compute(x, 'text', {n})  # é\n"
        for n in range(lines)
    )


def markdown(lines: int) -> str:
    """Return Markdown with a block every second line and a directive every 500 lines."""
    kinds = ("## Section {n}", "Some *words* here, {n},", "- item {n}", "> quote {n}")
    return "".join(
        "\n"
        if n % 2
        else f"<!-- ascii-diagram: a{n} -> b{n} -->\n"
        if n % 500 == 10
        else kinds[n // 2 % 4].format(n=n) + "\n"
        for n in range(lines)
    )


def listing(client: Client, name: str, text: str, language: str) -> tuple[float, float]:
    """Return milliseconds and CPU of listing right after a keystroke, median and mean."""
    uri = f"file:///bench/{name}"
    client.open(uri, text, language)
    assert client.actions(uri, 10)
    client.wait(lambda: client.told("textDocument/publishDiagnostics"))
    time.sleep(2)
    middle = len(text) // 2
    times: list[float] = []
    before = cpu_ms(client.process.pid)
    for _ in range(KEYSTROKES):
        # The client's own work is done before: it has to find the position and to copy the text.
        position = client.documents[uri].position(middle)
        client.documents[uri].version += 1
        change = {"range": {"start": position, "end": position}, "text": "x"}
        identifier = {"uri": uri, "version": client.documents[uri].version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        began = time.perf_counter()
        client.notify("textDocument/didChange", params)
        assert client.actions(uri, 10)
        times.append(1000 * (time.perf_counter() - began))
    cpu = (cpu_ms(client.process.pid) - before) / KEYSTROKES
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    return statistics.median(times), cpu


def measure(folder: Path, show: Callable[[object], None]) -> None:
    """Measure everything and show it line by line."""
    jedi = shutil.which("jedi-language-server", path=str(Path(sys.executable).parent))
    servers = {"ascii-diagram": COMMAND, "jedi-language-server": (jedi,) if jedi else None}
    for name, command in servers.items():
        if command is None:
            show(f"{name}: not installed")
            continue
        runs: list[tuple[float, float]] = []
        for _ in range(RUNS):
            elapsed, cpu, client = start(command, folder)
            runs.append((elapsed, cpu))
            client.kill()
        own = name == "ascii-diagram"
        walls, cpus = zip(*runs, strict=True)
        show(Bar(f"{name}: initialize", statistics.median(walls), "ms", 350 if own else None))
        show(Bar(f"{name}: fastest initialize", min(walls), "ms"))
        show(Bar(f"{name}: CPU until then", statistics.median(cpus), "ms", 300 if own else None))
    _, _, client = start(COMMAND, folder)
    for name, text, most in (
        ("code of 1,000 lines", code(1_000), 1.0),
        ("code of 50,000 lines", code(50_000), 5.0),
        ("Markdown of 50,000 lines", markdown(50_000), 30.0),
    ):
        language = "markdown" if "Markdown" in name else "python"
        file = f"{len(text)}.{'md' if language == 'markdown' else 'py'}"
        wall, cpu = listing(client, file, text, language)
        show(Bar(f"listing after a keystroke, {name}", wall, "ms", most))
        show(Bar("  CPU of the server for each", cpu, "ms"))
    uri = "file:///bench/draw.py"
    client.open(uri, "# ascii-diagram: a -> b\n")
    client.perform(client.action(uri, 0, "Expand"))
    client.request(
        "textDocument/hover",
        {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}},
    )
    show(Bar("memory after all this", resident_mb(client.process.pid), "MB"))
    client.kill()
    _, _, client = start(COMMAND, folder)
    client.open(uri, code(1_000))
    client.perform(client.action(uri, 10, "Expand"))
    time.sleep(2)
    show(Bar("memory, a document open and drawn in", resident_mb(client.process.pid), "MB", 80))
    client.kill()


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp(prefix="adb"))
    try:
        load = os.getloadavg()[0]
        print(f"{os.cpu_count()} cores, load {load:.1f}; times are only good on an idle machine")
        measure(place, print)
    finally:
        shutil.rmtree(place, ignore_errors=True)
