"""The load test, against a fake server."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from asciidoc_train.cli import main
from asciidoc_train.load_test.measuring import Load, load_requests

if missing := [n for n in ("httpx", "starlette", "uvicorn") if not importlib.util.find_spec(n)]:
    pytest.skip(f"not installed: {', '.join(missing)}", allow_module_level=True)

from tests.fake_server import FakeServer


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VLLM_API_KEY", raising=False)


def load_test(work: Path, url: str, *more: str) -> int:
    sets = ["--set", "requests=12", "--set", "warm_up=2", "--set", "concurrency=[1, 4]", *more]
    return main(["load-test", "--quiet", "--work", str(work), "--url", url, *sets])


def test_it_tells_rates_and_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with FakeServer(latency=0.01) as server:
        assert load_test(tmp_path, server.url) == 0
        prompts = [body["prompt"] for body in server.asked]
    assert len(prompts) == len(set(prompts)) == 2 * (12 + 2)
    report = json.loads((tmp_path / "reports" / "load-test.json").read_text())
    for entry, count in zip(report["rounds"], (1, 4), strict=True):
        assert (entry["concurrency"], entry["answered"], entry["faults"]) == (count, 12, {})
        assert 0.01 <= entry["p50_seconds"] <= entry["p95_seconds"] <= entry["worst_seconds"]
        assert entry["requests_per_second"] > 0
        assert "structured_outputs" in entry["asked"]
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["concurrency", "requests/s"]
    assert (first.split()[0], second.split()[0]) == ("1", "4")


def test_faults_are_counted_and_make_it_unsound(tmp_path: Path) -> None:
    with FakeServer(faults=lambda number, body: "400" if number % 5 == 4 else "") as server:
        assert load_test(tmp_path, server.url, "--set", "concurrency=[2]") == 1
    (entry,) = json.loads((tmp_path / "reports" / "load-test.json").read_text())["rounds"]
    assert entry["answered"] + sum(entry["faults"].values()) == 12
    assert all("sorry, 400" in fault for fault in entry["faults"])


def test_other_machines_are_not_attacked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load_test(tmp_path, "https://api.example.org/v1") == 2
    assert "not on this machine" in capsys.readouterr().err


def test_percentiles_are_of_the_nearest_rank() -> None:
    load = Load(4, 2.0, [4.0, 1.0, 3.0, 2.0], 100, {})
    assert [load.wait(share) for share in (0.5, 0.75, 0.95, 1)] == [2.0, 3.0, 4.0, 4.0]
    assert load.rate == 2
    assert Load(1, 1.0, [], 0, {"x": 1}).report()["p50_seconds"] is None


def test_no_two_requests_are_alike() -> None:
    assert len({request.prompt for request in load_requests(50)}) == 50
