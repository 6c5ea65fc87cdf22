from __future__ import annotations

import pytest

from tests.command_line import Run


def test_tells_versions_places_and_draws(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor") == 2  # there is no model here, and it says so
    shown = capsys.readouterr().out
    for word in ("Python", "ascii-diagram:", "cache:", "worker:", "doctor", "patient"):
        assert word in shown
    assert "FAILED" in shown
    assert "`none`" in shown


def test_worker_status_without_a_worker(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("worker", "--status") == 1
    assert "no worker" in capsys.readouterr().out
    assert run("worker", "--stop") == 0


@pytest.mark.parametrize("seconds", ["0", "-3", "nan", "inf", "x"])
def test_a_worker_takes_no_odd_idle_time(
    run: Run, capsys: pytest.CaptureFixture[str], seconds: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("worker", "--idle", seconds)
    assert ended.value.code == 2
    assert f"'{seconds}' is no number of seconds above 0" in capsys.readouterr().err
