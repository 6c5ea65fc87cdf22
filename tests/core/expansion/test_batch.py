import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ascii_diagram.errors import SettingsError
from ascii_diagram.expansion import FileResult, expand_files, open_resolver
from ascii_diagram.resolve import LOCK_FILE_NAME, Cancel, LockFile, Request, Resolver
from ascii_diagram.settings import Settings
from tests.core.expansion.fakes import FakeBackend

CACHE = "# ascii-diagram: the API asks the cache\n"
LEXER = "# ascii-diagram: the lexer feeds the parser\n"


def write(file: Path, text: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def run(backend: FakeBackend, *paths: Path, **options: Any) -> dict[str, FileResult]:
    results = expand_files(paths, opener=backend.opener, **options)
    return {result.path.name: result for result in results}


def test_all_files_are_asked_in_one_go(tree: Path, backend: FakeBackend) -> None:
    write(tree / "a.py", CACHE)
    write(tree / "b" / "b.sh", LEXER + "\n" + CACHE)
    write(tree / "c.py", "x = 1\n")
    results = run(backend, tree)
    assert set(results) == {"a.py", "b.sh"}
    assert all(result.written for result in results.values())
    assert (backend.opened, backend.batches, len(backend.asked)) == (1, 1, 2)
    assert "│ API " in (tree / "a.py").read_text("utf-8")


def test_a_second_run_writes_nothing_and_opens_no_model(tree: Path, backend: FakeBackend) -> None:
    file = write(tree / "a.py", CACHE)
    run(backend, tree)
    status, again = file.stat(), FakeBackend()
    results = run(again, tree)
    assert not results["a.py"].written
    assert again.opened == 0
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)


def test_a_file_is_done_as_soon_as_its_answers_are_there(tree: Path, backend: FakeBackend) -> None:
    first, second = write(tree / "a.py", CACHE), write(tree / "b.py", LEXER)
    seen: list[bool] = []
    backend.before_answer = lambda _: seen.append("│" in first.read_text("utf-8"))
    run(backend, first, second)
    assert seen == [False, True]


def test_an_interrupt_leaves_files_as_they_were_or_done(tree: Path, backend: FakeBackend) -> None:
    first, second = write(tree / "a.py", CACHE), write(tree / "b.py", LEXER)
    cancel = Cancel()

    def interrupt(request: Request) -> None:
        if "lexer" in request.prompt:
            raise KeyboardInterrupt

    backend.before_answer = interrupt
    with pytest.raises(KeyboardInterrupt):
        run(backend, first, second, cancel=cancel)
    assert cancel.cancelled
    assert "│ API " in first.read_text("utf-8")
    assert second.read_text() == LEXER
    assert sorted(path.name for path in tree.iterdir()) == [".git", "a.py", "b.py"]


def test_a_file_that_changes_meanwhile_keeps_the_change(tree: Path, backend: FakeBackend) -> None:
    file = write(tree / "a.py", CACHE)
    backend.before_answer = lambda _: file.write_text("x = 'typed meanwhile'\n") and None
    result = run(backend, file)["a.py"]
    assert not result.written
    assert "changed while its diagrams were made" in str(result.error)
    assert file.read_text() == "x = 'typed meanwhile'\n"


def test_encodings_marks_and_line_ends_stay(tree: Path, backend: FakeBackend) -> None:
    latin = write(tree / "latin.py", f"# coding: latin-1\n# café\n{CACHE}".encode("latin-1"))
    wide = write(tree / "wide.ps1", ("x\r\n" + CACHE.strip()).encode("utf-16"))
    marked = write(tree / "marked.py", b"\xef\xbb\xbf" + CACHE.replace("\n", "\r\n").encode())
    results = run(backend, tree)
    assert all(result.written for result in results.values())
    assert latin.read_bytes().startswith(b"# coding: latin-1\n# caf\xe9\n# ascii-diagram: the API")
    assert "| API " in latin.read_text("latin-1")
    text = wide.read_bytes().decode("utf-16")
    assert text.startswith("x\r\n" + CACHE.strip() + "\r\n")
    assert "│ API " in text
    assert not text.endswith("\n")
    data = marked.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# ascii-diagram")
    assert data.count(b"\n") == data.count(b"\r\n") > 5


