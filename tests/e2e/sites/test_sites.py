"""Real sites in a real browser: lines that touch, both schemes, phones, print, accessibility."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import math
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.sites.browser import Browser, find_chromium
from tests.e2e.sites.build import HOSTS

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
MEASURE = (HERE / "measure.js").read_text("utf-8")
_PACKAGES = {
    "mkdocs": ("mkdocs", "pymdownx"),
    "material": ("mkdocs", "material"),
    "properdocs": ("properdocs", "material"),
    "zensical": ("zensical",),
    "sphinx": ("sphinx", "myst_parser"),
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("there is no Chromium on this machine")
    for name in ("websockets", "PIL", "numpy"):
        pytest.importorskip(name, reason=f"{name} is needed to look at pages")
    opened = Browser(program, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from `AXE_CORE` or npm."""
    given = os.environ.get("AXE_CORE")
    if given:
        return Path(given).read_text("utf-8")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core comes from npm, which is not installed")
    folder = tmp_path_factory.mktemp("npm")
    words = [npm, "install", "--no-save", "--prefix", str(folder), "axe-core@4"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=120)
    source = folder / "node_modules/axe-core/axe.min.js"
    if done.returncode or not source.exists():
        pytest.skip("npm cannot install axe-core here")
    return source.read_text("utf-8")


@pytest.fixture(scope="module", params=HOSTS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that one of the hosts has built."""
    for package in _PACKAGES[request.param]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    folder = HOSTS[request.param](tmp_path_factory.mktemp(request.param))
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html#{request.param}"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def measured(browser: Browser) -> list[dict[str, Any]]:
    browser.run(
        "document.querySelectorAll('.ascii-diagram details').forEach(d => { d.open = true; })"
    )
    time.sleep(0.5)  # themes open them slowly
    figures = browser.run(MEASURE)
    assert len(figures) >= 6
    return figures


def assert_lines_touch(browser: Browser) -> int:
    """Look at every pixel between the characters of vertical lines; return how many stretches."""
    import numpy

    height = browser.run("document.documentElement.scrollHeight")
    width = browser.run("window.innerWidth")
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=min(height, 12_000),
        deviceScaleFactor=1,
        mobile=False,
    )
    browser.run("window.scrollTo(0, 0)")
    figures = measured(browser)
    pixels = numpy.asarray(browser.screenshot()).astype(int)
    seen = 0
    for figure in figures:
        left, top, right, bottom = (round(side) for side in figure["box"])
        paper = int(numpy.median(pixels[top:bottom, max(left, 0) : right]))
        assert figure["shift"] < 0.6, "characters do not stand in columns"
        for x, start, end in figure["verticals"]:
            if not left + 2 < x < right - 2:
                continue  # scrolled out of sight
            # The glyphs' own middle may be a pixel above that of their line.
            rows = slice(math.ceil(start), math.floor(end) - 1)
            strip = pixels[rows, round(x) - 2 : round(x) + 3]
            ink = abs(strip - paper).max(axis=1)
            assert ink.min() > 40, f"a gap at {x:.0f}, {start:.0f} in\n{figure['text']}"
            seen += 1
    return seen


def show(browser: Browser, site: str, dark: bool) -> None:
    """Open a site in one of its schemes: by its toggle where it has one, else by the system's."""
    browser.open(site, dark=dark)
    browser.run(f"document.querySelector('#__palette_{int(dark)}')?.click()")
    time.sleep(0.5)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_vertical_lines_are_continuous_and_columns_straight(
    browser: Browser, site: str, dark: bool
) -> None:
    show(browser, site, dark)
    assert (paper(browser) < 90) == (dark and not site.endswith("#sphinx"))
    assert assert_lines_touch(browser) > 20


def paper(browser: Browser) -> int:
    """Return how bright the page is, 0 to 255."""
    import numpy

    return int(numpy.median(numpy.asarray(browser.screenshot())))


def test_a_phone_scrolls_figures_and_not_the_page(browser: Browser, site: str) -> None:
    browser.open(site, width=360, height=740)
    figures = measured(browser)
    assert any(figure["overflows"] for figure in figures)
    assert not any(figure["clipped"] for figure in figures)
    wide = browser.run("document.scrollingElement.scrollWidth")
    culprits = browser.run(
        "[...document.querySelectorAll('figure.ascii-diagram')]"
        ".filter(f => f.getBoundingClientRect().right > 361).length"
    )
    assert culprits == 0
    assert wide <= 361
    assert assert_lines_touch(browser) > 10


def test_print_shows_whole_drawings(browser: Browser, site: str) -> None:
    browser.open(site, width=643, media="print")
    assert [figure["text"] for figure in measured(browser) if figure["overflows"]] == []
    pictures = browser.run(
        "[...document.querySelectorAll('.ascii-diagram__picture')]"
        ".every(p => p.scrollWidth <= p.clientWidth + 1)"
    )
    assert pictures


def test_text_runs_from_the_left_on_right_to_left_pages(browser: Browser, site: str) -> None:
    browser.open(site)
    before = [figure["text"] for figure in measured(browser)]
    browser.run("document.documentElement.dir = 'rtl'")
    after = measured(browser)
    assert [figure["text"] for figure in after] == before
    assert all(figure["shift"] < 0.6 for figure in after)


def test_what_is_copied_is_the_drawing(browser: Browser, site: str) -> None:
    browser.open(site)
    copied = browser.run(
        "(() => { const code = document.querySelector('#upload pre code');"
        " getSelection().selectAllChildren(code); return getSelection().toString(); })()"
    )
    assert [line.rstrip() for line in copied.strip("\n").split("\n")] == [
        line.rstrip() for line in measured(browser)[0]["text"].strip("\n").split("\n")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(browser: Browser, site: str, axe: str, dark: bool) -> None:
    show(browser, site, dark)
    browser.run(f"{axe}; 0")
    found = browser.run(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.flatMap(v =>"
        " v.nodes.filter(n => document.querySelector(n.target[0])?.closest('.ascii-diagram'))"
        " .map(n => v.id + ': ' + n.html.slice(0, 120) + ' ' + n.failureSummary)))"
    )
    # Material puts a navigation landmark without a name of its own into every block of code.
    ours = [text for text in found if not text.startswith("landmark-unique")]
    assert ours == []
    names = browser.run(
        "[...document.querySelectorAll('.ascii-diagram [role=img]')].map(e =>"
        " e.getAttribute('aria-label') ||"
        " document.getElementById(e.getAttribute('aria-labelledby'))?.textContent)"
    )
    assert all(names)


def test_ids_are_unique(browser: Browser, site: str) -> None:
    browser.open(site)
    assert browser.run(
        "(() => { const ids = [...document.querySelectorAll('.ascii-diagram, .ascii-diagram [id]')]"
        ".map(e => e.id); return ids.length > 8 && new Set(ids).size === ids.length; })()"
    )


def test_a_fault_is_told_in_its_place(browser: Browser, site: str) -> None:
    browser.open(site)
    text = browser.run("document.querySelector('.ascii-diagram--error').innerText")
    assert "cannot be drawn" in text
    assert "A -> B {" in text
