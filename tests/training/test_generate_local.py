from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from asciidoc_train.cli import main
from asciidoc_train.execution import CONFIGS
from asciidoc_train.generation.flows import tell_flow
from asciidoc_train.generation.local import template_row
from asciidoc_train.generation.personas import load_personas, persona_sets
from asciidoc_train.generation.template_library import template_library
from asciidoc_train.generation.wording import Speaker, is_plural, join
from asciidoc_train.row_checks import check_row
from asciidoc_train.stages import STAGES

from ascii_diagram import notation
from ascii_diagram.diagram import Graph

TOPICS = """
fields:
  science: {share: 0.5, required: {physics: [Tides]}, held_out: {physics: [Comet]}}
  software: {share: 0.5, required: {web: [Login]}}
"""


def generated(folder: Path, rows: int = 40) -> list[dict[str, str]]:
    (folder / "t.yaml").write_text(TOPICS, "utf-8")
    (folder / "topics.yaml").write_text(f"topics: t.yaml\nrows: {rows}\n", "utf-8")
    (folder / "generate.yaml").write_text("teacher: local\n", "utf-8")
    for stage in ("topics", "generate"):
        config = str(folder / f"{stage}.yaml")
        assert main([stage, "--config", config, "--work", str(folder / "w"), "--quiet"]) == 0
    text = (folder / "w" / "generate" / "rows.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_rows_say_that_they_are_from_templates(tmp_path: Path) -> None:
    rows = generated(tmp_path)
    assert len(rows) == 39  # one is held out
    assert {row["origin"] for row in rows} == {"template"}
    assert not any(row.get("topic") or row.get("author") or row.get("persona") for row in rows)
    assert len({row["prompt"] for row in rows}) == 39


def test_the_same_seed_gives_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert generated(tmp_path / "a") == generated(tmp_path / "b")


def test_there_are_several_hundred_patterns_and_no_two_alike() -> None:
    library = template_library()
    for lines in library.patterns.values():
        assert len(set(lines)) == len(lines)
    patterns = sum(map(len, library.patterns.values()))
    assert patterns >= 300
    told = " ".join((CONFIGS.parent / "README.md").read_text("utf-8").split())
    assert f"graphs of {len(library.worlds)} small worlds" in told
    assert f"in {patterns} sentence patterns" in told


def test_every_template_row_is_right_and_names_what_it_shows() -> None:
    library, chance = template_library(), random.Random(5)
    kinds: Counter[str] = Counter()
    for _ in range(250):
        row = template_row(chance.choice(("science", "engineering", "software")), library, chance)
        assert row is not None
        check = check_row(row)
        assert check.faults == (), row
        assert not [remark for remark in check.remarks if remark.startswith("invented")], row
        assert "{" not in row.prompt
        kinds[row.kind] += 1
    assert kinds.keys() == {"flow", "state", "sequence", "grid", "cycle", "tree"}


def test_every_world_is_told_with_every_link_once() -> None:
    library, chance = template_library(), random.Random(3)
    for name, world in library.worlds.items():
        for link in world.links:
            assert link.split(" ")[1] in library.verbs, (name, link)
        for _ in range(5):
            prompt, graph = tell_flow(world, library, chance)
            assert len(set(graph.edges)) == len(graph.edges)
            for node in graph.nodes:
                assert node.id in prompt or node.id.lower() in prompt.lower(), prompt
            assert notation.parse(notation.print_arrow(graph)) == graph


def test_edges_stand_in_the_order_of_their_mention() -> None:
    library, chance = template_library(), random.Random(11)
    world = library.worlds["web shop"]
    for _ in range(30):
        prompt, graph = tell_flow(world, library, chance)
        assert isinstance(graph, Graph)
        firsts = [min(prompt.find(edge.source), prompt.find(edge.target)) for edge in graph.edges]
        assert firsts[0] == min(firsts)


def test_words_agree() -> None:
    assert is_plural("clouds")
    assert is_plural("dragonfly larvae")
    assert not is_plural("CRM")
    assert not is_plural("glass")
    assert not is_plural("nucleus")
    assert join(["a calls b", ", which calls c", ". the d"]) == "a calls b, which calls c. The d"
    speaker = Speaker(random.Random(1))
    assert speaker.enumerate(["a"]) == "a"


def test_both_published_sets_have_eight_personas() -> None:
    assert {"tutors", "specialists", "maintainers"} == set(persona_sets())
    assert len(load_personas(["tutors"])) == len(load_personas(["specialists"])) == 8
    everyone = load_personas(persona_sets())
    assert len({persona.id for persona in everyone}) == len(everyone) == 15


def test_generate_needs_the_topics_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "--work", str(tmp_path)]) == 2
    assert "asciidoc-train topics" in capsys.readouterr().err


def test_every_stage_has_a_plan_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out
    for name in STAGES:
        assert f"  {name} " in listed
