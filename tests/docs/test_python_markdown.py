from __future__ import annotations

import itertools
import logging
import pickle
import re
from typing import Any

import pytest

markdown = pytest.importorskip("markdown", reason="the extra `markdown` is not installed")

from ascii_diagram_markdown.python_markdown import AsciiDiagramExtension  # noqa: E402
from ascii_diagram_markdown.session import Session  # noqa: E402

FENCE = "```ascii-diagram\nA -> B\n```"
REGION = (
    "<!-- ascii-diagram: A -> B -->\n\n```text\n┌───┐    ┌───┐\n│ A ├───►│ B │\n"
    "└───┘    └───┘\n```\n\n<!-- end ascii-diagram 2e1fbc.32bfa7 -->"
)
FORMS = (FENCE, FENCE.replace("`", "~"), REGION, "<!-- ascii-diagram: A -> B -->")
ROWS = ["┌───┐    ┌───┐", "│ A ├───►│ B │", "└───┘    └───┘"]


def rendered(text: str, *others: str, **options: Any) -> str:
    extension = AsciiDiagramExtension(**{"css": False, **options})
    configs = {"pymdownx.tabbed": {"alternate_style": True}}
    return markdown.markdown(
        text,
        extensions=[extension if name == "ascii_diagram" else name for name in others]
        + ([] if "ascii_diagram" in others else [extension]),
        extension_configs={name: configs[name] for name in others if name in configs},
    )


def drawings(html: str) -> list[str]:
    return re.findall(r'<code role="img"[^>]*>(.*?)\n</code></pre>', html, re.DOTALL)


def orders() -> list[tuple[str, ...]]:
    needed = ("ascii_diagram", "fenced_code"), ("ascii_diagram", "pymdownx.superfences")
    return [("ascii_diagram",), *(o for pair in needed for o in itertools.permutations(pair))]


def indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else "" for line in text.split("\n"))


PLACES = {
    "page": "{0}",
    "list": "- item\n\n{4}\n\n- next",
    "nested list": "- item\n    - inner\n\n{8}",
    "numbers": "1. item\n\n{4}\n\n2. next",
    "quote": "> text\n>\n{>}\n>\n> text",
    "tight": "text\n{0}\ntext",
    "admonition": "!!! note\n{4}\n\n    more",
    "details": '??? note "Title"\n\n{4}',
    "tab": '=== "One"\n\n{4}\n\n=== "Two"\n\n    text',
    "definition": "Term\n:   Definition\n\n{4}",
    "admonition in list": "- item\n\n    !!! note\n\n{8}",
    "html": "<div markdown>\n\n{0}\n\n</div>",
}
OTHERS = (
    "admonition",
    "pymdownx.details",
    "pymdownx.tabbed",
    "def_list",
    "md_in_html",
    "attr_list",
)


@pytest.mark.parametrize("form", FORMS, ids=("fence", "tildes", "region", "comment"))
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("order", orders(), ids=" ".join)
def test_figures_appear_in_every_place_and_order(
    order: tuple[str, ...], place: str, form: str
) -> None:
    pytest.importorskip("pymdownx")
    text = place.replace("{>}", indented(form, "> ").replace("\n\n", "\n>\n"))
    for by in (0, 4, 8):
        text = text.replace(f"{{{by}}}", indented(form, " " * by))
    html = rendered(text, *order, *OTHERS)
    assert [drawing.split("\n") for drawing in drawings(html)] == [ROWS]
    assert "<p><figure" not in html
    assert "wzxhzdk" not in html
    assert "ascii-diagram:" not in html
    assert "```" not in html


@pytest.mark.parametrize("order", orders(), ids=" ".join)
@pytest.mark.parametrize(
    "header",
    [
        '```ascii-diagram caption="Two words" id="up"',
        "```ascii-diagram id=up caption='Two words'",
        '``` {.ascii-diagram #x id="up" caption="Two words"}',
        "```ascii-diagram\n:id: up\n:caption: Two words",
    ],
)
def test_every_header_works_with_every_fence_extension(order: tuple[str, ...], header: str) -> None:
    pytest.importorskip("pymdownx")
    html = rendered(f"{header.replace('#x ', '')}\nA -> B\n```", *order)
    assert '<figure class="ascii-diagram" id="up"' in html
    assert ">Two words</figcaption>" in html


