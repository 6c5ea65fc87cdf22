from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

from ascii_diagram.cli.own_commands import own_command
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


def test_own_subcommands_are_found_as_installers_enter_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {
        point.name: point.value
        for point in entry_points(group="ascii_diagram.commands")
        if point.value == own_command(point.name)
    }.keys() >= {"draw", "expand", "worker"}
    assert own_command("drwa") is None
    metadata = tmp_path / "ascii_diagram-9.9.dist-info"
    metadata.mkdir()
    (metadata / "entry_points.txt").write_text(
        "[console_scripts]\ndraw = wrong:place\n\n[ascii_diagram.commands]\ndraw = right:place\n"
    )
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "missing")])
    assert own_command("draw") == "right:place"
    assert own_command("") is None
    (tmp_path / "ascii_diagram-9.8.dist-info").mkdir()
    assert own_command("draw") is None  # which of the two is installed is not for us to guess
