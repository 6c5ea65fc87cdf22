from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from asciidoc_train.cli import main
from asciidoc_train.errors import ConfigError
from asciidoc_train.execution import CONFIGS
from asciidoc_train.topics import Quotas, allot, load_topics, parts
from hypothesis import given, settings
from hypothesis import strategies as st

SHIPPED = CONFIGS.parent / "data" / "topics.yaml"
SMALL = """
fields:
  science:
    share: 0.5
    required: {physics: [Tides, Rainbow]}
    supplemental: {chemistry: [Rust]}
    held_out: {physics: [Comet]}
  software:
    share: 0.5
    required: {web: [Login]}
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_topics_cover_all_fields() -> None:
    topics = list(load_topics(SHIPPED).topics())
    assert len(topics) >= 150
    assert Counter(t.field for t in topics).keys() == {"science", "engineering", "software"}
    for field in ("science", "engineering", "software"):
        own = [t for t in topics if t.field == field]
        assert any(t.required for t in own)
        assert any(t.held_out for t in own)


def test_required_topics_come_first_and_held_out_ones_get_their_share(tmp_path: Path) -> None:
    counts = allot(load_topics(written(tmp_path / "t.yaml", SMALL)), Quotas(100, 0.8, 0.1, 1))
    assert {topic.name: n for topic, n in counts.items()} == {
        "Tides": 18,
        "Rainbow": 18,
        "Rust": 9,
        "Comet": 5,
        "Login": 50,
    }


@settings(max_examples=40)
@given(st.integers(1, 3000), st.floats(0, 1), st.floats(0, 0.5), st.integers(0, 9))
def test_quotas_add_up(rows: int, required: float, held_out: float, seed: int) -> None:
    quotas = Quotas(rows, required, held_out, seed)
    counts = allot(load_topics(SHIPPED), quotas)
    assert sum(counts.values()) == rows
    assert min(counts.values()) >= 0
    assert counts == allot(load_topics(SHIPPED), quotas)


@given(st.integers(0, 1000), st.lists(st.floats(0.01, 1), min_size=1, max_size=6))
def test_parts_add_up_and_are_near_the_exact_ones(total: int, shares: list[float]) -> None:
    whole = parts(total, shares)
    assert sum(whole) == total
    for number, share in zip(whole, shares, strict=True):
        assert abs(number - total * share / sum(shares)) <= 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("share: 0.5", "share: 0.6", "add up to 1.2"),
        ("[Login]", "[tides]", "`tides` stands there twice"),
        ("[Login]", "[]", "has no topics"),
        ("[Login]", "[x]", "at least 3 characters"),
        ("required: {web", "requird: {web", "did you mean `required`?"),
    ],
)
def test_a_wrong_topic_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"t\.yaml") as raised:
        load_topics(written(tmp_path / "t.yaml", SMALL.replace(old, new)))
    assert message in str(raised.value)


def test_the_stage_writes_what_each_topic_gets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "t.yaml", SMALL)
    config = written(tmp_path / "topics.yaml", "topics: t.yaml\nrows: 10\n")
    assert main(["topics", "--config", str(config), "--work", str(tmp_path / "w"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows_by_field"] == {"science": 5, "software": 5}
    listed = json.loads((tmp_path / "w" / "topics" / "allotments.json").read_text("utf-8"))
    assert sum(entry["rows"] for entry in listed) == 10
