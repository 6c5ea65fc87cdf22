"""Sites of Sphinx, from reStructuredText and MyST, written by several builders."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the extra `sphinx` is not installed")

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from ascii_diagram.resolve import LockFile, Request

CONF = 'extensions = ["ascii_diagram_markdown.sphinx"]\nproject = "T"\nnumfig = True\n'
MYST = CONF.replace("[", '["myst_parser", ')
REGION = (
    "<!-- ascii-diagram: A -> B -->\n\n```text\n┌───┐    ┌───┐\n│ A ├───►│ B │\n"
    "└───┘    └───┘\n```\n\n<!-- end ascii-diagram 2e1fbc.32bfa7 -->\n"
)
ROW = "│ A ├───►│ B │"

Build = Callable[..., str]


@pytest.fixture
def build(folder: Path) -> Build:
    """Build the pages; return what was warned of."""

    def run(builder: str = "html", *, conf: str = CONF, jobs: int = 1, **pages: str) -> str:
        for name, text in pages.items():
            stem, _, suffix = name.rpartition("_")
            Path(f"{stem}.{suffix}").write_text(text, "utf-8")
        Path("conf.py").write_text(conf, "utf-8")
        warnings = io.StringIO()
        with patch_docutils(str(folder)), docutils_namespace():
            app = Sphinx(
                folder,
                folder,
                folder / "out" / builder,
                folder / "doctrees",
                builder,
                status=None,
                warning=warnings,
                parallel=jobs,
            )
            app.build()
        return re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue())

    return run


def written(name: str = "html/index.html") -> str:
    return Path("out", name).read_text("utf-8")


RST = """\
Title
=====

.. ascii-diagram:: A -> B

.. ascii-diagram::
   :caption: The way
   :id: way
   :describe: yes

   Ö -> B: "x"