def test_files_that_cannot_be_read_are_passed_over_with_a_reason(
    tree: Path, backend: FakeBackend
) -> None:
    write(tree / "bytes.py", CACHE.encode() + b"\xff\n")
    write(tree / "binary", CACHE.encode() + b"\0")
    write(tree / "picture.png", b"\x89PNG\0\xff")
    write(tree / "good.py", CACHE)
    results = run(backend, tree, tree / "missing")
    assert set(results) == {"bytes.py", "binary", "good.py", "missing"}
    assert results["bytes.py"].skipped
    assert "not UTF-8" in str(results["bytes.py"].error)
    assert results["binary"].skipped
    assert not results["missing"].skipped
    assert results["good.py"].written


def test_a_read_only_file_is_an_error(tree: Path, backend: FakeBackend) -> None:
    file = write(tree / "a.py", CACHE)
    file.chmod(0o444)
    result = run(backend, file)["a.py"]
    assert "read-only" in str(result.error)
    assert not result.skipped
    assert file.read_text() == CACHE


def test_excluded_files_are_never_touched(tree: Path, backend: FakeBackend) -> None:
    write(tree / "ascii-diagram.toml", "exclude = ['vendor/']\ncharset = 'ascii'")
    vendored, own = write(tree / "vendor" / "a.py", CACHE), write(tree / "b.py", CACHE)
    assert set(run(backend, tree)) == {"b.py"}
    named = run(backend, vendored)["a.py"]
    assert named.skipped
    assert vendored.read_text() == CACHE
    assert own.read_text().isascii()


def test_check_and_dry_runs_write_nothing(tree: Path, backend: FakeBackend) -> None:
    file = write(tree / "a.py", CACHE)
    checked = run(backend, file, mode="check")["a.py"]
    assert checked.expansion is not None
    assert checked.expansion.pending
    assert backend.opened == 0
    dry = run(backend, file, write=False)["a.py"]
    assert dry.expansion is not None
    assert "│ API " in dry.expansion.text
    assert file.read_text() == dry.before == CACHE


def test_faulty_settings_stop_the_run(tree: Path, backend: FakeBackend) -> None:
    write(tree / "ascii-diagram.toml", "backend = 'x'")
    write(tree / "a.py", CACHE)
    with pytest.raises(SettingsError, match="may not be set by a repository"):
        run(backend, tree)
    (tree / "ascii-diagram.toml").unlink()
    with pytest.raises(SettingsError, match="--width"):
        run(backend, tree, flags={"width": 1})


