from __future__ import annotations

import pytest

from ascii_diagram.directives import apply_edits, region_edit, scan, state
from ascii_diagram.errors import DirectiveError

DRAWING = ["+---+", "| a |", "+---+"]


def expand(text: str, name: str) -> str:
    found = scan(text, name=name)
    assert not found.fatal
    return apply_edits(text, [region_edit(d, DRAWING) for d in found.directives])


def test_line_comments() -> None:
    assert expand("\tx();\n\t// ascii-diagram: a\n\ty();\n", "a.go").split("\n") == [
        "\tx();",
        "\t// ascii-diagram: a",
        "\t//",
        "\t//     +---+",
        "\t//     | a |",
        "\t//     +---+",
        "\t//",
        "\t// end ascii-diagram 1e4229.79edc0",
        "\ty();",
        "",
    ]


def test_doc_comments_use_a_fence() -> None:
    assert expand("/// ascii-diagram: a\nfn f() {}\n", "a.rs").split("\n") == [
        "/// ascii-diagram: a",
        "///",
        "/// ```text",
        "/// +---+",
        "/// | a |",
        "/// +---+",
        "/// ```",
        "///",
        "/// end ascii-diagram 1e4229.79edc0",
        "fn f() {}",
        "",
    ]


def test_a_comment_of_its_own_gets_a_second_one() -> None:
    assert expand("  /* ascii-diagram: a */\n", "a.css").split("\n") == [
        "  /* ascii-diagram: a */",
        "  /*",
        "   *     +---+",
        "   *     | a |",
        "   *     +---+",
        "   *",
        "   * end ascii-diagram 1e4229.79edc0",
        "   */",
        "",
    ]


def test_a_comment_that_closes_on_the_line_is_opened_up() -> None:
    assert expand("/**\n * Doc.\n * ascii-diagram: a */\nf();\n", "a.js").split("\n")[2:] == [
        " * ascii-diagram: a",
        " *",
        " *     +---+",
        " *     | a |",
        " *     +---+",
        " *",
        " * end ascii-diagram 1e4229.79edc0",
        " */",
        "f();",
        "",
    ]


def test_continuation_lines() -> None:
    text = "# ascii-diagram: A -> B\n#   B -> C\n#     C -> D\n# not this\n"
    (directive,) = scan(text, name="a.py").directives
    assert directive.prompt == "A -> B\nB -> C\n  C -> D"
    assert (directive.start, directive.end) == (0, 3)


def test_other_leaders_and_blank_lines_end_the_prompt() -> None:
    assert scan("# ascii-diagram: a\n##   b\n", name="a.py").directives[0].prompt == "a"
    assert scan("# ascii-diagram: a\n#\n#   b\n", name="a.py").directives[0].prompt == "a"
    assert scan("# ascii-diagram: a\nx  # b\n", name="a.py").directives[0].prompt == "a"


def test_states() -> None:
    fresh = expand("# ascii-diagram: a\n", "a.py")

    def of(text: str) -> str:
        return state(scan(text, name="a.py").directives[0])

    assert of("# ascii-diagram: a\n") == "unexpanded"
    assert of(fresh) == "fresh"
    assert of(fresh.replace(": a", ": b")) == "stale"
    assert of(fresh.replace("diagram: a", "diagram[width=60]: a")) == "stale"
    assert of(fresh.replace("| a |", "| b |")) == "edited"
    assert of(fresh.replace("| a |", "| b |").replace(": a", ": b")) == "conflict"
    assert of("".join(line for line in fresh.splitlines(True) if "|" not in line)) == "edited"


def test_formatting_is_no_edit() -> None:
    fresh = expand("# ascii-diagram: a,\n#   b\nx = 1\n", "a.py")

    def of(text: str) -> str:
        return state(scan(text, name="a.py").directives[0])

    assert of(fresh.replace("\n", "\r\n")) == "fresh"
    assert of("".join("    " + line for line in fresh.splitlines(True))) == "fresh"
    assert of(fresh.replace("#\n", "")) == "fresh"
    assert of(fresh.replace("#\n", "#\n#\n")) == "fresh"
    assert of(fresh.replace("#\n", "\n")) == "fresh"
    assert of(fresh.replace("#     ", "#\t")) == "fresh"


def test_two_regions_do_not_mix() -> None:
    text = expand("# ascii-diagram: a\n# ascii-diagram: b\n", "a.py")
    found = scan(text, name="a.py")
    assert [(d.prompt, state(d)) for d in found.directives] == [("a", "fresh"), ("b", "fresh")]
    cut = text.replace("# end ascii-diagram 1e4229.79edc0\n", "", 1)
    assert [p.code for p in scan(cut, name="a.py").fatal] == ["missing-end-marker"]


def test_text_pushed_into_a_region_is_never_lost() -> None:
    text = expand("# ascii-diagram: a\n", "a.py").replace("#     | a |", "# | a |")
    assert [p.code for p in scan(text, name="a.py").fatal] == ["text-in-region"]


