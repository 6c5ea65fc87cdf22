"""Prints what the `local` backend costs: loading, decoding, memory.

Usage: python tests/benchmarks/bench_local.py [threads]

Absolute numbers are of one machine and moment; the ratios at the end carry over.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from ascii_diagram_models.decoding import Prompt, generate
from ascii_diagram_models.engine import Context, Model
from ascii_diagram_models.grammar import GRAMMAR, root_of
from ascii_diagram_models.llama_backend import LlamaBackend
from ascii_diagram_models.matcher import Matcher
from ascii_diagram_models.weights import shipped_model

from ascii_diagram.resolve.request import Reply, Request, Sampling

PROMPTS = (
    "client asks server, server asks db",
    "the API asks the cache first, on a miss it reads Postgres and fills the cache",
    "browser -- CDN -- origin",
    "haproxy in front of three puma workers, all of them share one memcached",
    "build runs lint and unit tests, then both must pass before deploy",
    "the water cycle",
    "a door is open, closed or locked; a key locks and unlocks it",
    "how TCP opens a connection, message by message",
    "OSI layers from top to bottom",
    "the watcher sees a change, tells the compiler, which writes the bundle",
    "order service publishes to Kafka; billing and shipping consume it",
    "user logs in at Keycloak, gets a token and calls the gateway with it",
    "git: working tree, index, local repository, remote",
    "the scheduler puts jobs on a queue, two workers take them and write results to S3",
    "a parser turns tokens into a tree, the optimiser rewrites it, codegen emits bytecode",
    "Nginx forwards to app 1 and app 2, both read from one replica and write to the primary",
    "photosynthesis",
    "a ticket is new, then open, then solved; it can be reopened",
    "sensor sends readings to the hub, the hub sends alarms to the phone",
    "IPv4 header",
)
_RSS = (
    "import resource, sys;"
    "from ascii_diagram.resolve.request import Request;"
    "from ascii_diagram_models.llama_backend import LlamaBackend;"
    "from ascii_diagram_models.weights import shipped_model;"
    "b = LlamaBackend(shipped_model(), threads=2, context=int(sys.argv[1]));"
    "list(b.complete([Request('a calls b')]));"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


class Allowing(Matcher):
    """A matcher that asks nothing: what decoding costs without a grammar."""

    def __init__(self) -> None:
        pass

    def allowed(self, tokens: np.ndarray) -> np.ndarray:
        return np.ones(len(tokens), np.bool_)

    def accept(self, token: int) -> None:
        del token


class Asking(Matcher):
    """A matcher that looks at the whole vocabulary at every step."""

    def allowed(self, tokens: np.ndarray) -> np.ndarray:
        everything = np.arange(self._model.size, dtype=np.int32)
        return super().allowed(everything)[tokens]


def steps_per_second(
    model: Model, threads: int, makers: dict[str, Callable[[], Matcher]]
) -> dict[str, float]:
    """Return tokens of replies per second by way of testing, prompts not counted.

    The ways take turns and the best of three rounds counts, since other programs disturb them.
    """
    context = Context(model, threads=threads, tokens=1024)
    opening = model.tokenize("<|im_start|>user\n", control=True)
    closing = model.tokenize("<|im_end|>\n<|im_start|>assistant\n", control=True)
    tokens = dict.fromkeys(makers, 0)
    seconds = dict.fromkeys(makers, 0.0)
    for words in PROMPTS[:5]:
        prompt = Prompt(tuple(opening), tuple(model.tokenize(words) + closing))
        context.start(prompt.opening, prompt.rest)
        best = dict.fromkeys(makers, float("inf"))
        for _ in range(3):
            for name, make in makers.items():
                matcher = make()
                started = time.perf_counter()
                replies = generate(context, prompt, matcher, Sampling(), most=400)
                written = sum(1 for _ in itertools.islice(replies, 40))
                best[name] = min(best[name], (time.perf_counter() - started) / written)
        for name in makers:
            tokens[name] += 1
            seconds[name] += best[name]
    context.close()
    return {name: tokens[name] / seconds[name] for name in makers}


def main() -> None:
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    print(f"threads                        {threads}")
    weights = shipped_model()
    print(f"check the model                {timed(shipped_model):8.2f} s")
    started = time.perf_counter()
    backend = LlamaBackend(weights, threads=threads, context=1024)
    print(f"load                           {time.perf_counter() - started:8.2f} s")
    seconds: list[float] = []
    written = 0
    for _, reply in backend.complete([Request(prompt) for prompt in PROMPTS]):
        assert isinstance(reply, Reply), reply
        seconds.append(reply.seconds)
        written += reply.tokens
    backend.close()
    print(f"a prompt, median of {len(PROMPTS)}         {statistics.median(seconds):8.2f} s")
    print(f"a prompt, slowest              {max(seconds):8.2f} s")
    print(f"tokens of a reply, mean        {written / len(PROMPTS):8.1f}")
    model = Model(weights.path)
    root = root_of("tui_flow")
    speeds = steps_per_second(
        model,
        threads,
        {
            "no grammar": Allowing,
            "lazy grammar": lambda: Matcher(model, GRAMMAR, root),
            "full grammar": lambda: Asking(model, GRAMMAR, root),
        },
    )
    model.close()
    for name, speed in speeds.items():
        share = speed / speeds["no grammar"]
        print(f"{name:<31}{speed:8.1f} tokens/s  {share:.2f} of no grammar")
    for context in (1024, 2048):
        done = subprocess.run(
            [sys.executable, "-c", _RSS, str(context)],
            capture_output=True,
            text=True,
            check=True,
        )
        print(f"peak memory, context {context}      {int(done.stdout):8d} MiB")


if __name__ == "__main__":
    main()
