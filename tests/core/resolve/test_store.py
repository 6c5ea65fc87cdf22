"""The store with several threads and processes, and on file systems that misbehave."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ascii_diagram.resolve.store import Entry, Store

ENTRY = Entry("A -> B", "m@1")


def test_what_was_put_is_got_also_by_others(tmp_path: Path) -> None:
    Store(tmp_path / "deep" / "er").put("k", ENTRY)
    store = Store(tmp_path / "deep" / "er")
    assert store.get("k") == ENTRY
    assert store.get("other") is None
    store.put("k", Entry("B -> A", "m@2"))
    assert store.get("k") == Entry("B -> A", "m@2")


def test_reading_makes_no_files(tmp_path: Path) -> None:
    assert Store(tmp_path / "none").get("k") is None
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    store.put("k", ENTRY)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_it_stays_within_its_bound_and_forgets_the_least_recently_used(tmp_path: Path) -> None:
    now = [1_000_000.0]
    store = Store(tmp_path, max_mb=0.05, clock=lambda: now[0])
    text = "x" * 900
    store.put("used", Entry(text, "m"))
    for number in range(80):
        now[0] += 4_000
        store.put(f"k{number}", Entry(text, "m"))
        assert store.get("used") is not None
    assert store.path.stat().st_size < 80_000
    assert store.get("k0") is None
    assert store.get("k79") == Entry(text, "m")


def test_four_processes_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from ascii_diagram.resolve.store import Entry, Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in range(25):\n"
        "    store.put(f'{sys.argv[2]}.{n}', Entry('A -> B', 'm'))\n"
        "    assert store.get(f'{sys.argv[2]}.{n}')\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    processes = [
        subprocess.Popen([*command, str(number)], stderr=subprocess.PIPE) for number in range(4)
    ]
    assert [process.communicate(timeout=60)[1] for process in processes] == [b""] * 4
    store = Store(tmp_path)
    assert all(store.get(f"{p}.{n}") for p in range(4) for n in range(25))


def test_threads_share_one_store(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fill(name: int) -> None:
        for number in range(20):
            store.put(f"{name}.{number}", ENTRY)

    threads = [threading.Thread(target=fill, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.get(f"{p}.{n}") for p in range(4) for n in range(20))


def break_header(path: Path) -> None:
    path.write_bytes(b"this is no database" * 500)


def break_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(data)


def break_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("damage", [break_header, break_pages, break_version])
def test_a_broken_file_is_made_anew_with_a_warning(
    tmp_path: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path)
    store.put("k", ENTRY)
    store.close()
    damage(store.path)  # type: ignore[operator]
    store = Store(tmp_path)
    assert store.get("k") is None
    store.put("k", ENTRY)
    assert store.get("k") == ENTRY
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "made anew" in caplog.text


def test_where_nothing_can_be_stored_it_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "store")
    for _ in range(2):
        store.put("k", ENTRY)
        assert store.get("k") is None
    assert len(caplog.records) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path / "s")
    store.put("k", ENTRY)
    store.close()
    store.path.chmod(0o400)
    store.path.parent.chmod(0o500)
    try:
        store = Store(tmp_path / "s")
        assert store.get("k") == ENTRY
        store.put("other", ENTRY)
        assert store.get("other") is None
        assert len(caplog.records) == 1
    finally:
        store.path.parent.chmod(0o700)


def test_a_locked_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascii_diagram.resolve.store._BUSY_SECONDS", 0.05)
    Store(tmp_path).put("k", ENTRY)
    with sqlite3.connect(tmp_path / "resolutions.sqlite3") as holder:
        holder.execute("BEGIN EXCLUSIVE")
        store = Store(tmp_path)
        store.put("k2", ENTRY)
        assert store.get("k") is None
        holder.rollback()
    assert store.get("k") == ENTRY


def test_the_database_is_imported_only_when_used() -> None:
    code = "import sys, ascii_diagram.resolve.store; print('sqlite3' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
