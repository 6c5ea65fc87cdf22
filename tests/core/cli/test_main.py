from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.command_line import Run


def test_prints_its_version(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--version")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"ascii-diagram {version('ascii-diagram')}\n"


def test_help_lists_every_command(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--help")
    shown = capsys.readouterr().out
    for name in ("draw", "expand", "clean", "adopt", "doctor", "worker"):
        assert f"\n    {name} " in shown


def test_an_unknown_command_is_an_error_that_names_the_others(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("drwa")
    assert ended.value.code == 2
    assert "draw" in capsys.readouterr().err


def test_drawing_notation_loads_no_other_command_and_no_model() -> None:
    code = (
        "import sys; from ascii_diagram.cli.main import main; main(['draw', 'A -> B']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    loaded = set(done.stderr.split())
    assert "ascii_diagram.cli.draw" in loaded
    unwanted = {"llama_cpp", "rich", "sqlite3", "markdown_it", "ascii_diagram.cli.expand"}
    assert loaded.isdisjoint(unwanted)


def test_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ascii_diagram", "draw", "A -> B"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0
    assert "A" in done.stdout


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    program = f"{sys.executable} -m ascii_diagram draw 'A -> B; B -> C' | true"
    done = subprocess.run(["sh", "-c", program], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
