from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.command_line import Run

Captured = pytest.CaptureFixture[str]

SOURCE = "import os\n\n# ascii-diagram: A -> B\nx = 1\n"


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_expands_in_place_and_then_has_nothing_to_do(run: Run, capsys: Captured) -> None:
    path = write("a.py", SOURCE)
    assert run("expand", "a.py") == 0
    assert "a.py:3:3: expanded" in capsys.readouterr().out
    first = path.read_bytes()
    assert b"end ascii-diagram" in first
    assert first.startswith(b"import os\n\n# ascii-diagram: A -> B\n#\n")
    assert first.endswith(b"\nx = 1\n")
    stamp = path.stat().st_mtime_ns
    assert run("expand", "a.py") == 0
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == stamp


def test_check_tells_what_is_to_do_and_changes_nothing(run: Run, capsys: Captured) -> None:
    path = write("a.py", SOURCE)
    assert run("expand", "--check", "a.py") == 1
    assert "a.py:3:3" in capsys.readouterr().err
    assert path.read_text() == SOURCE
    run("expand", "a.py")
    assert run("expand", "--check", "--frozen", "a.py") == 0


def test_diff_prints_the_change_and_makes_none(run: Run, capsys: Captured) -> None:
    path = write("a.py", SOURCE)
    assert run("expand", "--diff", "a.py") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("--- a/a.py\n+++ b/a.py\n")
    assert "+# end ascii-diagram" in shown
    assert path.read_text() == SOURCE
    assert run("expand", "--check", "--diff", "a.py") == 1


def test_diff_leaves_the_lock_file_as_it_is(run: Run) -> None:
    write("ascii-diagram.toml", "lock = true\n")
    write("a.py", "# ascii-diagram: the water cycle\n")
    assert run("expand", "--diff", "a.py") == 0
    assert not Path("ascii-diagram.lock").exists()
    assert run("expand", "a.py") == 0
    assert Path("ascii-diagram.lock").exists()


def test_a_changed_prompt_is_stale_and_is_drawn_again(run: Run) -> None:
    path = write("a.py", SOURCE)
    run("expand", "a.py")
    path.write_text(path.read_text().replace("A -> B", "A -> Changed"))
    assert run("expand", "--check", "a.py") == 1
    assert run("expand", "a.py") == 0
    assert "Changed │" in path.read_text() or "Changed |" in path.read_text()
    assert path.read_text().count("end ascii-diagram") == 1


def test_hand_edits_are_kept_until_adopted_or_forced(run: Run, capsys: Captured) -> None:
    path = write("a.py", SOURCE)
    run("expand", "a.py")
    edited = path.read_text().replace("│ A ", "│ Z ")
    path.write_text(edited)
    assert run("expand", "a.py") == 0
    assert path.read_text() == edited
    path.write_text(edited.replace("A -> B", "A -> C"))
    conflict = path.read_text()
    assert run("expand", "a.py") == 1
    assert path.read_text() == conflict
    assert "adopt" in capsys.readouterr().err
    assert run("adopt", "a.py") == 0
    assert run("expand", "--check", "a.py") == 0
    assert "│ Z " in path.read_text()
    path.write_text(conflict)
    assert run("expand", "--force", "a.py") == 0
    assert "│ Z " not in path.read_text()
    assert "│ C │" in path.read_text()


def test_clean_gives_the_file_back(run: Run) -> None:
    path = write("a.py", SOURCE)
    run("expand", "a.py")
    assert run("clean", "a.py") == 0
    assert path.read_text() == SOURCE


def test_a_folder_is_searched_without_what_git_ignores(run: Run) -> None:
    Path(".git").mkdir()
    write(".gitignore", "build/\n")
    ignored = write("build/a.py", SOURCE)
    taken = write("src/deep/a.py", SOURCE)
    assert run("expand", ".") == 0
    assert ignored.read_text() == SOURCE
    assert "end ascii-diagram" in taken.read_text()


def test_one_bad_file_does_not_stop_the_others(run: Run, capsys: Captured) -> None:
    broken = "# ascii-diagram: A -> B\n#\n<<<<<<< mine\n=======\n>>>>>>> theirs\n"
    broken += "# end ascii-diagram 000000.000000\n"
    bad, good = write("bad.py", broken), write("good.py", SOURCE)
    assert run("expand", "bad.py", "good.py") == 2
    assert bad.read_text() == broken
    assert "end ascii-diagram" in good.read_text()
    assert "bad.py:" in capsys.readouterr().err


