"""Measures, in a process of its own, how long a GGUF model loads and how much memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.resolve.request import Request

_PROMPTS = ("the shop asks the bank, the bank asks the card network", "the water cycle")
_TIMEOUT = 300
_CODE = "from asciidoc_train.evaluation.footprint import main; main()"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a loaded model takes.

    Attributes:
        seconds: To load it, from a warm disk cache.
        megabytes: Of memory that the process has at most had (1 MB = 1 000 000 bytes).
    """

    seconds: float
    megabytes: float


def measure_footprint(path: Path, threads: int, context: int) -> Footprint | None:
    """Load a model in another process and ask it twice; None where that does not work."""
    command = [sys.executable, "-c", _CODE, str(path), str(threads), str(context)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=True)
        seconds, megabytes = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Footprint(seconds, megabytes)


def main() -> None:
    """Print load time and peak memory as JSON; arguments: path, threads, context."""
    import time

    from ascii_diagram_models.library import load_library
    from ascii_diagram_models.weights import user_model

    path, threads, context = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    load_library()
    from ascii_diagram_models.llama_backend import LlamaBackend

    weights = user_model(path)
    started = time.monotonic()
    backend = LlamaBackend(weights, threads=threads, context=context)
    seconds = time.monotonic() - started
    list(backend.complete([Request(prompt) for prompt in _PROMPTS]))
    print(json.dumps([round(seconds, 3), _peak()]))


def _peak() -> float:
    try:
        import resource
    except ImportError:  # Windows: not measured
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
