from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import Run

Captured = pytest.CaptureFixture[str]

DRAWING = """\
┌───┐        ┌───┐
│ A ├─ asks ►│ B │
└───┘        └───┘
"""
SOURCE = "direction: right\nA -> B: asks\n"


def test_reads_standard_input(run: Run, capsys: Captured) -> None:
    assert run("read", stdin=DRAWING) == 0
    assert capsys.readouterr().out == SOURCE


@pytest.mark.parametrize("leader", ["// ", "# ", " * ", "-- ", "> ", "    # "])
def test_takes_comment_leaders_off(run: Run, capsys: Captured, leader: str) -> None:
    text = "".join(f"{leader}{line}\n" for line in DRAWING.splitlines())
    assert run("read", stdin=text) == 0
    assert capsys.readouterr().out == SOURCE


def test_takes_fences_off(run: Run, capsys: Captured) -> None:
    assert run("read", stdin=f"```text\n{DRAWING}```\n") == 0
    assert capsys.readouterr().out == SOURCE


def test_writes_other_forms(run: Run, capsys: Captured) -> None:
    assert run("read", "--format", "json", stdin=DRAWING) == 0
    assert json.loads(capsys.readouterr().out)["edges"] == [
        {"from": "A", "to": "B", "label": "asks"}
    ]
    assert run("read", "--format", "mermaid", stdin=DRAWING) == 0
    assert 'A -->|"asks"| B' in capsys.readouterr().out
    assert run("read", "--format", "description", stdin=DRAWING) == 0
    assert capsys.readouterr().out == "A asks B.\n"


def test_what_was_drawn_is_read(run: Run, capsys: Captured) -> None:
    notation = "direction: down\nA -> B: yes\nA -> C\nB -> D\nC -> D"
    assert run("draw", notation) == 0
    assert run("read", stdin=capsys.readouterr().out) == 0
    assert set(capsys.readouterr().out.splitlines()) >= set(notation.splitlines())


def test_reports_what_it_does_not_understand(run: Run, capsys: Captured) -> None:
    assert run("read", stdin="// ┌───┐\n// │ A ├───\n// └───┘\n") == 1
    captured = capsys.readouterr()
    assert captured.out.endswith("A\n")
    assert captured.err == "2:12: the line leads to nothing [loose-line]\n"
    assert run("read", stdin="nothing here\n") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "no diagram was found" in captured.err


def test_finds_drawings_in_files(run: Run, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "server.py"
    other = DRAWING.replace("A", "C")
    lines = ["x = 1", *(f"# {line}" for line in DRAWING.splitlines()), "y = 2"]
    lines += [f"# {line}" for line in other.splitlines()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert run("read", str(path)) == 0
    assert capsys.readouterr().out == SOURCE
    assert run("read", str(path), "--line", "7") == 0
    assert capsys.readouterr().out == SOURCE.replace("A", "C")
    assert run("read", str(path), "--line", "1") == 2
    assert "no drawing found in line 1" in capsys.readouterr().err


def test_findings_name_the_place_in_the_file(run: Run, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n\n```\n┌───┐\n│ A ├───\n└───┘\n```\n", "utf-8")
    assert run("read", str(path)) == 1
    assert capsys.readouterr().err.startswith(f"{path}:5:")


def test_a_line_that_runs_off_the_top_is_reported_where_it_ends(
    run: Run, capsys: Captured, tmp_path: Path
) -> None:
    path = tmp_path / "d.txt"
    rows = ("┌────────┐   │  ┌───┐", "│ a      ├─────►│ b │", "└────────┘      └───┘")
    path.write_text("\n".join(("intro", "", *rows)) + "\n", "utf-8")
    assert run("read", str(path)) == 1
    assert capsys.readouterr().err.startswith(f"{path}:3:14: ")