@pytest.mark.parametrize(
    "text",
    [
        indented(FENCE, "    "),
        f"text\n\n{indented(FENCE, '    ')}",
        f"````md\n{FENCE}\n````",
        f"````md\n{REGION}\n````",
        f"1) no list here\n\n{indented(FENCE, '    ')}",
    ],
)
@pytest.mark.parametrize("order", orders(), ids=" ".join)
def test_code_shows_what_the_author_wrote(order: tuple[str, ...], text: str) -> None:
    pytest.importorskip("pymdownx")
    if "````" in text and len(order) == 1:
        pytest.skip("no extension for fences")
    html = rendered(text, *order, "codehilite")
    assert "<figure" not in html
    assert "wzxhzdk" not in html
    plain = re.sub(r"<[^>]+>", "", html)
    assert "ascii-diagram" in plain
    assert "```" in plain


def test_other_code_and_its_annotations_stay() -> None:
    pytest.importorskip("pymdownx")
    text = f'``` {{ .yaml .annotate title="x" }}\na: 1 # (1)!\n```\n\n1.  Note\n\n{FENCE}\n'
    with_us = rendered(text, "pymdownx.superfences", "pymdownx.highlight")
    without = markdown.markdown(
        text.replace(FENCE, ""), extensions=["pymdownx.superfences", "pymdownx.highlight"]
    )
    assert with_us.startswith(without.rstrip())


@pytest.mark.parametrize("order", [order for order in orders() if len(order) > 1])
def test_words_for_the_checker_do_not_break_fences(order: tuple[str, ...]) -> None:
    pytest.importorskip("pymdownx")
    crooked = "```text ascii-diagram: ignore[open-box]\n+--\n| a\n```\n"
    html = rendered(f"{crooked}\nwords\n\n{FENCE}\n", *order)
    assert "ignore" not in html
    assert re.search(r"<code[^>]*>(<[^>]+>)*\+--", html)
    shown = rendered(f"````markdown\n{crooked}````\n", *order)
    assert "ascii-diagram: ignore[open-box]" in re.sub(r"<[^>]+>", "", shown)


@pytest.mark.parametrize("before", ["    ```\n\n", "```in a line``` of text\n\n"])
@pytest.mark.parametrize("indent", ["", "> ", "    "])
def test_what_only_looks_like_a_fence_hides_no_ignored_drawing(before: str, indent: str) -> None:
    pytest.importorskip("pymdownx")
    crooked = "```text ascii-diagram: ignore\n+--\n| a\n```\n"
    place = "- item\n\n" if indent == "    " else ""
    html = rendered(before + place + indented(crooked, indent), "pymdownx.superfences")
    assert "ignore" not in html
    assert "+--\n| a" in html


def test_the_style_sheet_comes_once_with_the_first_figure() -> None:
    html = rendered(f"{FENCE}\n\n{FENCE}\n", css=True)
    assert html.count("<style>") == 1
    assert html.index("<style>") < html.index("<figure")
    assert "<style>" not in rendered("text", css=True)


def test_sites_can_switch_diagrams_off() -> None:
    html = rendered(FENCE, "fenced_code", enabled=False)
    assert "<figure" not in html
    assert "A -&gt; B" in html


def test_the_name_of_the_extension_is_known_to_the_host() -> None:
    html = markdown.markdown(FENCE, extensions=["ascii_diagram"])
    assert drawings(html)


def test_configurations_can_be_pickled() -> None:
    extension = AsciiDiagramExtension(on_error="raise", width=60)
    again = pickle.loads(pickle.dumps(extension))
    assert again.getConfigs() == extension.getConfigs()


def test_an_object_converts_page_after_page() -> None:
    md = markdown.Markdown(extensions=[AsciiDiagramExtension(css=False)])
    first = md.convert(FENCE)
    assert md.reset().convert(FENCE) == first


