from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("httpx", reason="generate needs httpx (extra `train` or `test`)")

from asciidoc_train.cli import main
from asciidoc_train.teacher import cache as cache_module

from tests.training.fake_teacher import Behaviour, FakeTeacher

TOPICS = """
fields:
  science:
    share: 1
    required: {physics: [Tides, Rainbows], chemistry: [Rust]}
"""
KEY = "FAKE_TEACHER_KEY"


class Workplace:
    """Topics dealt out, and a config that asks fake teachers."""

    def __init__(self, folder: Path, rows: int = 12) -> None:
        self.folder, self.work = folder, folder / "work"
        (folder / "t.yaml").write_text(TOPICS, "utf-8")
        (folder / "topics.yaml").write_text(f"topics: t.yaml\nrows: {rows}\n", "utf-8")
        assert main(["topics", *self._fixed("topics")]) == 0

    def _fixed(self, name: str) -> list[str]:
        return ["--config", str(self.folder / f"{name}.yaml"), "--work", str(self.work), "--quiet"]

    def command(self, *urls: str, **changes: Any) -> list[str]:
        plain = {"model": "fake", "requests_per_minute": 1e6, **changes.pop("endpoint", {})}
        remote = {
            "endpoints": [{"url": url, **plain} for url in urls],
            "rest_seconds": 0.01,
            "give_up_seconds": 0.3,
            "request_seconds": 5,
            "max_reply_bytes": 100_000,
            **changes.pop("remote", {}),
        }
        config = {"teacher": "remote", "agents": 4, "rows_per_call": 2, "remote": remote}
        styles = {"styles": {"tui_flow": 1, "hybrid": 0, "ascii_art": 0}}
        text = json.dumps({**config, **styles, **changes})  # JSON is YAML
        (self.folder / "generate.yaml").write_text(text, "utf-8")
        return ["generate", *self._fixed("generate")]

    def generate(self, *urls: str, **changes: Any) -> int:
        return main(self.command(*urls, **changes))

    def rows(self) -> list[dict[str, Any]]:
        text = (self.work / "generate" / "rows.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def report(self) -> dict[str, Any]:
        return json.loads((self.work / "reports" / "generate.json").read_text("utf-8"))


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)


def always(behaviour: Behaviour) -> Callable[[int, dict[str, Any]], Behaviour]:
    return lambda number, body: behaviour


def first(count: int, behaviour: Behaviour) -> Callable[[int, dict[str, Any]], Behaviour]:
    return lambda number, body: behaviour if number < count else "ok"


def test_rows_carry_who_made_them_about_what(place: Workplace) -> None:
    with FakeTeacher(always("ok")) as teacher:
        assert place.generate(teacher.url) == 0
    rows = place.rows()
    assert len(rows) == 12
    assert {row["origin"] for row in rows} == {"teacher"}
    assert {row["author"] for row in rows} == {"fake"}
    assert {row["topic"] for row in rows} == {"Tides", "Rainbows", "Rust"}
    assert {row["persona"] for row in rows} >= {"terminal_teacher", "systems_engineer"}
    request = teacher.requests[0]
    assert request["response_format"]["type"] == "json_schema"
    assert "in this voice" in request["messages"][1]["content"]
    assert place.report()["answer_tokens"] == 300


@pytest.mark.parametrize("behaviour", ["fenced", "comma"])
def test_untidy_answers_are_used_whole(place: Workplace, behaviour: Behaviour) -> None:
    with FakeTeacher(always(behaviour)) as teacher:
        assert place.generate(teacher.url) == 0
        assert len(teacher.requests) == 6
    assert len(place.rows()) == 12


def test_half_an_answer_gives_its_whole_rows(place: Workplace) -> None:
    with FakeTeacher(always("half")) as teacher:
        assert place.generate(teacher.url) == 0
    assert len(place.rows()) == 6