See :ref:`way` and :numref:`way`.
"""


def test_the_directive_makes_figures_that_can_be_referred_to(build: Build) -> None:
    assert build(index_rst=RST) == ""
    html = written()
    assert ROW in html
    assert 'id="way"' in html
    assert 'href="#way"' in html
    assert re.search(r'<figcaption id="way-caption"><span class="caption-number">Fig. 1', html)
    assert "Fig. 1</span></a>" in html
    assert "Ö points to B, “x”" in html or "<details>" in html
    assert 'href="_static/ascii-diagram.css' in html
    assert ".ascii-diagram" in written("html/_static/ascii-diagram.css")


def test_other_builders_write_the_drawing_as_text(build: Build) -> None:
    assert build("text", index_rst=RST) == ""
    assert ROW in written("text/index.txt")
    assert "The way" in written("text/index.txt")
    assert build("man", index_rst=RST) == ""


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
def test_latex_gets_lines_that_its_engine_can_set(build: Build, engine: str) -> None:
    conf = f'{CONF}latex_engine = "{engine}"\n'
    assert build("latex", conf=conf, index_rst=RST) == ""
    (tex,) = Path("out/latex").glob("t.tex")
    text = re.sub(r"\\PYGZhy\{\}", "-", tex.read_text("utf-8")).replace(r"\PYGZgt{}", ">")
    assert ("| A +--->| B |" in text) == (engine == "pdflatex")
    assert (ROW in text) == (engine == "xelatex")
    assert r"\caption{The way}" in text


def test_myst_takes_fences_directives_and_regions(build: Build) -> None:
    pytest.importorskip("myst_parser", reason="myst-parser is not installed")
    page = (
        '# T\n\n```ascii-diagram width="60"\n:caption: One\n:name: one\nA -> B\n```\n\n'
        "```{ascii-diagram}\nA -> B\n```\n\n"
        f"{REGION}\n- x\n\n  <!-- ascii-diagram: A -> B -->\n\nascii-diagram: A -> *B*\n\n"
        "````{note}\n```ascii-diagram\nA -> B\n```\n\n"
        f"{REGION}````\n\nSee {{ref}}`one`.\n"
    )
    assert build(conf=MYST, index_md=page) == ""
    html = written()
    assert html.count("<figure") == 7
    assert html.count(ROW) == 6
    assert 'href="#one"' in html
    assert "end ascii-diagram" not in html
    ids = re.findall(r'<figure[^>]* id="([^"]*)"', html)
    assert len(set(ids)) == 7


def test_faults_are_warnings_with_page_and_line(build: Build) -> None:
    page = "T\n=\n\n.. ascii-diagram::\n   :caption: c\n\n   A -> B\n   B -> C {\n"
    said = build(index_rst=page)
    assert re.search(r"index\.rst:8: WARNING: .*a block cannot follow", said)
    assert "ascii-diagram--error" in written()
    assert "index.rst:4: WARNING: bad value for width" in build(
        index_rst="T\n=\n\n.. ascii-diagram:: A -> B\n   :width: 5\n"
    )
    assert "index.rst:4: WARNING: this directive has no prompt" in build(
        index_rst="T\n=\n\n.. ascii-diagram::\n"
    )


def test_faults_of_myst_pages_have_their_lines(build: Build) -> None:
    pytest.importorskip("myst_parser", reason="myst-parser is not installed")
    page = "# T\n\n```ascii-diagram\n:caption: c\nA -> B\nB -> C {\n```\n\n" + REGION.replace(
        "A -> B", "A -> C"
    )
    said = build(conf=MYST, index_md=page)
    assert re.search(r"index\.md:6: WARNING: .*a block cannot follow", said)
    assert "index.md:9: WARNING: the prompt changed after this was drawn" in said


def test_faults_can_stop_a_build(build: Build) -> None:
    from ascii_diagram_markdown.sphinx.site import DiagramError

    conf = f'{CONF}ascii_diagram_on_error = "raise"\n'
    with pytest.raises(DiagramError, match="index:4: "):
        build(conf=conf, index_rst="T\n=\n\n.. ascii-diagram:: A -> B {\n")


def test_bad_options_are_refused(build: Build) -> None:
    from ascii_diagram_markdown.sphinx.site import DiagramError

    with pytest.raises(DiagramError, match="output: 'png' is none of"):
        build(conf=f'{CONF}ascii_diagram_output = "png"\n', index_rst=RST)


@pytest.mark.parametrize("jobs", [1, 3])
def test_many_pages_are_built_frozen_from_the_lock_file(build: Build, jobs: int) -> None:
    Path("ascii-diagram.toml").write_text("lock = true\n", "utf-8")
    lock = LockFile.load(Path("ascii-diagram.lock"))
    lock.put(Request("the cat sits on the mat"), "cat -> mat: sits on", "model@1")
    lock.save()
    pages = {
        f"p{n}_rst": f"P{n}\n====\n\n.. ascii-diagram::\n\n   the cat sits\n   on the mat\n"
        for n in range(12)
    }
    toc = "T\n=\n\n.. toctree::\n   :glob:\n\n   p*\n"
    conf = f"{CONF}ascii_diagram_frozen = True\n"
    assert build(conf=conf, jobs=jobs, index_rst=toc, **pages) == ""
    assert all("sits on" in written(f"html/p{n}.html") for n in range(12))


def test_a_page_that_did_not_change_is_not_read_again(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(index_rst=RST)

    def unwanted(*_: object) -> list[object]:
        raise AssertionError("read again")

    monkeypatch.setattr("ascii_diagram_markdown.sphinx.directive.make_figures", unwanted)
    assert build() == ""


def test_markup_in_prompts_is_text(build: Build) -> None:
    page = "T\n=\n\n.. ascii-diagram::\n   :caption: <i> \"x\" 'y'\n\n   <script>1</script> -> B\n"
    assert build(index_rst=page) == ""
    figure = re.search("<figure.*?</figure>", written(), re.DOTALL)
    assert figure
    assert "<script" not in figure[0]
    assert "<i>" not in figure[0]
