from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from ascii_diagram.diagram import Diagram
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.notation import parse
from tests.command_line import Run
from tests.png_renderer import need_png

Captured = pytest.CaptureFixture[str]

NOTATION = "direction: right\nAPI -> cache: asks\ncache -> Postgres"


def test_draws_notation(run: Run, capsys: Captured) -> None:
    assert run("draw", NOTATION, "--charset", "unicode") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("│ API ├─")
    assert "►│ cache ├─" in lines[1]
    assert lines[1].endswith("►│ Postgres │")


def test_reads_standard_input(run: Run, capsys: Captured) -> None:
    assert run("draw", stdin="graph LR\n  A[Größe] --> B") == 0
    assert "Größe" in capsys.readouterr().out


def test_obeys_width_charset_and_direction(run: Run, capsys: Captured) -> None:
    words = ("--width", "30", "--charset", "ascii", "--direction", "down")
    assert run("draw", NOTATION, *words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 30
    assert all(line.isascii() for line in lines)
    rows = {
        name: next(i for i, line in enumerate(lines) if name in line) for name in ("API", "Pos")
    }
    assert rows["API"] < rows["Pos"]


@pytest.mark.parametrize("form", ["source", "json", "mermaid"])
def test_every_written_form_says_the_same(run: Run, capsys: Captured, form: str) -> None:
    assert run("draw", NOTATION, "--format", form) == 0
    written = capsys.readouterr().out
    if form == "json":
        graph = json.loads(written)
        assert [edge.get("label") for edge in graph["edges"]] == ["asks", None]
    else:
        again = parse(written)
        assert [edge.label for edge in again.edges] == ["asks", ""]  # type: ignore[union-attr]


def test_lists_trees_when_asked(run: Run, capsys: Captured) -> None:
    tree = "src -> core\nsrc -> cli\ncore -> cells.py"
    assert run("draw", tree, "--charset", "unicode", "--tree", "listing") == 0
    assert capsys.readouterr().out == "src\n├── core\n│   └── cells.py\n└── cli\n"
    assert run("draw", tree, "--charset", "unicode") == 0
    assert "┌" in capsys.readouterr().out


def test_draws_boxes_for_what_is_no_tree(run: Run, capsys: Captured) -> None:
    assert run("draw", "a -> b\nb -> a", "--charset", "unicode", "--tree", "listing") == 0
    assert capsys.readouterr().out.startswith("┌───┐")


def test_draws_for_terminals_with_wide_lines(run: Run, capsys: Captured) -> None:
    assert run("draw", "α -> b", "--charset", "unicode", "--ambiguous-wide") == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["+----+    +---+", "| α +--->| b |"]


def test_writes_d2(run: Run, capsys: Captured) -> None:
    assert run("draw", NOTATION, "--format", "d2") == 0
    assert "API -> cache: asks" in capsys.readouterr().out


def test_writes_svg(run: Run, capsys: Captured) -> None:
    assert run("draw", "A <b> -> B & C", "--format", "svg") == 0
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert root.tag.endswith("svg")
    assert root[0].text == "A <b> points to B & C."


def test_describes_in_words(run: Run, capsys: Captured) -> None:
    assert run("draw", NOTATION, "--format", "description") == 0
    assert capsys.readouterr().out == "API asks cache; cache points to Postgres.\n"


def test_writes_html_with_its_style(run: Run, capsys: Captured) -> None:
    assert run("draw", "A -> B: calls", "--format", "html", "--charset", "unicode") == 0
    out = capsys.readouterr().out
    assert out.startswith("<style>")
    assert '<code role="img" aria-label="A calls B."' in out
    assert "├─" in out
    assert out.endswith("</figure>\n")


def test_writes_to_a_file(run: Run, capsys: Captured) -> None:
    words = ("draw", NOTATION, "--charset", "unicode")
    assert run(*words) == 0
    printed = capsys.readouterr().out
    target = Path("a.txt")
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    assert run(*words, "--output", "a.txt") == 0
    assert capsys.readouterr().out == ""
    assert target.read_bytes().decode() == printed
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in Path().iterdir()] == ["a.txt"]


