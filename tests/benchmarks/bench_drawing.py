"""Measures drawings of graphs: `python -m tests.benchmarks.bench_drawing [--graphs N] [--width W]`.

Prints for graphs of several sizes the rows, crossings and bends of their drawings, the time they
take in process (the least of a few), and which layouts of the width ladder they got; the share of
drawings with numbers instead of lines comes last. The graphs are random but the same on every run.
Where `termaid` or `mermaid_term` can be imported, they draw the same graphs as Mermaid; drawings
that are wider than the limit are counted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module

from ascii_diagram.diagram import Edge, Graph, Group, Node
from ascii_diagram.drawing import DrawingOptions, draw_diagram
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.layered.flow import fit_parts
from ascii_diagram.notation import write_mermaid

SIZES = (3, 10, 30, 100, 200)
WORDS = (
    "parse",
    "load",
    "store",
    "cache",
    "index",
    "queue",
    "worker",
    "api",
    "user",
    "order",
    "mail",
)
REPEATS = 5
"""A drawing's time is the least of so many, so that other work on the machine counts for little."""
LABELS = ("yes", "no", "on error", "publishes", "ack")
Draw = Callable[[Graph], str]


def random_graph(size: int, seed: int) -> Graph:
    """A connected graph that mostly flows one way, with some labels and, at times, groups."""
    chance = random.Random(f"{size}/{seed}")
    nodes = tuple(
        Node(f"n{i}", " ".join(chance.choices(WORDS, k=chance.randint(1, 3))) + f" {i}")
        for i in range(size)
    )
    ends = {(max(0, i - 1 - int(chance.expovariate(0.4))), i): None for i in range(1, size)}
    for _ in range(int(size * chance.choice((0.05, 0.2, 0.4)))):
        first, last = sorted(chance.sample(range(size), 2))
        ends[(last, first) if chance.random() < 0.2 else (first, last)] = None
    edges = tuple(
        Edge(f"n{a}", f"n{b}", chance.choice(LABELS) if chance.random() < 0.2 else "")
        for a, b in ends
    )
    groups: list[Group] = []
    if size > 5 and chance.random() < 0.3:
        start = 0
        for number in range(chance.randint(2, 3)):
            members = tuple(f"n{i}" for i in range(start, start + chance.randint(2, 4)))
            members = tuple(m for m in members if int(m[1:]) < size)
            start += len(members)
            if members:
                groups.append(Group(f"G{number}", f"Group {number}", members))
    return Graph(nodes, edges, tuple(groups), chance.choice(("right", "down")))


def peers() -> Iterator[tuple[str, Draw]]:
    """Other drawing engines that are installed."""
    try:
        termaid = import_module("termaid")
    except ImportError:
        print("termaid is not installed")
    else:
        yield "termaid", lambda graph: termaid.render(write_mermaid(graph))
    try:
        mermaid_term = import_module("mermaid_term")
    except ImportError:
        print("mermaid_term is not installed")
    else:
        yield (
            "mermaid_term",
            lambda graph: "\n".join(mermaid_term.render(write_mermaid(graph)).plain_lines),
        )


def timed(draw: Draw, graph: Graph) -> tuple[str, float]:
    """Return a drawing and the least seconds that it took; large ones are drawn once."""
    drawing, least = "", float("inf")
    for _ in range(REPEATS if len(graph.nodes) <= 30 else 1):
        started = time.perf_counter()
        drawing = draw(graph)
        least = min(least, time.perf_counter() - started)
    return drawing, least


def measure(name: str, draw: Draw, size: int, graphs: list[Graph], width: int) -> None:
    """Print one line about drawings of graphs of one size."""
    times: list[float] = []
    rows = crossings = bends = wide = failed = 0
    for graph in graphs:
        try:
            drawing, seconds = timed(draw, graph)
        except Exception as error:  # a peer's fault must not end the run
            failed += 1
            print(f"  {name}: {type(error).__name__}: {error}")
            continue
        times.append(seconds * 1000)
        lines = drawing.split("\n")
        rows += len(lines)
        wide += max(map(cell_width, lines)) > width
        crossings += drawing.count("┼")
        # every box and frame has four corners of its own
        bends += sum(map(drawing.count, "┌┐└┘╭╮╰╯")) - 4 * (len(graph.nodes) + len(graph.groups))
    count = max(1, len(times))
    print(
        f"{size:5} {name:14} {rows / count:7.1f} {crossings / count:9.2f} {bends / count:7.2f} "
        f"{statistics.median(times or [0]):9.2f} {max(times, default=0):9.2f} {wide:5} {failed:6}"
    )


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description="measure drawings of graphs")
    parser.add_argument("--graphs", type=int, default=100, help="graphs of each size")
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument(
        "--peers-to", type=int, default=10, help="most nodes that peers draw: some take minutes"
    )
    arguments = parser.parse_args()
    options = DrawingOptions(arguments.width)
    engines: list[tuple[str, Draw]] = [("ascii_diagram", lambda g: draw_diagram(g, options))]
    engines += peers()
    draw_diagram(random_graph(3, 0), options)  # imports are not measured
    layouts: Counter[str] = Counter()
    print("nodes engine            rows crossings   bends median ms    max ms  wide failed")
    for size in SIZES:
        many = arguments.graphs if size < 100 else max(1, arguments.graphs // 10)
        graphs = [random_graph(size, seed) for seed in range(many)]
        for name, draw in engines if size <= arguments.peers_to else engines[:1]:
            measure(name, draw, size, graphs, arguments.width)
        if size <= 30:
            layouts.update(p.layout for g in graphs for p in fit_parts(g, options))
    total = layouts.total()
    print("layouts up to 30 nodes: " + ", ".join(f"{n} {c}" for n, c in layouts.most_common()))
    print(f"with numbers instead of lines: {layouts['references']} of {total}")


if __name__ == "__main__":
    main()
