"""What drawing costs a site: `python -m tests.benchmarks.bench_docs`.

A site of 50 pages with 200 diagrams is built without the plugin (fences stay code), with it for the
first time, and with it again; then one page is saved in a running server. Peers that draw offline
are built beside it, where they are installed. Every build is a process of its own, as users run it;
its processor time counts, the least of several runs, since other work on the machine only adds.
Compiled modules are kept from one build to the next, as those of an installed package are.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PAGES, DIAGRAMS = 50, 4
_CONFIG = """\
site_name: Benchmark
theme: {{name: mkdocs}}
plugins: [{plugins}]
markdown_extensions:
  - pymdownx.superfences{extra}
"""
_MERMAID = """:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:mermaid2.fence_mermaid_custom ''}
"""
_SOURCE = re.compile(r"graph LR\n(?:  .*\n)+")
_BOB = """\
+--------+        +---------+     +--------+
| Client |-asks-->| Gateway |---->| Orders |
+--------+        +----+----+     +----+---+
                       v               v
                  +---------+     +--------+
                  |  Users  |     | Store  |
                  +---------+     +--------+
"""


def write_site(folder: Path, language: str, plugins: str, extra: str = "") -> None:
    """Write a site whose fences are in `language`; none when that is empty."""
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_CONFIG.format(plugins=plugins, extra=extra), "utf-8")
    for page in range(PAGES):
        name = "index" if not page else f"page{page}"
        (folder / f"docs/{name}.md").write_text(page_text(page, language), "utf-8")


def page_text(page: int, language: str) -> str:
    """Return a page of words and four different diagrams, in notation that Mermaid shares."""
    parts = [f"# Page {page}\n"]
    for number in range(DIAGRAMS):
        links = [
            f"A{page}x{number}[Client {page}] -->|asks| B[Gateway {number}]",
            "B --> C[Orders]",
            "B --> D[Users]",
            f"C -->|writes| E[Store {page}]",
        ]
        source = "\n".join(("graph LR", *(f"  {link}" for link in links)))
        parts.append("Words about it.\n")
        if language:
            parts.append(f"```{language}\n{source}\n```\n")
    return "\n".join(parts)


def build(folder: Path, cache: Path) -> float:
    """Build a site once and return the seconds of processor time that took."""
    environment = {
        **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(cache.parent / "compiled"),
        "ASCII_DIAGRAM_BACKEND": "none",
        "ASCII_DIAGRAM_CACHE__DIRECTORY": str(cache),
        "NO_MKDOCS_2_WARNING": "1",
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, "-m", "mkdocs", "build", "-q", "--strict"]
    quiet = subprocess.DEVNULL  # peers print what is none of the measurement's business
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=quiet, stderr=quiet)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def serve_save(folder: Path, cache: Path) -> tuple[float, float]:
    """Return seconds for a rebuild in a server after one page was saved, and without any change."""
    os.environ["ASCII_DIAGRAM_CACHE__DIRECTORY"] = str(cache)
    os.environ["ASCII_DIAGRAM_BACKEND"] = "none"
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    path = str(folder / "mkdocs.yml")
    first: Any = load_config(path)
    first.plugins.on_startup(command="serve", dirty=False)
    build_site(first, serve_url="http://localhost/")

    def rebuild() -> float:
        started = time.process_time()
        build_site(load_config(path), serve_url="http://localhost/")
        return time.process_time() - started

    idle = min(rebuild() for _ in range(3))
    saved: list[float] = []
    for turn in range(3):
        page = folder / "docs/page7.md"
        page.write_text(page.read_text("utf-8").replace("[Orders", f"[Orders{turn}"), "utf-8")
        saved.append(rebuild())
    return min(saved), idle


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="builds of each kind (default: 5)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        sites = {kind: root / kind for kind in ("words", "code", "ours")}
        write_site(sites["words"], "", "search")
        write_site(sites["code"], "ascii-diagram", "search")
        write_site(sites["ours"], "ascii-diagram", "search, ascii-diagram")
        peers = write_peers(root)
        rows: dict[str, list[float]] = {}
        for run in range(runs):  # in turn, so that other work on the machine hits all alike
            cache = root / f"cache{run}"
            rows.setdefault("words alone", []).append(build(sites["words"], cache))
            rows.setdefault("fences left as code", []).append(build(sites["code"], cache))
            rows.setdefault("ascii-diagram, first build", []).append(build(sites["ours"], cache))
            rows.setdefault("ascii-diagram, cached", []).append(build(sites["ours"], cache))
            for peer, folder in peers.items():
                rows.setdefault(peer, []).append(build(folder, cache))
        print_rows(rows, runs)
        saved, idle = serve_save(sites["ours"], root / "cache0")
        print(f"  {'a save in serve':36} {saved:6.2f} s ({idle:.2f} s when nothing changed)")


def print_rows(rows: dict[str, list[float]], runs: int) -> None:
    """Print the least time of each kind, and what a diagram adds to it."""
    count = PAGES * DIAGRAMS
    words, code = min(rows["words alone"]), min(rows["fences left as code"])
    print(f"{PAGES} pages, {count} diagrams, least of {runs} builds; ms for each diagram over")
    print(f"  {'':36} {'build':>8} {'code':>8} {'words':>8}")
    for label, times in rows.items():
        least = min(times)
        over_code, over_words = ((least - base) * 1000 / count for base in (code, words))
        print(f"  {label:36} {least:6.2f} s {over_code:+8.2f} {over_words:+8.2f}")


def write_peers(root: Path) -> dict[str, Path]:
    """Write sites for the peers that are installed and need no network."""
    found: dict[str, Path] = {}
    if importlib.util.find_spec("mermaid2"):
        # The script's address is local, else the peer looks for it in the network.
        folder = found["mkdocs-mermaid2 (drawn by readers)"] = root / "mermaid2"
        write_site(folder, "mermaid", "search, mermaid2: {javascript: mermaid.js}", _MERMAID)
        (folder / "docs/mermaid.js").write_text("", "utf-8")
    if importlib.util.find_spec("markdown_svgbob"):
        folder = found["markdown-svgbob (from drawings)"] = root / "svgbob"
        write_site(folder, "bob", "search", "\n  - markdown_svgbob")
        for page in (folder / "docs").glob("*.md"):
            page.write_text(_SOURCE.sub(_BOB, page.read_text("utf-8")), "utf-8")
    return found


if __name__ == "__main__":
    main()
