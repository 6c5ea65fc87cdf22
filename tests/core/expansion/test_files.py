import os
import stat
from pathlib import Path

import pytest

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.files import read_source, write_source
from ascii_diagram.limits import MAX_FILE_BYTES

NASTY = "\tindented\x0cform feed\r\nlone return\rnext\u2028separator\n\n\x0bno final newline"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\r\ntwo\n")
    return path


def left_over(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name.endswith(".tmp")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_comes_back_as_the_same_bytes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(NASTY.encode(encoding))
    source = read_source(path)
    assert source.text == NASTY
    assert not write_source(source, source.text)
    assert write_source(source, source.text + "é")
    assert path.read_bytes() == (NASTY + "é").encode(encoding)


def test_a_declared_encoding_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("# coding: latin-1\n# café\n".encode("latin-1"))
    source = read_source(path)
    assert source.text.endswith("café\n")
    write_source(source, source.text + "# Zoë\n")
    assert path.read_bytes() == "# coding: latin-1\n# café\n# Zoë\n".encode("latin-1")


def test_what_the_encoding_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: latin-1\n")
    source = read_source(path)
    with pytest.raises(FileError, match=r"iso8859-1 cannot hold '→'") as caught:
        write_source(source, source.text + "# →\n")
    assert "UTF-8" in caught.value.hint
    assert path.read_bytes() == b"# coding: latin-1\n"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"caf\xe9\n", "skipped, not UTF-8 and declares no encoding"),
        ("a.py", b"# coding: ascii\n# caf\xe9\n", "skipped, not in its declared encoding ascii"),
        ("a.py", b"# coding: klingon\n", "skipped, declares the encoding klingon, which is not"),
        ("a.txt", b"a\0b", "skipped, a binary file"),
        ("a.txt", b"\x7fELF\0\xff\xfe", "skipped, a binary file"),
        ("a.py", b"# coding: iso2022_jp\n\x1b(B", "iso2022_jp would not give back the same bytes"),
    ],
)
def test_unreadable_text_is_skipped_with_a_reason(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError) as caught:
        read_source(tmp_path / name)
    assert message in caught.value.message
    assert caught.value.message.startswith(str(tmp_path / name))


def test_huge_missing_and_special_files(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for name, message in [
        ("huge", "larger than 8 MiB"),
        ("pipe", "not a regular file"),
        ("missing", "cannot be read: No such file"),
        ("loop", "cannot be read"),
    ]:
        with pytest.raises(FileError, match=message):
            read_source(tmp_path / name)


def test_mode_is_kept(file: Path) -> None:
    file.chmod(0o754)
    write_source(read_source(file), "new\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o754


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root to give away")
def test_owner_is_kept(file: Path) -> None:
    os.chown(file, 1234, 2345)
    write_source(read_source(file), "new\n")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "folder" / "link.txt"
    link.parent.mkdir()
    link.symlink_to("../a.txt")
    write_source(read_source(link), "new\n")
    assert link.is_symlink()
    assert file.read_bytes() == b"new\n"
    assert left_over(link.parent) == []


def test_a_read_only_file_is_refused(file: Path) -> None:
    source = read_source(file)
    file.chmod(0o444)
    with pytest.raises(FileError, match="read-only"):
        write_source(source, "new\n")
    assert file.read_bytes() == b"one\r\ntwo\n"


def test_a_file_that_changed_meanwhile_is_left_alone(file: Path, tmp_path: Path) -> None:
    source = read_source(file)
    file.write_bytes(b"someone else's work\n")
    with pytest.raises(FileError, match="changed while") as caught:
        write_source(source, "new\n")
    assert caught.value.hint == "run again"
    assert file.read_bytes() == b"someone else's work\n"
    assert left_over(tmp_path) == []


def test_a_file_that_was_removed_meanwhile_is_not_made_again(file: Path, tmp_path: Path) -> None:
    source = read_source(file)
    file.unlink()
    with pytest.raises(FileError, match="cannot be written"):
        write_source(source, "new\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_an_interrupted_write_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    source = read_source(file)
    monkeypatch.setattr(step, fail)
    with pytest.raises((KeyboardInterrupt, FileError)):
        write_source(source, "new\n")
    assert file.read_bytes() == b"one\r\ntwo\n"
    assert left_over(file.parent) == []