@pytest.mark.parametrize("behaviour", ["429", "500", "503", "drop", "junk", "wrong", "huge"])
def test_passing_trouble_costs_time_but_no_rows(place: Workplace, behaviour: Behaviour) -> None:
    with FakeTeacher(first(3, behaviour)) as teacher:
        assert place.generate(teacher.url, remote={"give_up_seconds": 5, "attempts": 5}) == 0
        assert len(teacher.requests) == 9
    assert len(place.rows()) == 12
    endpoint = place.report()["endpoints"][0]
    assert (endpoint["rate_limited"] > 0) == (behaviour == "429")
    assert (endpoint["failed"] > 0) == (behaviour in {"500", "503", "drop"})


def test_a_slow_answer_is_given_up_and_asked_again(place: Workplace) -> None:
    with FakeTeacher(first(2, "slow")) as teacher:
        assert place.generate(teacher.url, remote={"request_seconds": 0.2}) == 0
    assert len(place.rows()) == 12
    assert "no answer in 0.2 s" in place.report()["endpoints"][0]["last_fault"]


def test_what_is_never_usable_is_told_and_the_rest_kept(place: Workplace) -> None:
    def behave(number: int, body: dict[str, Any]) -> Behaviour:
        return "junk" if "Rust" in body["messages"][1]["content"] else "ok"

    with FakeTeacher(behave) as teacher:
        assert place.generate(teacher.url) == 0
    assert len(place.rows()) == 8
    assert place.report()["unusable"] == 2
    assert "no JSON" in place.report()["unusable_examples"][0]


@pytest.mark.parametrize("behaviour", ["no-schema-400", "no-schema-500"])
def test_structure_is_asked_for_as_strictly_as_the_server_takes(
    place: Workplace, behaviour: Behaviour
) -> None:
    with FakeTeacher(always(behaviour)) as teacher:
        assert place.generate(teacher.url, agents=4) == 0
    formats = [request["response_format"]["type"] for request in teacher.requests]
    # those that were under way at once are refused together
    assert 1 <= formats.count("json_schema") <= 4
    assert formats.count("json_object") == 6
    assert place.report()["endpoints"][0]["structure"] == "json_object"
    assert len(place.rows()) == 12


def test_a_dead_teacher_leaves_the_work_to_the_living(place: Workplace) -> None:
    with FakeTeacher(always("ok")) as teacher, FakeTeacher(always("401")) as locked:
        assert place.generate("http://127.0.0.1:9/v1", locked.url, teacher.url) == 0
        assert len(locked.requests) <= 4
    assert len(place.rows()) == 12


def test_no_teacher_at_all_is_an_error_that_names_each(
    place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeTeacher(always("401")) as locked:
        assert place.generate("http://127.0.0.1:9/v1", locked.url) == 2
    message = capsys.readouterr().err
    assert "no teacher answers" in message
    assert "127.0.0.1:9/v1: ConnectError" in message
    assert f"{locked.url}: HTTP 401: " in message


def test_limits_without_end_are_given_up(
    place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeTeacher(always("429")) as teacher:
        assert place.generate(teacher.url) == 2
    assert "HTTP 429" in capsys.readouterr().err


def test_answers_are_never_asked_for_twice(place: Workplace) -> None:
    with FakeTeacher(always("ok")) as teacher:
        assert place.generate(teacher.url) == 0
        before = place.rows()
        assert place.generate(teacher.url) == 0
        assert len(teacher.requests) == 6
    assert place.rows() == before
    assert place.report()["from_cache"] == 6


def test_a_teacher_that_dies_in_between_loses_nothing(place: Workplace) -> None:
    with FakeTeacher(lambda n, body: "ok" if n < 3 else "500") as teacher:
        assert place.generate(teacher.url, agents=1) == 2
    assert len(place.rows()) == 6
    with FakeTeacher(always("ok")) as teacher:
        assert place.generate(teacher.url, agents=1) == 0
        assert len(teacher.requests) == 3
    assert len(place.rows()) == 12


def test_limits_of_an_endpoint_are_kept(place: Workplace) -> None:
    with FakeTeacher(always("ok")) as teacher:
        started = time.monotonic()
        limits = {"concurrency": 2, "requests_per_minute": 60 / 0.04}
        assert place.generate(teacher.url, agents=100, endpoint=limits) == 0
        assert time.monotonic() - started >= 5 * 0.04
        assert teacher.most_at_once <= 2


def test_many_agents_ask_at_once(tmp_path: Path) -> None:
    place = Workplace(tmp_path, rows=60)
    with FakeTeacher(always("slow")) as teacher:
        changes: dict[str, Any] = {"agents": 100, "rows_per_call": 1}
        assert place.generate(teacher.url, endpoint={"concurrency": 60}, **changes) == 0
        assert teacher.most_at_once > 30
    assert len(place.rows()) == 60


def test_the_deadline_ends_it_and_keeps_what_is_there(place: Workplace) -> None:
    def behave(number: int, body: dict[str, Any]) -> Behaviour:
        return "ok" if number < 2 else "slow"

    with FakeTeacher(behave) as teacher:
        assert place.generate(teacher.url, agents=1, remote={"deadline_minutes": 0.005}) == 1
    assert len(place.rows()) == 4
    assert place.report()["unfinished"] == 4


def test_an_interrupted_run_goes_on_where_it_was(place: Workplace) -> None:
    with FakeTeacher(lambda n, body: "ok" if n < 2 else "slow") as teacher:
        words = [sys.executable, "-m", "asciidoc_train", *place.command(teacher.url, agents=1)]
        process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=os.environ)
        while len(teacher.requests) < 3:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=10)
        assert process.returncode == 130
        assert "they are kept" in message
        assert len(place.rows()) == 4
        asked = len(teacher.requests)
        assert place.generate(teacher.url, agents=1) == 0
        assert len(teacher.requests) == asked + 4
    assert len(place.rows()) == 12