def test_a_link_named_as_output_stays_a_link(run: Run) -> None:
    Path("real.txt").write_text("old", encoding="utf-8")
    Path("link.txt").symlink_to("real.txt")
    assert run("draw", "A -> B", "--format", "d2", "--output", "link.txt") == 0
    assert Path("link.txt").is_symlink()
    assert "A -> B" in Path("real.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["nowhere/a.txt", "."])
def test_a_file_that_cannot_be_written_is_an_error(run: Run, capsys: Captured, name: str) -> None:
    assert run("draw", "A -> B", "--output", name) == 2
    assert f"{name}: cannot be written" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_a_failed_drawing_leaves_the_file_alone(run: Run) -> None:
    Path("a.txt").write_text("old", encoding="utf-8")
    assert run("draw", "A -> B {", "--output", "a.txt") == 2
    assert Path("a.txt").read_text("utf-8") == "old"


def test_writes_png(run: Run) -> None:
    need_png()
    assert run("draw", "A -> B", "--format", "png", "--output", "a.png") == 0
    assert Path("a.png").read_bytes().startswith(b"\x89PNG")


def test_png_wants_a_file(run: Run, capsys: Captured) -> None:
    assert run("draw", "A -> B", "--format", "png") == 2
    assert "--output" in capsys.readouterr().err


def test_a_fault_in_notation_is_shown_with_its_place(run: Run, capsys: Captured) -> None:
    assert run("draw", "A -> B\nB -> C {shap: circle}") == 2
    message = capsys.readouterr().err
    assert "line 2" in message
    assert "B -> C {shap: circle}" in message


def test_too_narrow_a_width_names_the_smallest_that_works(run: Run, capsys: Captured) -> None:
    words = ("draw", "A {\n  B {\n    C {\n      left -> right\n    }\n  }\n}")
    assert run(*words, "--width", "12") == 2
    smallest = int(capsys.readouterr().err.rsplit(" ", 1)[1])
    assert run(*words, "--width", str(smallest - 1)) == 2
    assert run(*words, "--width", str(smallest)) == 0


def test_prose_without_a_model_says_what_to_do(run: Run, capsys: Captured) -> None:
    assert run("draw", "the client asks the server") == 2
    assert "notation" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "   \n"])
def test_nothing_to_draw_is_an_error(run: Run, capsys: Captured, text: str) -> None:
    assert run("draw", text) == 2
    assert "nothing to draw" in capsys.readouterr().err


def test_an_unknown_flag_value_is_an_error(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("draw", "A -> B", "--format", "gif")
    assert ended.value.code == 2


def test_a_width_out_of_bounds_is_an_error(run: Run, capsys: Captured) -> None:
    assert run("draw", "A -> B", "--width", "3") == 2
    assert "--width" in capsys.readouterr().err


def test_a_height_out_of_bounds_is_an_error(run: Run, capsys: Captured) -> None:
    assert run("draw", "a cat", "--style", "ascii_art", "--height", "0") == 2
    assert "1 to 200" in capsys.readouterr().err


def batch(run: Run, capsys: Captured, *items: object) -> list[dict[str, object]]:
    lines = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in items)
    assert run("draw", "--batch", stdin=lines) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_batch_answers_every_line_in_order(run: Run, capsys: Captured) -> None:
    graph = {
        "direction": "LR",
        "width": 40,
        "kind": "graph",
        "nodes": [{"id": "a", "label": "Parse"}, {"id": "b", "label": "日本"}],
        "edges": [{"from": "a", "to": "b", "label": "ok"}],
    }
    first, second, third = batch(
        run,
        capsys,
        {"name": "one", "graph": graph},
        {"name": "two", "text": "A -> B", "width": 20},
        {"name": "three", "text": "A -> B {x"},
    )
    assert (first["name"], first["error"]) == ("one", "")
    assert "Parse" in str(first["output"])
    assert "日本" in str(first["output"])
    assert second["name"] == "two"
    assert max(map(len, str(second["output"]).splitlines())) <= 20
    assert third["output"] == ""
    assert "line 1" in str(third["error"])


def test_batch_survives_bad_lines(run: Run, capsys: Captured) -> None:
    answers = batch(
        run,
        capsys,
        "not json",
        "[1, 2]",
        {"name": 3},
        {"name": "w", "text": "A -> B", "width": "wide"},
        {"name": "g", "graph": {"nodes": [{"id": "a"}], "edges": [{"from": "a", "to": "nobody"}]}},
        {"name": "ok", "text": "A -> B"},
    )
    assert len(answers) == 6
    assert all(answer["error"] for answer in answers[:5])
    assert answers[5]["error"] == ""


def test_a_batch_answers_every_line_whatever_it_holds(run: Run, capsys: Captured) -> None:
    lines = (
        '{"name": "\\ud800", "text": "A -> B"}',
        '{"name": "x", "text": "A -> \\ud800"}',
        '{"name": ' + "9" * 5000 + "}",
        "[" * 10_000,
        '{"name": "last", "text": "A -> B"}',
    )
    assert run("draw", "--batch", stdin="\n".join(lines)) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [bool(answer["error"]) for answer in answers] == [False, True, True, True, False]
    assert (answers[0]["name"], answers[-1]["name"]) == ("\ud800", "last")


def test_a_fault_of_the_engine_costs_a_batch_one_line(
    run: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ascii_diagram import drawing

    draw = drawing.draw_diagram
    faults = iter([ZeroDivisionError("oops")])

    def fail_once(diagram: Diagram, options: DrawingOptions) -> str:
        for fault in faults:
            raise fault
        return draw(diagram, options)

    monkeypatch.setattr(drawing, "draw_diagram", fail_once)
    assert run("draw", "--batch", stdin='{"text": "A -> B"}\n' * 2) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert "ZeroDivisionError" in first["error"]
    assert "A" in second["output"]