def test_links_reach_figures() -> None:
    html = rendered('[see](#up)\n\n```ascii-diagram id="up"\nA -> B\n```')
    assert '<a href="#up">' in html
    assert 'id="up"' in html


@pytest.mark.parametrize(
    ("on_error", "level"), [("auto", logging.WARNING), ("warn", logging.WARNING), ("show", 20)]
)
def test_faults_are_shown_and_logged_with_page_line_and_hint(
    on_error: str, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    html = rendered("# T\n\n```ascii-diagram widht=60\nA -> B\n```", on_error=on_error)
    assert "ascii-diagram--error" in html
    (record,) = [r for r in caplog.records if "widht" in r.message]
    assert record.levelno == level
    assert "line 3: unknown option widht (hint: did you mean width?)" in record.message


def test_faults_can_stop_a_build() -> None:
    text = "```ascii-diagram widht=60\nA -> B\n```\n\n```ascii-diagram\nA -> B {\n```"
    with pytest.raises(Exception, match=r"line 1: .*\n.*line 6: "):
        rendered(text, on_error="raise")


def test_a_stale_region_is_a_warning_and_never_stops_a_build(
    caplog: pytest.LogCaptureFixture,
) -> None:
    html = rendered(REGION.replace("A -> B", "A -> C"), on_error="raise")
    assert drawings(html)
    assert "the prompt changed" in caplog.text


def test_a_bad_option_of_the_site_is_refused() -> None:
    with pytest.raises(Exception, match="on_error: 'loud' is none of"):
        rendered(FENCE, on_error="loud")


@pytest.mark.parametrize(
    "text",
    [
        "```ascii-diagram\n<script>alert(1)</script> -> B\n```",
        '```ascii-diagram caption="<img src=x onerror=alert(1)>"\nA -> B\n```',
        "```ascii-diagram\n<script>alert(1)</script> -> {\n```",
        "```ascii-diagram <script>=1\nA -> B\n```",
        "<!-- ascii-diagram: <script>alert(1)</script> -> B -->",
        "```ascii-diagram\n" + "<script> -> B\n" * 20_000 + "```",
        "```ascii-diagram\n\x02wzxhzdk:0\x03 -> B\n```",
        "```ascii-diagram\nA\x1b]0;x\x07 -> B\u202e\n```",
        "> " * 200 + FENCE,
        "```ascii-diagram\n" * 2_000,
        "<!-- ascii-diagram: " * 2_000,
        "!!! note\n    " * 500 + FENCE,
        "`" * 5_000 + "ascii-diagram\nA -> B",
    ],
)
def test_hostile_pages_are_escaped_and_bounded(text: str) -> None:
    html = rendered(text, "fenced_code", "admonition", on_error="show")
    assert "<script" not in html.replace("<script> -> B", "") or "<figure" not in html
    assert "onerror=alert(1)>" not in html.replace("&gt;", "")
    for figure in re.findall(r"<figure.*?</figure>", html, re.DOTALL):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]|<script|<img", figure)
        assert len(figure) < 50_000


def test_pages_share_answers(session: Session) -> None:
    for _ in range(2):
        html = rendered("```ascii-diagram\nthe shop asks the bank\n```", session=session)
        assert "│ shop" in html


def test_superfences_alone_can_call_us() -> None:
    pytest.importorskip("pymdownx")
    from ascii_diagram_markdown.superfences import formatter, validator

    fence = {"name": "ascii-diagram", "class": "x", "format": formatter, "validator": validator}
    configs = {"pymdownx.superfences": {"custom_fences": [fence]}}

    def made(text: str) -> str:
        return markdown.markdown(
            text, extensions=["pymdownx.superfences"], extension_configs=configs
        )

    html = made('- x\n\n    ```ascii-diagram caption="C" id="up"\n    A -> B\n    ```')
    assert '<figure class="ascii-diagram" id="up"' in html
    assert ">C</figcaption>" in html
    assert "ascii-diagram--error" in made("```ascii-diagram\nA -> B {\n```")
    assert pickle.loads(pickle.dumps(configs)) == configs