def test_a_full_disk_stops_it_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Workplace(tmp_path, rows=60)
    connect = sqlite3.connect

    def nearly_full(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        database = connect(*args, **kwargs)
        database.execute("pragma max_page_count=5")
        return database

    monkeypatch.setattr(cache_module.sqlite3, "connect", nearly_full)
    with FakeTeacher(always("ok")) as teacher:
        assert place.generate(teacher.url, agents=1, rows_per_call=4) == 2
        assert "full" in capsys.readouterr().err
        kept = len(place.rows())
        assert 0 < kept < 60
        asked = len(teacher.requests)
        monkeypatch.setattr(cache_module.sqlite3, "connect", connect)
        assert place.generate(teacher.url, agents=1, rows_per_call=4) == 0
        assert len(teacher.requests) == asked + 15 - kept // 4
    assert len(place.rows()) == 60


def test_keys_come_from_the_environment_alone(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeTeacher(always("ok")) as teacher:
        assert place.generate(teacher.url, endpoint={"api_key_env": KEY}) == 2
        assert f"{KEY} is not set" in capsys.readouterr().err
        monkeypatch.setenv(KEY, "sesame")
        assert place.generate(teacher.url, endpoint={"api_key_env": KEY}) == 0
    assert teacher.headers[0]["Authorization"] == "Bearer sesame"
    for path in place.work.rglob("*"):
        assert path.is_dir() or b"sesame" not in path.read_bytes()


def test_a_refusal_that_repeats_the_key_is_told_without_it(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(KEY, "sesame")
    with FakeTeacher(always("echo")) as teacher:
        assert place.generate(teacher.url, endpoint={"api_key_env": KEY}) != 0
    told = capsys.readouterr()
    assert "who is Bearer" in told.out + told.err
    assert "sesame" not in told.out + told.err
    for path in place.work.rglob("*"):
        assert path.is_dir() or b"sesame" not in path.read_bytes()


def test_config_typos_are_found(place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.generate("http://127.0.0.1:9/v1", endpoint={"modl": "x"}) == 2
    assert "did you mean `model`?" in capsys.readouterr().err
    assert place.generate("ftp://example.org") == 2
    assert place.generate("http://127.0.0.1:9/v1", persona_sets=["tutor"]) == 2
    assert "did you mean `tutors`?" in capsys.readouterr().err
    assert place.generate() == 2
    assert "`remote.endpoints` is empty" in capsys.readouterr().err


def test_a_dry_run_asks_nobody(place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    with FakeTeacher(always("ok")) as teacher:
        assert main([*place.command(teacher.url), "--dry-run"]) == 0
        assert not teacher.requests
    assert "12 rows in 6 calls" in capsys.readouterr().out
