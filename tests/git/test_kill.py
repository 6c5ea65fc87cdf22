"""Hooks that are killed at any moment: no message is lost, none is half written."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, Repository, drawing

COMMITS = 200
LINES = "".join(f"line {number}\n" for number in range(2_000))


@pytest.mark.slow
def test_two_hundred_killed_commits(repository: Repository) -> None:
    chance = random.Random(7)
    path = repository.path("COMMIT_EDITMSG")
    whole = 0.0
    ends: Counter[str] = Counter()
    for number in range(COMMITS):
        typed = f"Commit {number}\n\n{LINES}\n{DIRECTIVE}\n"
        drawn = typed.replace(f"{DIRECTIVE}\n", drawing())
        repository.stage("file")
        started = time.monotonic()
        process = begin_commit(repository, typed)
        if number % 10:  # the others tell how long a commit takes now
            time.sleep(chance.uniform(0, 1.2 * whole))
            kill(process.pid, hook_only=number % 2 == 0)
        process.wait()
        if process.returncode == 0:
            whole = time.monotonic() - started if number % 10 == 0 else whole
            assert repository.message().decode() == drawn
            ends["committed"] += 1
        elif path.exists() and path.read_text().startswith(f"Commit {number}\n"):
            text = path.read_text()
            assert text in (typed, drawn)
            ends["drawn" if text == drawn else "typed"] += 1
        else:
            ends["not yet written"] += 1
        for lock in (repository.folder / ".git").rglob("*.lock"):
            lock.unlink()  # Git's own
    print(dict(ends))
    assert ends["committed"] > COMMITS // 10
    assert ends["typed"] > COMMITS // 10
    leave_old(repository.folder / ".git")
    repository.commit("-m", f"Last\n\n{DIRECTIVE}")
    repository.check(f"Last\n\n{drawing()}")
    assert not list((repository.folder / ".git").glob(".ascii-diagram-*"))


def begin_commit(repository: Repository, message: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        ["git", "commit", "--quiet", "-F", "-"],
        cwd=repository.folder,
        env=repository.environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin
    process.stdin.write(message.encode())
    process.stdin.close()
    return process


def kill(pid: int, *, hook_only: bool) -> None:
    """Kill Git and its hook, or the hook that Git waits for where the system tells which it is."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    with suppress(ProcessLookupError):
        if hook_only and children.exists() and (found := children.read_text().split()):
            os.kill(int(found[0]), signal.SIGKILL)
        else:
            os.killpg(pid, signal.SIGKILL)


def leave_old(folder: Path) -> None:
    """Make what the killed ones left look old, which is when it is removed."""
    long_ago = time.time() - 7_200
    for path in folder.glob(".ascii-diagram-*"):
        os.utime(path, (long_ago, long_ago))
