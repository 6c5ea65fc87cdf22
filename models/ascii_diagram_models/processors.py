"""How many threads are worth using."""

from __future__ import annotations

import os
from pathlib import Path

_MOST = 8  # a small model gains nothing from more


def default_threads() -> int:
    """Return the number of physical cores this process may run on, at least 1, at most 8."""
    return max(1, min(_MOST, len(_cores(_usable()))))


def _usable() -> set[int]:
    try:
        return set(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return set(range(os.cpu_count() or 1))


def _cores(processors: set[int]) -> set[str]:
    """Return the cores behind processors; two processors with the same siblings share one."""
    folder = Path("/sys/devices/system/cpu")
    cores: set[str] = set()
    for number in processors:
        try:
            siblings = folder / f"cpu{number}/topology/thread_siblings_list"
            cores.add(siblings.read_text(encoding="ascii").strip())
        except (OSError, ValueError):  # not Linux, or not told: count processors
            cores.add(str(number))
    return cores
