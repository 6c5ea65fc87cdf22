"""The lock file as people and Git see it."""

from __future__ import annotations

import os
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.errors import FileError
from ascii_diagram.resolve.keys import request_key
from ascii_diagram.resolve.lock_file import LockFile
from ascii_diagram.resolve.request import Request

ASKED = Request("the API asks the cache")
NOTATION = 'direction: right\nAPI -> "the \\"cache\\"": asks'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ascii-diagram.lock"


def written(path: Path, *prompts: str) -> LockFile:
    lock = LockFile.load(path)
    for prompt in prompts:
        lock.put(Request(prompt), f"{prompt} -> B", "m@1")
    lock.save()
    return lock


def test_entries_survive_and_can_be_reviewed(path: Path) -> None:
    lock = LockFile.load(path)
    lock.put(ASKED, NOTATION, "m@1")
    lock.put(Request("a cat", "ascii_art", 40), "art: |\n  /\\_/\\ \n|", "m@1")
    assert lock.save()
    text = path.read_text()
    assert 'prompt = "the API asks the cache"\n' in text
    assert "\ndirection: right\nAPI -> " in text
    again = LockFile.load(path)
    entry = again.get(request_key(ASKED))
    assert entry is not None
    assert (entry.request, entry.notation, entry.model) == (ASKED, NOTATION, "m@1")
    picture = again.get(request_key(Request("a cat", "ascii_art", 40)))
    assert picture is not None
    assert picture.notation == "art: |\n  /\\_/\\ \n|"
    assert again.get(request_key(Request("a cat", "ascii_art", 41))) is None


def test_the_order_is_that_of_the_keys_whatever_came_first(tmp_path: Path) -> None:
    written(tmp_path / "1", "a", "b", "c")
    written(tmp_path / "2", "c", "a", "b")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    keys = [key for key in tomllib.loads((tmp_path / "1").read_text()) if key != "version"]
    assert keys == sorted(keys)


def test_it_is_written_only_when_something_changed(path: Path) -> None:
    assert not LockFile.load(path).save()
    assert not path.exists()
    written(path, "a")
    before = path.stat()
    lock = LockFile.load(path)
    lock.put(Request("a"), "a -> B", "m@1")
    assert not lock.save()
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_what_another_process_wrote_meanwhile_is_kept(path: Path) -> None:
    written(path, "a", "b")
    lock = LockFile.load(path)
    lock.put(Request("mine"), "A -> B", "m@1")
    written(path, "theirs")
    lock.save()
    kept = LockFile.load(path)
    assert all(kept.get(request_key(Request(p))) for p in ("a", "b", "mine", "theirs"))


def test_what_another_process_wrote_does_not_bring_back_what_was_removed_here(path: Path) -> None:
    written(path, "old", "kept")
    lock = LockFile.load(path)
    lock.remove(request_key(Request("old")))
    written(path, "theirs")
    lock.save()
    prompts = {entry.request.prompt for _, entry in LockFile.load(path).entries()}
    assert prompts == {"kept", "theirs"}


def test_what_another_process_removed_stays_away(path: Path) -> None:
    written(path, "old", "kept")
    lock = LockFile.load(path)
    lock.put(Request("mine"), "A -> B", "m@1")
    other = LockFile.load(path)
    other.remove(request_key(Request("old")))
    other.save()
    lock.save()
    prompts = {entry.request.prompt for _, entry in LockFile.load(path).entries()}
    assert prompts == {"kept", "mine"}


def test_windows_line_ends_are_read_and_kept(path: Path) -> None:
    written(path, "a", "b")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    lock = LockFile.load(path)
    assert lock.get(request_key(Request("a"))).notation == "a -> B"  # type: ignore[union-attr]
    lock.put(Request("c"), "c -> B", "m@1")
    lock.save()
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert len(LockFile.load(path)) == 3


def git(where: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    name = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", "-C", where, *name, *words], capture_output=True, check=False)


def test_branches_merge_and_a_conflict_is_explained(path: Path) -> None:
    root = path.parent
    git(root, "init", "-q", "-b", "main")
    written(path, *map(str, range(30)))
    git(root, "add", "."), git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "side")
    written(path, "side")
    git(root, "commit", "-qam", "side")
    git(root, "checkout", "-q", "main")
    written(path, "mine")
    git(root, "commit", "-qam", "mine")
    assert git(root, "merge", "-q", "side").returncode == 0
    assert len(LockFile.load(path)) == 32

    for branch, notation in (("side", "A -> B"), ("main", "A -> C")):
        git(root, "checkout", "-q", branch)
        lock = LockFile.load(path)
        lock.put(Request("both"), notation, "m@1")
        lock.save()
        git(root, "commit", "-qam", "both")
    assert git(root, "merge", "-q", "side").returncode == 1
    with pytest.raises(FileError, match=r"line \d+: unresolved merge conflict") as caught:
        LockFile.load(path)
    assert "delete the marker lines" in caught.value.hint


def test_notation_that_looks_like_a_conflict_is_no_conflict(path: Path) -> None:
    notation = 'art: |\n<<<<<<< a\n=======\n>>>>>>> b\n||||||| \n"""\\u0041\ttab \n|'
    lock = LockFile.load(path)
    lock.put(Request("x", "ascii_art", 20), notation, "m")
    lock.save()
    entry = LockFile.load(path).get(request_key(Request("x", "ascii_art", 20)))
    assert entry is not None
    assert entry.notation == notation


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = 2\n", "version 1"),
        ("", "version 1"),
        ("version = 1\n[a]\n[a]\n", "malformed"),
        ("version = 1\nx = 5\n", "incomplete"),
        ("version = 1\n[ab]\nprompt = 'p'\nmodel = 'm'\nnotation = 5\n", "incomplete"),
        ("version = 1\n[ab]\nprompt = 'p'\nmodel = 'm'\nnotation = 'A'\n", "does not belong"),
        ("version = 1\nx = " + "[" * 5_000, "malformed"),
        ("version = 1\n\n=======\n", "line 3"),
        ("\x00", "malformed"),
    ],
)
def test_faults_are_named(path: Path, text: str, message: str) -> None:
    path.write_text(text)
    with pytest.raises(FileError, match=message) as caught:
        LockFile.load(path)
    assert caught.value.hint


def test_a_changed_prompt_does_not_inherit_the_answer(path: Path) -> None:
    written(path, "harmless")
    path.write_text(path.read_text().replace('"harmless"', '"harmful"'))
    with pytest.raises(FileError, match="does not belong to its prompt"):
        LockFile.load(path)


def test_only_regular_files_are_read(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("version = 1\n")
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(FileError, match="regular"):
        LockFile.load(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(FileError, match="regular"):
        LockFile.load(path)
    path.unlink()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="UTF-8"):
        LockFile.load(path)


def test_the_mode_of_the_file_is_kept_and_nothing_else_is_left(path: Path) -> None:
    written(path, "a")
    path.chmod(0o640)
    written(path, "b")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_a_directory_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot write"):
        written(tmp_path / "none" / "lock", "a")


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), st.text(max_size=20)
)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, model: str) -> None:
    text, model = text.strip("\n"), model.encode(errors="replace").decode()
    path = tmp_path_factory.mktemp("lock") / "lock"
    lock = LockFile.load(path)
    lock.put(ASKED, text, model)
    lock.save()
    entry = LockFile.load(path).get(request_key(ASKED))
    assert entry is not None
    assert (entry.notation, entry.model) == (text, model)