def test_frozen_takes_the_lock_file_and_asks_nobody(
    tree: Path, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram.worker.open_backend", lambda _: backend.open())
    write(tree / "ascii-diagram.toml", "lock = true")
    first = write(tree / "a.py", CACHE)
    (result,) = expand_files([first])
    assert result.written
    assert "API -> cache" in (tree / LOCK_FILE_NAME).read_text()
    assert backend.opened == 1

    monkeypatch.setenv("ASCII_DIAGRAM_CACHE__DIRECTORY", str(tree / "empty"))
    second, third = write(tree / "b.py", CACHE), write(tree / "c.py", LEXER)
    known, unknown = sorted(expand_files([second, third], frozen=True), key=lambda r: r.path)
    assert known.written
    assert not unknown.written
    assert unknown.expansion is not None
    assert "--frozen" in unknown.expansion.outcomes[0].message
    assert backend.opened == 1


def test_a_dry_run_leaves_the_lock_file_as_it_is(
    tree: Path, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram.worker.open_backend", lambda _: backend.open())
    write(tree / "ascii-diagram.toml", "lock = true")
    file = write(tree / "a.py", CACHE)
    (dry,) = expand_files([file], write=False)
    assert dry.expansion is not None
    assert "│ API " in dry.expansion.text
    assert not (tree / LOCK_FILE_NAME).exists()
    assert next(iter(expand_files([file]))).written
    assert "API -> cache" in (tree / LOCK_FILE_NAME).read_text()
    assert len(backend.asked) == 1


def test_no_cache_neither_looks_up_nor_remembers(
    tree: Path, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram.worker.open_backend", lambda _: backend.open())
    file = write(tree / "a.py", CACHE)
    list(expand_files([file]))
    list(expand_files([write(file, CACHE)]))
    assert len(backend.asked) == 1
    backend.answers["the API asks the cache"] = "direction: right\nAPI -> cache: begs"

    def anew(settings: Settings) -> AbstractContextManager[Resolver]:
        return open_resolver(settings, cached=False)

    list(expand_files([write(file, CACHE)], opener=anew))
    assert len(backend.asked) == 2
    assert "begs" in file.read_text("utf-8")
    list(expand_files([write(file, CACHE)]))
    assert len(backend.asked) == 2
    assert "begs" not in file.read_text("utf-8")


def test_each_repository_has_its_own_lock_file(
    tmp_path: Path, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram.worker.open_backend", lambda _: backend.open())
    for name, text in (("one", CACHE), ("two", LEXER)):
        (tmp_path / name / ".git").mkdir(parents=True)
        write(tmp_path / name / "ascii-diagram.toml", "lock = true")
        write(tmp_path / name / "a.py", text)
    assert len(list(expand_files([tmp_path]))) == 2
    assert "lexer" not in (tmp_path / "one" / LOCK_FILE_NAME).read_text()
    assert "lexer" in (tmp_path / "two" / LOCK_FILE_NAME).read_text()


def test_a_broken_lock_file_fails_prose_and_leaves_notation_to_be_drawn(tree: Path) -> None:
    write(tree / "ascii-diagram.toml", "lock = true")
    write(tree / LOCK_FILE_NAME, "<<<<<<< ours\n")
    write(tree / "a.py", CACHE + "\n# ascii-diagram: A -> B\n")
    (result,) = expand_files([tree / "a.py"])
    assert result.expansion is not None
    prose, notation = result.expansion.outcomes
    assert (prose.action, notation.action) == ("failed", "expanded")
    assert LOCK_FILE_NAME in prose.message


def test_a_lock_file_that_cannot_be_written_is_reported(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ascii_diagram.resolve.lock_file.replace_file", fail)
    write(tree / "ascii-diagram.toml", "lock = true")
    write(tree / "a.py", CACHE)
    backend = FakeBackend()

    @contextmanager
    def opener(settings: Settings) -> Iterator[Resolver]:
        lock = LockFile.load(tree / LOCK_FILE_NAME)
        yield Resolver(None, lock, lambda: backend)
        lock.save()

    done, fault = expand_files([tree / "a.py"], opener=opener)
    assert done.written
    assert LOCK_FILE_NAME in str(fault.error)
    assert not fault.skipped


def test_many_files_go_in_several_batches(
    tree: Path, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram.expansion.batch._BATCH_BYTES", 2 * len(CACHE))
    for number in range(7):
        write(tree / f"{number}.py", CACHE)
    assert all(result.written for result in run(backend, tree).values())
    assert backend.batches == 3


def test_a_closed_iterator_closes_its_resolver(tree: Path, backend: FakeBackend) -> None:
    closed: list[bool] = []

    @contextmanager
    def opener(settings: Settings) -> Any:
        try:
            yield Resolver(None, None, backend.open)
        finally:
            closed.append(True)

    write(tree / "a.py", CACHE)
    write(tree / "b.py", LEXER)
    results = expand_files([tree], opener=opener)
    next(iter(results))
    results.close()  # type: ignore[attr-defined]
    assert closed == [True]
    assert (tree / "b.py").read_text() == LEXER


def test_nothing_to_do_loads_nothing(tree: Path) -> None:
    write(tree / "a.py", "x = 1\n")
    write(tree / "b.py", "x = '# ascii-diagram: only a string'\n")
    code = (
        "import sys, pathlib; from ascii_diagram.expansion import expand_files;"
        f"assert not list(expand_files([pathlib.Path({str(tree)!r})]));"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"pydantic", "tempfile", "sqlite3", "wcwidth", "platformdirs"}.isdisjoint(loaded)
