"""Prints how close the remote backend comes to the ideal, and what it costs.

Usage: python -m tests.benchmarks.bench_remote [--requests 10000] [--concurrency 32]
       [--latency 0.05] [--url URL]

Without `--url` a fake server is started as a process of its own. The ideal is concurrency divided
by latency; the fake and this process need processor time, so on a busy or small machine the ideal
is out of reach: the line `processor time` tells whether it was the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ascii_diagram_models.remote.opening import open_vllm

from ascii_diagram.expansion import expand_files
from ascii_diagram.resolve.request import Reply, Request
from ascii_diagram.settings import Settings, VllmSettings

ROOT = Path(__file__).parents[2]
_MARKS = 10


@contextmanager
def fake_server(latency: float) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "tests.fake_server", "--latency", str(latency)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip(), server.pid
    finally:
        server.terminate()
        server.wait()


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_backend(url: str, pid: int | None, count: int, concurrency: int, ideal: float) -> None:
    backend = open_vllm(Settings(vllm=VllmSettings(url=(url,), concurrency=concurrency)))
    list(backend.complete([Request(f"warm {n} up") for n in range(4 * concurrency)]))
    requests = [Request(f"relay {n} wakes pump {n}") for n in range(count)]
    started, own, theirs = time.perf_counter(), time.process_time(), cpu_of(pid) if pid else 0
    memory: list[float] = []
    for number, (_, answer) in enumerate(backend.complete(requests), 1):
        assert isinstance(answer, Reply), answer
        if number % max(1, count // _MARKS) == 0:
            memory.append(resident_mb())
    seconds = time.perf_counter() - started
    own = (time.process_time() - own) / count * 1000
    rate = count / seconds
    print(f"backend alone: {count} requests, {concurrency} at a time")
    print(f"  {rate:8.1f} requests/s, {rate / ideal:.3f} of the ideal {ideal:.0f}")
    told = f"  {own:8.2f} ms of processor time a request here"
    if pid:
        told += f", {(cpu_of(pid) - theirs) / count * 1000:.2f} ms in the fake server"
    print(told)
    print(f"  resident after each tenth, MB: {' '.join(f'{mb:.0f}' for mb in memory)}")
    backend.close()


def measure_expansion(url: str, count: int, concurrency: int, ideal: float) -> None:
    settings = {
        "backend": "vllm",
        "vllm.url": url,
        "vllm.concurrency": concurrency,
    }
    with tempfile.TemporaryDirectory() as folder:
        tree, each = Path(folder) / "tree", 20
        for start in range(0, count, each):
            part = tree / f"{start // 2000}" / f"part{start}.py"
            part.parent.mkdir(parents=True, exist_ok=True)
            lines = [
                f"# ascii-diagram: relay {n} wakes pump {n}\n\n" for n in range(start, start + each)
            ]
            part.write_text("".join(lines))
        flags = {**settings, "cache.directory": str(Path(folder) / "cache")}
        started, memory, done = time.perf_counter(), list[float](), 0
        for result in expand_files([tree], flags=flags):
            assert result.written, result.error
            done += each
            if done % max(each, count // _MARKS) == 0:
                memory.append(resident_mb())
        seconds = time.perf_counter() - started
        again = time.perf_counter()
        list(expand_files([tree], flags=flags))
        again = time.perf_counter() - again
    rate = count / seconds
    print(f"expand: {count} directives in {count // each} files")
    print(f"  {rate:8.1f} directives/s, {rate / ideal:.3f} of the ideal {ideal:.0f}")
    print(f"  resident after each tenth, MB: {' '.join(f'{mb:.0f}' for mb in memory)}")
    print(f"  a second run, ratio: {again / seconds:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--url")
    arguments = parser.parse_args()
    ideal = arguments.concurrency / arguments.latency
    if arguments.url:
        measure_backend(arguments.url, None, arguments.requests, arguments.concurrency, ideal)
        return
    with fake_server(arguments.latency) as (url, pid):
        measure_backend(url, pid, arguments.requests, arguments.concurrency, ideal)
        measure_expansion(url, arguments.requests, arguments.concurrency, ideal)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"peak memory: {peak:.0f} MB")


if __name__ == "__main__":
    main()