def test_a_directive_inside_a_region_is_fatal() -> None:
    text = expand("# ascii-diagram: a\n", "a.py")
    text = text.replace("#     | a |\n", "#     | a |\n# ascii-diagram: b\n")
    assert scan(text, name="a.py").fatal


def test_a_hand_drawn_picture_further_down_is_no_region() -> None:
    text = "# ascii-diagram: a\n#\n# See:\n#     +--+\n#     |  |\n#     +--+\n"
    found = scan(text, name="a.py")
    assert found.problems == ()
    assert state(found.directives[0]) == "unexpanded"


def test_off_and_on() -> None:
    text = "# ascii-diagram: off\n# ascii-diagram: a\n# end ascii-diagram\n# ascii-diagram: on\n"
    found = scan(text + "# ascii-diagram: b\n", name="a.py")
    assert [d.prompt for d in found.directives] == ["b"]
    assert found.problems == ()


def test_code_around_a_directive_is_reported() -> None:
    behind = scan("/* ascii-diagram: a */ int x;\n", name="a.c")
    assert [(p.code, p.column, p.fatal) for p in behind.problems] == [
        ("code-after-directive", 23, False)
    ]
    joined = scan("#define X \\\n// ascii-diagram: a\n", name="a.c")
    assert [p.code for p in joined.problems] == ["joined-line"]
    assert (behind.directives, joined.directives) == ((), ())


def test_unusable_prompts() -> None:
    def codes(prompt: str) -> list[tuple[str, bool]]:
        found = scan(f"# ascii-diagram:{prompt}\n", name="a.py")
        assert found.directives == ()
        return [(p.code, p.fatal) for p in found.problems]

    assert codes("") == [("empty-prompt", False)]
    assert codes(" " + "x" * 2001) == [("long-prompt", False)]
    for character in "\x1b\u202e\u2066\x00\u2028":
        assert codes(f" a{character}b") == [("unsafe-character", False)]


def test_what_only_looks_like_a_directive() -> None:
    for text in ("# ascii-diagram is a tool", "# see ascii-diagram: a", "# ascii-diagram:: a",
                 "# ascii-diagram://x", "# Ascii-Diagram: a", "# ascii-diagrams: a"):  # fmt: skip
        assert scan(text + "\n", name="a.py") == scan("", name="a.py")


def test_the_end_marker_must_not_share_its_line_with_the_closing_token() -> None:
    text = expand("/*\n * ascii-diagram: a\n */\n", "a.js").replace("\n */", " */")
    assert [p.code for p in scan(text, name="a.js").fatal] == ["bad-end-marker"]


def test_a_comment_in_braces_gets_a_second_one_in_braces() -> None:
    text = "<div>\n  {/* ascii-diagram: a */}\n  <p>x</p>\n</div>\n"
    expanded = expand(text, "a.tsx")
    assert expanded.split("\n") == [
        "<div>",
        "  {/* ascii-diagram: a */}",
        "  {/*",
        "      +---+",
        "      | a |",
        "      +---+",
        "",
        "  end ascii-diagram 1e4229.79edc0",
        "  */}",
        "  <p>x</p>",
        "</div>",
        "",
    ]
    (directive,) = scan(expanded, name="a.tsx").directives
    assert state(directive) == "fresh"
    assert expand(expanded, "a.tsx") == expanded


@pytest.mark.parametrize(
    "line",
    [
        "{/* ascii-diagram: a */ f()}",
        "{f() /* ascii-diagram: a */}",
        "<b>{/* ascii-diagram: a */}</b>",
        "{/* ascii-diagram: a */}{/* b */}",
    ],
)
def test_braces_with_code_are_code(line: str) -> None:
    found = scan(line + "\n", name="a.tsx")
    assert (found.directives, found.problems) == ((), ())


def test_braces_mean_nothing_in_other_languages() -> None:
    assert scan("{/* ascii-diagram: a */}\n", name="a.c").directives == ()


def test_a_drawing_in_braces_may_not_close_the_comment() -> None:
    (directive,) = scan("{/* ascii-diagram: a */}\n", name="a.tsx").directives
    with pytest.raises(DirectiveError, match="comment delimiter"):
        region_edit(directive, ["a */ b"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.c", "/* ascii-diagram: a */\n"),
        ("a.html", "<!-- ascii-diagram: a -->\n"),
        ("a.tsx", "{/* ascii-diagram: a */}\n"),
    ],
)
def test_code_behind_a_region_is_never_part_of_it(name: str, text: str) -> None:
    touched = expand(text, name).rstrip("\n") + " precious()\n"
    found = scan(touched.replace("diagram: a", "diagram: b"), name=name)
    assert found.directives == ()
    assert [problem.code for problem in found.fatal] == ["code-in-region"]
