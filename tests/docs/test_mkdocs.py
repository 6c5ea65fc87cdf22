"""Sites of MkDocs and ProperDocs, built in this process or by their commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mkdocs", reason="the extra `mkdocs` is not installed")

from ascii_diagram_markdown.mkdocs import STYLE_SHEET, AsciiDiagramPlugin
from click.testing import CliRunner, Result
from mkdocs.__main__ import cli

from ascii_diagram.resolve import LockFile, Request

CONFIG = "site_name: T\ntheme: {name: mkdocs}\nplugins: [{ascii-diagram: {%s}}]\n"
FENCE = "```ascii-diagram\nA -> B\n```\n"
PROSE = "```ascii-diagram\nthe cat sits on the mat\n```\n"
BAD = "```ascii-diagram\nA -> B\nB -> C {\n```\n"


def site(pages: dict[str, str], options: str = "", more: str = "") -> None:
    for name, text in pages.items():
        path = Path("docs", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    Path("mkdocs.yml").write_text(CONFIG % options + more, "utf-8")


def build(*flags: str) -> Result:
    return CliRunner().invoke(cli, ["build", *flags])


def page(name: str = "index.html") -> str:
    return Path("site", name).read_text("utf-8")


def figures() -> list[str]:
    pages = sorted(Path("site").rglob("*.html"))
    found = [re.findall("<figure.*?</figure>", p.read_text("utf-8"), re.DOTALL) for p in pages]
    return [figure for group in found for figure in group]


def test_figures_and_their_style_sheet_are_in_the_site() -> None:
    site({"index.md": f"---\ntitle: x\n---\n# T\n\n{FENCE}", "a.md": "text\n"})
    result = build("--strict")
    assert result.exit_code == 0, result.output
    assert "│ A ├───►│ B │" in page()
    assert f'href="{STYLE_SHEET}"' in page()
    assert "<style>" not in page()
    assert ".ascii-diagram" in Path("site", STYLE_SHEET).read_text("utf-8")
    assert "1 diagram" in result.output


def test_a_fault_has_page_and_line_below_front_matter() -> None:
    site({"index.md": "x\n", "sub/a.md": f"---\ntitle: x\nid: y\n---\n\n# T\n\n{BAD}"})
    result = build()
    assert result.exit_code == 0, result.output
    assert "ascii-diagram: sub/a.md:10: " in result.output
    assert "ascii-diagram--error" in page("sub/a/index.html")
    strict = build("--strict")
    assert strict.exit_code == 1
    assert "Traceback" not in strict.output
    assert "1 warning" in strict.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROSE, "index.md:1: this prompt needs a model"),
        (BAD, "index.md:3: "),
        (FENCE.replace("gram\n", "gram width=10000\n"), "index.md:1: bad value for width"),
        ("```ascii-diagram width=10\nsequenceDiagram\nA->>B: long\n```\n", "smallest width"),
        ("x\n\n<!-- end ascii-diagram 12 -->\n", "index.md:3: malformed end marker"),
    ],
)
def test_every_kind_of_fault_fails_a_strict_build_and_shows_in_others(text: str, said: str) -> None:
    site({"index.md": text})
    strict, lax = build("--strict"), build()
    assert strict.exit_code == 1
    assert said in strict.output
    assert "hint: " in strict.output or text == BAD
    assert lax.exit_code == 0
    assert "ascii-diagram--error" in page()
    assert "Traceback" not in strict.output + lax.output


def test_raising_stops_the_build_with_one_message() -> None:
    site({"index.md": FENCE + "\n" + BAD}, "on_error: raise")
    result = build()
    assert result.exit_code == 1
    assert "index.md:7: " in result.output
    assert "Traceback" not in result.output


def test_showing_passes_a_strict_build() -> None:
    site({"index.md": BAD}, "on_error: show")
    assert build("--strict").exit_code == 0
    assert "ascii-diagram--error" in page()


@pytest.mark.parametrize("options", ["on_error: loud", "width: 3", "frozen: 7", "colour: red"])
def test_bad_options_are_refused_without_a_traceback(options: str) -> None:
    site({"index.md": FENCE}, options)
    result = build("--strict")
    assert result.exit_code == 1
    assert options.partition(":")[0] in result.output
    assert "Traceback" not in result.output


def test_bad_settings_are_refused_without_a_traceback() -> None:
    site({"index.md": FENCE})
    Path("ascii-diagram.toml").write_text("widht = 3\n", "utf-8")
    result = build()
    assert result.exit_code == 1
    assert "did you mean width" in result.output
    assert "Traceback" not in result.output


def test_frozen_sites_are_built_from_the_lock_file_alone() -> None:
    Path("ascii-diagram.toml").write_text("lock = true\n", "utf-8")
    lock = LockFile.load(Path("ascii-diagram.lock"))
    lock.put(Request("the cat sits on the mat"), "cat -> mat: sits on", "model@1")
    lock.save()
    site({"index.md": PROSE, "a.md": FENCE + PROSE}, "frozen: true")
    result = build("--strict")
    assert result.exit_code == 0, result.output
    assert "sits on" in page()
    first = figures()
    assert build("--strict").exit_code == 0
    assert figures() == first


def test_a_switch_in_the_environment_turns_diagrams_off(monkeypatch: pytest.MonkeyPatch) -> None:
    site({"index.md": FENCE}, "enabled: !ENV [DIAGRAMS, true]")
    monkeypatch.setenv("DIAGRAMS", "false")
    assert build("--strict").exit_code == 0
    assert "<figure" not in page()
    monkeypatch.delenv("DIAGRAMS")
    assert build("--strict").exit_code == 0
    assert "<figure" in page()


def test_links_to_figures_are_checked() -> None:
    text = '[see](#up) [other](a.md#there)\n\n```ascii-diagram id="up"\nA -> B\n```\n'
    site(
        {
            "index.md": text,
            "a.md": text.replace("up", "there").replace("a.md#there", "index.md#up"),
        },
        more="validation: {anchors: warn}\n",
    )
    assert build("--strict").exit_code == 0
    Path("docs/index.md").write_text(text.replace("(#up)", "(#down)"), "utf-8")
    assert build("--strict").exit_code == 1


def test_the_search_index_has_the_labels() -> None:
    site({"index.md": "```ascii-diagram\nTurbine -> Generator\n```\n"})
    Path("mkdocs.yml").write_text(
        "site_name: T\ntheme: {name: mkdocs}\nplugins: [search, ascii-diagram]\n", "utf-8"
    )
    assert build("--strict").exit_code == 0
    assert "Turbine" in Path("site/search/search_index.json").read_text("utf-8")


def test_the_bare_extension_finds_page_and_line_itself() -> None:
    site({"index.md": f"---\ntitle: x\n---\n{BAD}"})
    Path("mkdocs.yml").write_text(
        "site_name: T\ntheme: {name: mkdocs}\nmarkdown_extensions: [ascii_diagram]\n", "utf-8"
    )
    result = build("--strict")
    assert result.exit_code == 1
    assert "index.md:6: " in result.output
    assert page().count("<style>") >= 1


class Serve:
    """What `mkdocs serve` does with plugins: one object, many builds."""

    def __init__(self) -> None:
        from mkdocs.config import load_config

        self._load = load_config
        self.plugin: AsciiDiagramPlugin | None = None

    def build(self) -> None:
        from mkdocs.commands.build import build as build_site

        config = self._load("mkdocs.yml")
        found: Any = config.plugins["ascii-diagram"]
        assert self.plugin in (None, found), "the plugin was not kept over rebuilds"
        self.plugin = found
        if not hasattr(self, "started"):
            config.plugins.on_startup(command="serve", dirty=False)
            self.started = True
        build_site(config, serve_url="http://localhost/")


@pytest.fixture
def kept_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """MkDocs keeps plugins in a cache that outlives a test."""
    from mkdocs.config import config_options

    monkeypatch.setattr(config_options.Plugins, "_plugins_cache", {}, raising=False)


def test_rebuilding_draws_and_asks_for_nothing_that_did_not_change(
    kept_plugins: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ascii_diagram.drawing

    drawn: list[object] = []
    draw = ascii_diagram.drawing.draw_diagram

    def counted(*arguments: Any) -> str:
        drawn.append(arguments)
        return draw(*arguments)

    monkeypatch.setattr("ascii_diagram.drawing.draw_diagram", counted)
    site({f"{n}.md": FENCE.replace("A", f"A{n}") for n in range(5)} | {"index.md": "x\n"})
    serve = Serve()
    serve.build()
    assert len(drawn) == 5
    serve.build()
    assert len(drawn) == 5
    Path("docs/3.md").write_text(FENCE.replace("A", "Other"), "utf-8")
    serve.build()
    assert len(drawn) == 6
    assert "Other" in page("3/index.html")


def test_changed_settings_draw_anew_in_a_running_server(kept_plugins: None) -> None:
    site({"index.md": FENCE})
    serve = Serve()
    serve.build()
    Path("ascii-diagram.toml").write_text('charset = "ascii"\n', "utf-8")
    serve.build()
    assert "+---+" in page()


def test_settings_and_lock_file_are_watched() -> None:
    site({"index.md": FENCE})
    Path("ascii-diagram.toml").write_text("lock = true\n", "utf-8")
    Path("ascii-diagram.lock").write_text("version = 1\n", "utf-8")
    from mkdocs.config import load_config

    config = load_config("mkdocs.yml")
    plugin: Any = config.plugins["ascii-diagram"]
    plugin.on_config(config)
    watched: list[str] = []

    class Server:
        def watch(self, path: str) -> None:
            watched.append(Path(path).name)

    plugin.on_serve(Server(), config=config)
    assert sorted(watched) == ["ascii-diagram.lock", "ascii-diagram.toml"]


def test_properdocs_builds_and_counts_our_warnings() -> None:
    pytest.importorskip("properdocs", reason="properdocs is not installed")
    site({"index.md": FENCE})
    theme = "theme: {name: null, custom_dir: theme}\n"
    text = Path("mkdocs.yml").read_text("utf-8").replace("theme: {name: mkdocs}\n", theme)
    Path("mkdocs.yml").write_text(text, "utf-8")
    Path("theme").mkdir()
    Path("theme/main.html").write_text("{{ page.content }}", "utf-8")

    def run() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "properdocs", "build", "--strict"]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    good = run()
    assert good.returncode == 0, good.stderr
    assert "│ A ├───►│ B │" in page()
    Path("docs/index.md").write_text(BAD, "utf-8")
    bad = run()
    assert bad.returncode == 1
    assert "index.md:3: " in bad.stderr
    assert "Traceback" not in bad.stderr


def test_zensical_builds_with_the_bare_extension_and_fails_on_faults() -> None:
    pytest.importorskip("zensical", reason="zensical is not installed")
    site({"index.md": f"# T\n\n{FENCE}"})
    Path("mkdocs.yml").write_text(
        "site_name: T\nmarkdown_extensions: [ascii_diagram, pymdownx.superfences]\n", "utf-8"
    )

    def run() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "zensical", "build"]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    good = run()
    assert good.returncode == 0, good.stderr
    assert re.search(r"<style>.*│ A ├───►│ B │", page(), re.DOTALL)
    Path("docs/index.md").write_text(f"# T\n\n{PROSE}", "utf-8")
    bad = run()
    assert bad.returncode != 0
    assert "ascii-diagram: index.md:3: this prompt needs a model" in bad.stderr
    assert "Traceback" not in bad.stderr + bad.stdout
