"""What README and pages show is what the program does: regions, commands, drawings, links."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from ascii_diagram.directives import scan, state
from ascii_diagram.settings import Settings
from tests.command_line import Run

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
NAMES = {"python": "a.py", "rust": "a.rs", "css": "a.css", "c": "a.c", "ts": "a.ts"}
NAMES |= {"markdown": "a.md", "md": "a.md"}
FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)

Block = tuple[Path, str, str]


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands as on a new machine, but for the merged weights, which take seconds to make."""
    monkeypatch.delenv("ASCII_DIAGRAM_CACHE__DIRECTORY")
    return run


def blocks() -> list[Block]:
    """The fenced blocks of all pages: page, language, text."""
    return [
        (page, language, body)
        for page in PAGES
        for _, language, body in FENCE.findall(page.read_text("utf-8"))
    ]


def shown_regions() -> list[tuple[str, str]]:
    return [
        (NAMES[language], body)
        for _, language, body in blocks()
        if language in NAMES and "end ascii-diagram" in body
    ]


def shown_drawings() -> list[tuple[str, str]]:
    """`draw` commands and the block of text that follows each."""
    found = blocks()
    return [
        (command.strip(), after)
        for (page, language, command), (same, kind, after) in pairwise(found)
        if page == same and language == "sh" and kind == "text"
        if command.startswith("ascii-diagram draw") and command.count("\n") == 1
    ]


@pytest.mark.parametrize(("name", "text"), shown_regions())
def test_regions_that_are_shown_are_fresh(name: str, text: str) -> None:
    found = scan(text, name=name)
    assert not found.problems
    drawn = [directive for directive in found.directives if directive.region]
    assert drawn
    assert [state(directive) for directive in drawn] == ["fresh"] * len(drawn)


@pytest.mark.parametrize(("name", "text"), shown_regions())
def test_regions_that_are_shown_are_what_would_be_drawn(name: str, text: str, run: Run) -> None:
    """Notation is drawn; prose too where the model is installed."""
    path = Path(name)
    path.write_text(text, "utf-8")
    run("clean", name)
    if run("expand", "--no-cache", "--backend", available_backend(), name) != 0:
        pytest.skip("the example is prose, and the extra `local` is not installed")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(("command", "output"), shown_drawings())
def test_commands_print_what_is_shown(
    command: str, output: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(command)[1:]
    if run(*words, "--no-cache", "--backend", available_backend()) != 0:
        pytest.skip("the example is prose, and the extra `local` is not installed")
    assert capsys.readouterr().out == output


def available_backend() -> str:
    try:
        import llama_cpp  # noqa: F401
    except ImportError:
        return "none"
    return Settings().backend


def test_links_in_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_readme_holds_the_commands_that_ci_runs() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    for name in re.findall(r"readme_command '([^']+)'", ci):
        assert re.search(rf"^<!-- {name} -->\n```sh\n(?:.+\n)+```$", text, re.MULTILINE), name
