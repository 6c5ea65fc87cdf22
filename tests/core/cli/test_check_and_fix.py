from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.command_line import Run

Captured = pytest.CaptureFixture[str]

SOUND = "# +-----+\n# | one |\n# +-----+\nx = 1\n"
BAD = SOUND.replace("one |", "one  |")


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_check_exits_0_on_sound_files_and_1_on_findings(run: Run, capsys: Captured) -> None:
    write("good.py", SOUND)
    assert run("check", ".") == 0
    assert capsys.readouterr().err == "no findings\n"
    write("bad.py", BAD)
    assert run("check", ".") == 1
    out, err = capsys.readouterr()
    assert out == "bad.py:2:10: error: this side stands 1 column too far right [ragged-border]\n"
    assert err == "1 error\n"


def test_check_exits_2_on_what_cannot_be_read(run: Run, capsys: Captured) -> None:
    write("bad.py", BAD)
    assert run("check", "bad.py", "missing.py") == 2
    out, err = capsys.readouterr()
    assert "bad.py:2:10" in out
    assert "missing.py: cannot be read" in err


def test_check_passes_over_binary_files(run: Run, capsys: Captured) -> None:
    Path("a.bin").write_bytes(b"+---+\0\xff")
    assert run("check", ".") == 0
    assert run("check", "a.bin") == 0
    assert "skipped" in capsys.readouterr().err


def test_check_as_json(run: Run, capsys: Captured) -> None:
    write("bad.py", BAD)
    assert run("check", "--json", "bad.py", "missing.py") == 2
    found = json.loads(capsys.readouterr().out)["files"]
    assert [(file["path"], bool(file["error"])) for file in found] == [
        ("bad.py", False),
        ("missing.py", True),
    ]
    assert found[0]["findings"] == [
        {
            "line": 2,
            "column": 10,
            "end_column": 11,
            "rule": "ragged-border",
            "severity": "error",
            "message": "this side stands 1 column too far right",
        }
    ]


def test_check_as_sarif(run: Run, capsys: Captured) -> None:
    write("bad.py", BAD)
    assert run("check", "--sarif", "bad.py") == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["ragged-border"]


def test_width_is_checked_when_it_is_set(run: Run, capsys: Captured) -> None:
    write("good.py", SOUND)
    assert run("check", "--width", "10", "good.py") == 0
    write("wide.py", SOUND.replace("-----", "-" * 90).replace("one ", "one".ljust(89)))
    assert run("check", "wide.py") == 0
    assert run("check", "--width", "80", "wide.py") == 1
    assert "over-width" in capsys.readouterr().out
    write("ascii-diagram.toml", "width = 70\n")
    assert run("check", "wide.py") == 1


def test_a_width_out_of_bounds_is_refused(run: Run) -> None:
    write("good.py", SOUND)
    assert run("check", "--width", "3", "good.py") == 2


def test_excluded_files_are_left_out(run: Run) -> None:
    write("ascii-diagram.toml", 'exclude = ["vendor/"]\n')
    write("vendor/bad.py", BAD)
    assert run("check", ".") == 0
    assert run("fix", "--check", ".") == 0


def test_fix_mends_and_then_has_nothing_to_do(run: Run, capsys: Captured) -> None:
    path = write("bad.py", BAD)
    path.chmod(0o755)
    assert run("fix", ".") == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("bad.py: 1 row fixed\n", "1 row in 1 file\n")
    assert path.read_bytes() == SOUND.encode()
    assert path.stat().st_mode & 0o777 == 0o755
    stamp = path.stat().st_mtime_ns
    assert run("fix", ".") == 0
    assert path.stat().st_mtime_ns == stamp
    assert capsys.readouterr().err == "nothing to fix\n"


def test_fix_check_and_diff_change_nothing(run: Run, capsys: Captured) -> None:
    path = write("bad.py", BAD)
    assert run("fix", "--check", "bad.py") == 1
    assert capsys.readouterr().out == "bad.py: 1 row to fix\n"
    assert run("fix", "--diff", "bad.py") == 0
    assert "-# | one  |\n+# | one |\n" in capsys.readouterr().out
    assert run("fix", "--check", "--diff", "bad.py") == 1
    assert path.read_bytes() == BAD.encode()


def test_fix_keeps_encoding_mark_and_line_ends(run: Run) -> None:
    path = write("a.md", "")
    page = "\ufeff```\r\n┌───┐\r\n│ ü  │\n└───┘\r\n```"
    path.write_bytes(page.encode("utf-16-le"))
    assert run("fix", "a.md") == 0
    assert path.read_bytes() == page.replace("ü  │", "ü │").encode("utf-16-le")


def test_fix_changes_arrowheads_when_asked(run: Run) -> None:
    path = write("a.txt", "+---+    +---+\n| a |---▶| b |\n+---+    +---+\n")
    assert run("fix", "a.txt") == 0
    assert "▶" in path.read_text("utf-8")
    assert run("fix", "--glyphs", "a.txt") == 0
    assert "---►|" in path.read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_fix_says_what_it_cannot_write(run: Run, capsys: Captured) -> None:
    path = write("bad.py", BAD)
    path.chmod(0o444)
    assert run("fix", "bad.py") == 2
    assert "read-only" in capsys.readouterr().err
