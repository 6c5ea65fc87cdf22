"""The extension through the interface, in a browser; pictures go to $ASCII_DIAGRAM_PICTURES."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.editor_place import EditorPlace
from tests.e2e.vscode.workbench import Workbench

pytestmark = pytest.mark.slow

ORDERS = """\
\"\"\"Orders of the shop.\"\"\"


# ascii-diagram: browser -> API: POST; API -> Postgres: INSERT
def place(order): ...


# ascii-diagram: shop asks bank and it answers slowly
def pay(order): ...
"""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    given = os.environ.get("ASCII_DIAGRAM_PICTURES")
    folder = Path(given) if given else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def fresh_place() -> Iterator[EditorPlace]:
    made = EditorPlace()
    (made.project / "orders.py").write_text(ORDERS, "utf-8")
    yield made
    made.close()


def test_a_session(
    install: Path, extension: Path, chromium: str, fresh_place: EditorPlace, pictures: Path
) -> None:
    workbench = Workbench(install, extension, fresh_place)
    try:
        done = workbench.browse("ui.mjs", chromium, str(pictures))
    finally:
        workbench.close()
    assert done.returncode == 0, done.stdout + done.stderr + workbench.log
    assert [line.removeprefix("seen: ") for line in done.stdout.splitlines()] == [
        "code lenses",
        "the status bar says that no model is loaded",
        "the code action drew the diagram",
        "one undo took it back",
        "progress, and the status bar says that the model reads",
        "cancel reached the model",
        "a cancelled request changed nothing",
        "the model's answer was drawn",
    ]


def test_a_missing_server_is_told_with_help(
    install: Path, extension: Path, chromium: str, fresh_place: EditorPlace, pictures: Path
) -> None:
    machine = {"asciiDiagram.server.path": "/opt/diagrams/bin/ascii-diagram"}
    workbench = Workbench(install, extension, fresh_place, machine=machine)
    try:
        done = workbench.browse("missing.mjs", chromium, str(pictures))
    finally:
        workbench.close()
    assert done.returncode == 0, done.stdout + done.stderr + workbench.log
    told, count, page = done.stdout.splitlines()
    assert "There is no program `/opt/diagrams/bin/ascii-diagram`" in told
    assert "asciiDiagram.server.path" in told
    assert count == "notices: 1"
    assert page == "seen: the page about installing"
