"""The whole program as others run it: signals, closed and odd streams, faults of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ascii_diagram.cli.main import main
from tests.command_line import Run

PROGRAM = (sys.executable, "-m", "ascii_diagram")
ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a Unix shell")


def shell(script: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "models"))),
        "ASCII_DIAGRAM_BACKEND": "none",
        "HOME": str(folder),
        "P": " ".join(PROGRAM),
        **variables,
    }
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )


def test_closed_and_full_streams_end_without_a_traceback(tmp_path: Path) -> None:
    script = (
        "$P draw 'a -> b' >&-; echo $?; $P draw 'a -> b' >/dev/full; echo $?;"
        "$P draw <&-; echo $?; $P draw --batch <&-; echo $?; $P draw 'a -> }' 2>&-; echo $?"
    )
    done = shell(script, tmp_path)
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr
    assert done.stdout.split() == ["0", "2", "2", "0", "2"]


def test_a_terminal_that_lacks_characters_gets_no_broken_drawing(tmp_path: Path) -> None:
    done = shell("$P draw 'a -> b' && $P draw 'a -> é'", tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert "+---+" in done.stdout
    assert "é" not in done.stdout
    assert r"cannot hold '\xe9'" in done.stderr


def test_names_that_a_terminal_lacks_are_escaped_and_json_stays_json(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b\n.py")
    Path(path).write_text("# ascii-diagram: A -> B\n")
    done = shell("$P expand --json . && $P expand --check .", tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    (file,) = json.JSONDecoder().raw_decode(done.stdout)[0]["files"]
    assert os.fsencode(file["path"]) == b"\xff\x1b\n.py"
    again = shell("$P clean .", tmp_path, PYTHONIOENCODING="utf-8")
    assert again.stdout == "\\xff\\x1b\\n.py:1:3: cleaned\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    code = (
        "import signal, time, sys; from ascii_diagram.cli import main\n"
        # a shell may have started the tests with these ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "def wait(words):\n"
        "    try:\n"
        "        print('waiting', flush=True); time.sleep(60)\n"
        "    finally:\n"
        "        print('tidied up', flush=True)\n"
        "main._run = wait; sys.exit(main.main([]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert out == b"tidied up\n"
    assert b"no file is half-written" in err
    assert process.returncode == 128 + number


def test_a_fault_of_ours_is_no_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(words: object) -> int:
        raise TypeError("oops")

    monkeypatch.setattr("ascii_diagram.cli.main._run", fail)
    assert main([]) == 2
    shown = capsys.readouterr().err
    assert "oops" in shown
    assert "please report" in shown


def test_signals_are_the_hosts_again_afterwards(run: Run) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert run("draw", "A -> B") == 0
    assert signal.getsignal(signal.SIGTERM) == before


def test_findings_name_odd_files_in_a_way_that_does_no_harm(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b\n.md")
    Path(path).write_text("```text\n┌───┐\n│ a  │\n└───┘\n```\n", encoding="utf-8")
    done = shell("$P check .; $P check --json .", tmp_path, PYTHONIOENCODING="ascii")
    lines, _, report = done.stdout.partition("\n{")
    assert all(line.startswith("\\xff\\x1b\\n.md:") for line in lines.splitlines())
    (file,) = json.loads("{" + report)["files"]
    assert os.fsencode(file["path"]) == b"\xff\x1b\n.md"
