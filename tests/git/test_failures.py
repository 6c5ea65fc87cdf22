"""What goes wrong is said in one line, and the commit is made with the message as it was typed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, PROGRAM, Repository, drawing

UNKNOWN = "the moon asks the sun"
TYPED = f"Subject\n\nascii-diagram: {UNKNOWN}\n"
RETRY = "left as typed. To try again: git commit --amend --no-edit\n"


@pytest.fixture(autouse=True)
def no_model(repository: Repository) -> None:
    repository.environment["ASCII_DIAGRAM_BACKEND"] = "none"


def test_no_model(repository: Repository) -> None:
    assert repository.commit("-m", TYPED).decode() == TYPED
    assert repository.said.startswith("ascii-diagram: line 3: this prompt needs a model")
    assert repository.said.endswith(RETRY)
    assert repository.said.count("\n") == 1


def test_what_can_be_drawn_is_drawn(repository: Repository) -> None:
    text = f"{TYPED}\n{{}}\n\nascii-diagram: {UNKNOWN} too\n"
    repository.commit("-m", text.format(DIRECTIVE))
    assert repository.message().decode() == text.format(drawing().rstrip("\n"))
    said = repository.said.splitlines()
    assert said[0].startswith("ascii-diagram: drew 1 diagram")
    assert said[1].startswith("ascii-diagram: line 3: ")
    assert "(and 1 more)" in said[1]


@pytest.mark.parametrize(
    ("directive", "reason"),
    [
        ("ascii-diagram: A -> B: {", "line 3: "),
        ("ascii-diagram[width=nine]: A -> B", "line 3: bad value for width"),
        ("ascii-diagram[width=10]: Supercalifragilistic -> B", "does not fit"),
        ("end ascii-diagram 123456.123456", "line 3: "),
    ],
)
def test_faults_of_directives(repository: Repository, directive: str, reason: str) -> None:
    typed = f"Subject\n\n{directive}\n"
    assert repository.commit("-m", typed).decode() == typed
    assert reason in repository.said
    assert repository.said.endswith(RETRY)


@pytest.mark.parametrize("stop", ["setting", "flag"])
def test_commits_are_stopped_for_those_who_want_that(repository: Repository, stop: str) -> None:
    if stop == "flag":
        hook = repository.path("hooks/commit-msg")
        hook.write_text(
            hook.read_text().replace('commit-msg "$@"', 'commit-msg --on-error=fail "$@"')
        )
    repository.stage()
    variable = {"ASCII_DIAGRAM_COMMIT__ON_ERROR": "fail"} if stop == "setting" else {}
    repository.git("commit", "-m", TYPED, code=1, **variable)
    assert repository.said.endswith(
        "the commit is stopped. Mend it with: git commit -eF .git/COMMIT_EDITMSG\n"
    )
    assert repository.path("COMMIT_EDITMSG").read_text() == TYPED
    repository.git(
        *("commit", "--quiet", "-eF", ".git/COMMIT_EDITMSG"),
        GIT_EDITOR="sed -i s/ascii-diagram:.*/mended/",
        **variable,
    )
    assert repository.message() == b"Subject\n\nmended\n"


def test_settings_with_a_fault(repository: Repository) -> None:
    (repository.folder / "ascii-diagram.toml").write_text("widht = 3\n")
    typed = f"Subject\n\n{DIRECTIVE}\n"
    assert repository.commit("-m", typed).decode() == typed
    assert "widht: no such setting" in repository.said
    assert repository.said.count("\n") == 1


def test_a_message_that_is_not_there(repository: Repository) -> None:
    repository.tool("hook", "commit-msg", "nowhere")
    assert repository.said.startswith("ascii-diagram: nowhere: No such file")


def test_no_program(repository: Repository) -> None:
    hook = repository.path("hooks/commit-msg")
    hook.write_text(hook.read_text().replace(str(PROGRAM), "/nowhere/ascii-diagram"))
    typed = f"Subject\n\n{DIRECTIVE}\n"
    paths = [
        str(Path(found).parent) for found in ("/usr/bin/git", "/bin/sh") if Path(found).exists()
    ]
    assert repository.commit("-m", typed, PATH=os.pathsep.join(paths)).decode() == typed
    assert "not found, so nothing is drawn" in repository.said


def slow_worker(repository: Repository, tmp_path: Path) -> None:
    """Set a worker that never answers, and ends by itself."""
    script = tmp_path / "worker.py"
    script.write_text("import time\ntime.sleep(8)\n")
    config = Path(repository.environment["HOME"]) / ".config" / "ascii-diagram" / "config.toml"
    config.parent.mkdir(parents=True)
    # The backend `local` is not installed for these hooks: what it needs does not exist.
    config.write_text(
        f"backend = 'local'\nworker_command = [{sys.executable!r}, {str(script)!r}]\n"
        "local.model = '/nowhere/model.gguf'\n[commit]\ntimeout = 1.5\n"
    )
    del repository.environment["ASCII_DIAGRAM_BACKEND"]


def test_a_model_that_is_slow(repository: Repository, tmp_path: Path) -> None:
    slow_worker(repository, tmp_path)
    started = time.monotonic()
    assert repository.commit("-m", TYPED).decode() == TYPED
    assert time.monotonic() - started < 8
    assert "the model did not answer within 1.5 s" in repository.said
    assert repository.said.endswith(RETRY)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt(repository: Repository, tmp_path: Path, number: signal.Signals) -> None:
    slow_worker(repository, tmp_path)
    path = repository.folder / "message"
    path.write_text(TYPED)
    code = (
        "import threading, os, sys; from ascii_diagram_git import answers;"
        "asked = answers.Asking._ask\n"
        "def ask(self):\n"
        f"    threading.Timer(0.3, lambda: os.kill(os.getpid(), {int(number)})).start()\n"
        "    asked(self)\n"
        "answers.Asking._ask = ask\n"
        "from ascii_diagram.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "hook", "commit-msg", "--timeout=60", path],
        cwd=repository.folder,
        env=repository.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == f"ascii-diagram: interrupted; {RETRY}"
    assert done.returncode == 0
    assert path.read_text() == TYPED