def test_a_fault_in_notation_names_line_and_column_of_the_file(run: Run, capsys: Captured) -> None:
    text = "x = 1\n\n# ascii-diagram:\n#   A -> B\n#   B -> C {shap: circle}\n"
    path = write("a.py", text)
    assert run("expand", "a.py") == 2
    assert path.read_text() == text
    assert "a.py:5:13" in capsys.readouterr().err


def test_an_unreadable_encoding_is_passed_over_with_a_message(run: Run, capsys: Captured) -> None:
    path = Path("latin.txt")
    path.write_bytes(b"ascii-diagram: A -> B\n\xe9\n")
    run("expand", "latin.txt")
    assert path.read_bytes() == b"ascii-diagram: A -> B\n\xe9\n"
    assert "latin.txt" in capsys.readouterr().err


def test_latin_1_source_gets_ascii_drawings_and_keeps_its_encoding(run: Run) -> None:
    path = Path("a.py")
    head = "# -*- coding: latin-1 -*-\nname = 'café'\n".encode("latin-1")
    path.write_bytes(head + b"# ascii-diagram: A -> B\n")
    assert run("expand", "a.py") == 0
    data = path.read_bytes()
    assert data.startswith(head)
    assert b"+---+" in data
    data.decode("latin-1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_an_error(run: Run, capsys: Captured) -> None:
    path = write("a.py", SOURCE)
    path.chmod(0o444)
    assert run("expand", "a.py") == 2
    assert "a.py" in capsys.readouterr().err


def test_a_missing_file_is_an_error(run: Run, capsys: Captured) -> None:
    assert run("expand", "nowhere.py") == 2
    assert "nowhere.py" in capsys.readouterr().err


def test_json_report(run: Run, capsys: Captured) -> None:
    write("a.py", SOURCE + "# ascii-diagram: the API asks the cache\n")
    assert run("expand", "--json", "a.py") == 2
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["path"] == "a.py"
    assert file["written"] is True
    assert [d["action"] for d in file["directives"]] == ["expanded", "failed"]
    assert file["directives"][1]["line"] == 5


def test_faulty_notation_leaves_the_file_and_is_shown(run: Run, capsys: Captured) -> None:
    text = SOURCE + "    # ascii-diagram: A -> B\n    #   C -> D -> }\n"
    path = write("a.py", text)
    assert run("expand", "a.py") == 2
    assert path.read_text() == text
    shown = capsys.readouterr().err
    assert "a.py:3:3: not drawn" in shown
    assert (
        "a.py:6:19: there is no block to close; expected a name\n"
        "      #   C -> D -> }\n"
        "                    ^\n"
    ) in shown


def test_a_file_that_is_refused_is_said_to_stay(run: Run, capsys: Captured) -> None:
    text = SOURCE + "# end ascii-diagram 123456.123456\n"
    path = write("a.py", text)
    assert run("expand", "a.py") == 2
    assert path.read_text() == text
    assert "a.py: left as it is" in capsys.readouterr().err


def test_what_could_not_be_written_was_not_expanded(
    run: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ascii_diagram.expansion.files.replace_file", fail)
    write("a.py", SOURCE)
    assert run("expand", "a.py") == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("Permission denied")) == ("", 1)
    run("expand", "--json", "a.py")
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [d["action"] for d in file["directives"]] == ["failed"]


def test_settings_of_the_repository_hold_and_flags_win(run: Run) -> None:
    write("ascii-diagram.toml", 'charset = "ascii"\nwidth = 40\n')
    path = write("a.py", SOURCE)
    run("expand", "a.py")
    assert "+---+" in path.read_text()
    run("clean", "a.py")
    run("expand", "--charset", "unicode", "a.py")
    assert "┌───┐" in path.read_text()


def test_a_repository_may_not_choose_the_model(run: Run, capsys: Captured) -> None:
    write("ascii-diagram.toml", 'backend = "local"\n')
    path = write("a.py", SOURCE)
    assert run("expand", "a.py") == 2
    assert path.read_text() == SOURCE
    assert "backend" in capsys.readouterr().err


def test_pin_and_check_do_not_go_together(run: Run, capsys: Captured) -> None:
    write("a.py", SOURCE)
    assert run("expand", "--pin", "--check", "a.py") == 2
    assert "--pin" in capsys.readouterr().err
