import os
import stat
from pathlib import Path

import pytest

from ascii_diagram.file_access import NotRegularError, read_regular, replace_file


def test_reads_a_bounded_part(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abcdef")
    assert read_regular(path, 100) == b"abcdef"
    assert read_regular(path, 3) == b"abcd"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_pipes_devices_and_folders_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(os.devnull)
    for name in ("pipe", "link", "."):
        with pytest.raises(NotRegularError, match="not a regular file"):
            read_regular(tmp_path / name, 10)


def test_a_new_file_gets_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / "b"
    other.touch()
    replace_file(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
    path.chmod(0o640)
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, OSError])
@pytest.mark.parametrize("at", ["open", "fsync", "replace", "prepare"])
def test_breaking_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], at: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    really_open = os.open

    def fail(*_: object) -> None:
        raise error

    def open_and_fail(*arguments: object) -> None:
        os.close(really_open(*arguments))  # type: ignore[arg-type]
        raise error

    if at != "prepare":
        monkeypatch.setattr(os, at, open_and_fail if at == "open" else fail)
    with pytest.raises(error):
        replace_file(path, b"new", prepare=fail if at == "prepare" else None)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]
