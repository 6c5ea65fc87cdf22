"""The README's promise: examples expanded by the embedded model, offline, once and for all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from ascii_diagram.directives import scan, state

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMAND = [sys.executable, "-m", "ascii_diagram"]

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """Nobody's settings, no answers known, no worker. The merged weights may be the user's own."""
    pytest.importorskip("llama_cpp", reason="the extra `local` is not installed")
    return {
        **os.environ,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "ASCII_DIAGRAM_CACHE__DIRECTORY": str(tmp_path / "cache"),
    }


@pytest.fixture
def offline() -> list[str]:
    """Words before a command that take the network away from it."""
    cut = ["unshare", "--net", "--map-root-user"]
    if (
        shutil.which("unshare")
        and not subprocess.run([*cut, "true"], capture_output=True).returncode
    ):
        return cut
    pytest.skip("`unshare --net` is not allowed here, so there is no way to cut the network")


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_examples_are_expanded_offline_and_then_left_alone(
    tmp_path: Path, environment: Mapping[str, str], offline: list[str]
) -> None:
    files = tmp_path / "examples"
    shutil.copytree(EXAMPLES, files)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*offline, *COMMAND, *words, str(files)]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    first = run("expand")
    assert first.returncode == 0, first.stderr
    drawn = read_all(files)
    for name, data in drawn.items():
        found = scan(data.decode(), name=name)
        assert found.directives, name
        assert [state(d) for d in found.directives] == ["fresh"] * len(found.directives)
        assert not found.problems

    second = run("expand", "--backend", "none", "--no-cache")
    assert second.returncode == 0, second.stderr
    assert read_all(files) == drawn
    assert run("expand", "--check", "--frozen").returncode == 0


def test_the_cache_gives_the_same_drawings_without_the_model(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, flags in zip(folders, ([], ["--frozen"]), strict=True):
        shutil.copytree(EXAMPLES, folder)
        subprocess.run([*COMMAND, "expand", *flags, str(folder)], env=environment, check=True)
    assert read_all(folders[0]) == read_all(folders[1])


def test_an_interrupt_leaves_files_whole(tmp_path: Path, environment: Mapping[str, str]) -> None:
    files = tmp_path / "examples"
    shutil.copytree(EXAMPLES, files)
    before = read_all(files)
    running = subprocess.Popen(
        [*COMMAND, "expand", str(files)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    running.stdout.readline()  # the first drawing is in, the others are being asked for
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate()
    assert "Traceback" not in errors
    after = read_all(files)
    assert set(after) == set(before), "a temporary file was left behind"
    for name, data in after.items():
        found = scan(data.decode(), name=name)
        assert not found.problems
        if data != before[name]:
            assert all(state(d) == "fresh" for d in found.directives), name


def test_pin_replaces_prose_by_notation_that_draws_the_same(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    path = tmp_path / "a.py"
    path.write_text("# ascii-diagram: the client asks the server, the server asks the database\n")
    subprocess.run([*COMMAND, "expand", str(path)], env=environment, check=True)
    drawing = [line for line in path.read_text().splitlines() if "│" in line]
    subprocess.run([*COMMAND, "expand", "--pin", str(path)], env=environment, check=True)
    pinned = path.read_text()
    assert "->" in pinned
    assert "the client asks the server" not in pinned
    assert [line for line in pinned.splitlines() if "│" in line] == drawing
    check = [*COMMAND, "expand", "--check", "--frozen", "--backend", "none", str(path)]
    assert subprocess.run(check, env=environment).returncode == 0
