from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.cli import main
from asciidoc_train.evaluation import evaluate_stage, sample_stage
from asciidoc_train.evaluation.attempts import read_drawn
from asciidoc_train.evaluation.models import Abilities, EvaluatedModel, Writer, find_model
from asciidoc_train.evaluation.replies import CachedBackend, ReplyCache

from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling

ROWS = [
    (
        "please draw that the API reads the cache and the cache reads the disk",
        "API -> cache\ncache -> disk",
    ),
    ("users call the shop and the shop calls the bank", "users -> shop: call\nshop -> bank: calls"),
    ("the moon pulls the sea and the sea wets the beach", "moon -> sea: pulls\nsea -> beach: wets"),
]
CELLS = ("grid in one row: red, green, blue", "grid-columns: 3\nred\ngreen\nblue")


class CannedBackend:
    """Answers with what it was given, and counts how often it was asked."""

    identity = "canned"

    def __init__(self, replies: dict[str, str]) -> None:
        self.replies = replies
        self.asked: list[tuple[str, Sampling]] = []

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        for index, request in enumerate(requests):
            self.asked.append((request.prompt, sampling))
            text = self.replies.get(request.prompt)
            if text is None:
                yield index, Failure("the model did not finish within 640 tokens")
            else:
                yield index, Reply(text, self.identity, 10, 0.5)

    def close(self) -> None:
        pass


def graph(edges: str) -> str:
    return f"direction: right\n{edges}"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    rows = [(prompt, graph(edges), "flow", "explicit") for prompt, edges in ROWS]
    rows += [(*CELLS, "grid", "explicit"), ("our tides", graph("moon -> sea"), "flow", "topic")]
    path = tmp_path / "dev.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for prompt, notation, kind, asks in rows:
            row = {"prompt": prompt, "notation": notation, "kind": kind, "asks": asks}
            row |= {"difficulty": "beginner", "origin": "authored"}
            file.write(json.dumps(row) + "\n")
    return path


@pytest.fixture
def canned(monkeypatch: pytest.MonkeyPatch) -> CannedBackend:
    backend = CannedBackend(
        {
            ROWS[0][0]: graph(ROWS[0][1]),
            ROWS[1][0]: graph("users -> shop: call\nbank -> shop: calls"),
            CELLS[0]: CELLS[1],
            "our tides": graph("moon -> sea: pulls"),
        }
    )
    writer = Writer(lambda: backend, ())
    abilities = Abilities(("raw", "grammar", "product"), {"raw": writer, "grammar": writer})
    model = EvaluatedModel("canned", "canned@1", None, lambda: abilities)
    for stage in (evaluate_stage, sample_stage):
        monkeypatch.setattr(stage, "find_model", lambda *_: model)
    return backend


def evaluate(prompts: Path, work: Path, *more: str) -> int:
    settings = [f"prompts={prompts}", f"train=[{prompts}]", "models=[rules, shipped]", *more]
    words = [word for setting in settings for word in ("--set", setting)]
    return main(["evaluate", "--work", str(work), "--quiet", *words])


def report(work: Path) -> Any:
    return json.loads((work / "reports" / "evaluate.json").read_text("utf-8"))


def test_variants_stand_in_one_table_with_bars_and_misses(
    prompts: Path, tmp_path: Path, canned: CannedBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "w"
    assert evaluate(prompts, work) == 0
    found = report(work)
    assert list(found["variants"]) == ["rules", "canned raw", "canned grammar", "canned product"]
    raw = found["variants"]["canned raw"]
    assert raw["figures"]["all"]["all"]["parse"] == 0.8
    assert raw["figures"]["asks"]["explicit"]["exact"] == 0.5
    assert raw["figures"]["asks"]["topic"]["concepts"] == 1
    assert raw["misses"]["wrong direction"]["rows"] == 1
    assert raw["misses"]["not stopping"]["rows"] == 1
    assert found["variants"]["rules"]["figures"]["all"]["all"]["exact_of_answered"] == 1
    bars = {f"{bar['group']} {bar['figure']}": bar for bar in found["bars"]["canned product"]}
    assert bars["asks=topic concepts"]["met"] is True
    assert bars["asks=explicit exact"]["met"] is True
    assert bars["all parse"]["met"] is False
    assert bars["style=hybrid sound"]["met"] is None
    out = capsys.readouterr().out
    assert "NOT MET" in out
    table = (work / "evaluate" / "table.md").read_text("utf-8")
    assert "| canned product |" in table
    assert "## Bars: canned product" in table


def test_each_answer_can_be_read_with_its_gold(
    prompts: Path, tmp_path: Path, canned: CannedBackend
) -> None:
    work = tmp_path / "w"
    evaluate(prompts, work)
    lines = (work / "evaluate" / "canned-raw.jsonl").read_text("utf-8").splitlines()
    answers = {line["prompt"]: line for line in map(json.loads, lines)}
    wrong = answers[ROWS[1][0]]
    assert wrong["reply"] == canned.replies[ROWS[1][0]]
    assert wrong["gold"] == graph(ROWS[1][1])
    assert wrong["misses"] == [{"kind": "wrong direction", "what": "bank -> shop for shop -> bank"}]
    assert answers[ROWS[2][0]]["parsed"] is False


def test_a_second_run_asks_for_nothing(
    prompts: Path, tmp_path: Path, canned: CannedBackend
) -> None:
    work = tmp_path / "w"
    evaluate(prompts, work)
    first, figures = len(canned.asked), report(work)["variants"]["canned product"]
    assert first > 0
    evaluate(prompts, work)
    assert len(canned.asked) == first
    assert report(work)["variants"]["canned product"] == figures


def test_half_a_line_in_the_cache_is_asked_again(
    prompts: Path, tmp_path: Path, canned: CannedBackend
) -> None:
    work = tmp_path / "w"
    evaluate(prompts, work, "decodings=[raw]")
    cache = work / "evaluate" / "replies.jsonl"
    cache.write_bytes(cache.read_bytes()[:-20])
    canned.asked.clear()
    assert evaluate(prompts, work, "decodings=[raw]") == 0
    assert len(canned.asked) == 1


def test_what_was_not_asked_for_want_of_time_is_asked_later(tmp_path: Path) -> None:
    request = Request(ROWS[0][0])
    answers = [Failure("out of time"), Reply("a -> b", "slow", 3, 0.1)]

    class Slow(CannedBackend):
        def complete(self, *asked: Any, **how: Any) -> Iterator[tuple[int, Reply | Failure]]:
            yield 0, answers.pop(0)

    cache = ReplyCache(tmp_path / "replies.jsonl")
    backend = CachedBackend("slow", cache, lambda: Slow({}))
    ((_, first),) = backend.complete([request], deadline=time.monotonic() - 1)
    ((_, second),) = backend.complete([request])
    ((_, kept),) = backend.complete([request], deadline=time.monotonic() - 1)
    assert isinstance(first, Failure)
    assert isinstance(second, Reply)
    assert kept == second


def test_a_subset_is_taken_evenly(prompts: Path, tmp_path: Path, canned: CannedBackend) -> None:
    evaluate(prompts, tmp_path / "w", "limit=2", "decodings=[raw]")
    assert [prompt for prompt, _ in canned.asked] == [ROWS[0][0], ROWS[2][0]]


def test_the_product_asks_again_and_its_tries_are_counted(
    prompts: Path, tmp_path: Path, canned: CannedBackend
) -> None:
    canned.replies[ROWS[0][0]] = graph("fish -> bird")
    work = tmp_path / "w"
    evaluate(prompts, work, "decodings=[product]")
    lines = (work / "evaluate" / "canned-product.jsonl").read_text("utf-8").splitlines()
    answers = {line["prompt"]: line for line in map(json.loads, lines)}
    assert answers[ROWS[0][0]]["tries"] == 3
    assert answers[ROWS[0][0]]["tokens"] == 30
    assert report(work)["variants"]["canned product"]["figures"]["all"]["all"]["retries"] > 0


def test_bars_may_be_required(prompts: Path, tmp_path: Path, canned: CannedBackend) -> None:
    assert evaluate(prompts, tmp_path / "w", "require_bars=true") == 1


def test_answers_out_of_the_training_data_are_leaks(
    prompts: Path, tmp_path: Path, canned: CannedBackend
) -> None:
    canned.replies[ROWS[0][0]] = graph(ROWS[1][1])
    work = tmp_path / "w"
    evaluate(prompts, work, "decodings=[raw]")
    assert report(work)["variants"]["canned raw"]["leaks"] == 1


def test_bad_rows_and_models_are_named(
    prompts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(prompts, tmp_path / "w", "models=[nowhere.gguf]") == 2
    assert "nowhere.gguf" in capsys.readouterr().err
    with prompts.open("a") as file:
        file.write("{}\n")
    assert evaluate(prompts, tmp_path / "w") == 2
    assert "dev.jsonl:6" in capsys.readouterr().err


def test_a_model_in_the_working_folder_is_found(tmp_path: Path) -> None:
    best = tmp_path / "train" / "smoke" / "best"
    best.mkdir(parents=True)
    (best / "config.json").write_text("{}")
    (best / "model.safetensors").write_bytes(b"weights")
    model = find_model("work:train/smoke", tmp_path, 1)
    assert model.name == "smoke/best"
    (best / "model.safetensors").write_bytes(b"other weights")
    assert find_model("work:train/smoke", tmp_path, 1).identity != model.identity


@pytest.mark.parametrize("words", [["infer", "a -> b"], ["export"]])
def test_without_a_run_it_says_how_to_get_one(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--quiet", "--work", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path / "train") in said
    assert "asciidoc-train train" in said


def test_a_drawing_that_a_model_made_is_read() -> None:
    drawing = "```text\n┌───┐   ┌───┐\n│ a ├──►│ b │\n└───┘   └───┘\n```"
    attempt = read_drawn(Reply(drawing, "m", 30, 1.0))
    assert attempt.notation == graph("a -> b")
    assert read_drawn(Reply("no drawing at all", "m", 3, 1.0)).diagram is None


def test_samples_show_drawings_with_scores_only_where_gold_is_known(
    prompts: Path, tmp_path: Path, canned: CannedBackend
) -> None:
    canned.replies["two boxes"] = graph("left -> right")
    settings = [f"rows={prompts}", "prompts=[{prompt: two boxes}]", "per_style=5"]
    words = [word for setting in settings for word in ("--set", setting)]
    work = tmp_path / "w"
    assert main(["sample", "--work", str(work), "--quiet", *words]) == 0
    page = (work / "sample" / "samples.md").read_text("utf-8")
    _, free, *rest = page.split("\n> ")
    assert "│ left ├" in free
    assert "exact" not in free
    assert sum("exact" in part for part in rest) == 3
    assert "no drawing" in page
    again = tmp_path / "again"
    main(["sample", "--work", str(again), "--quiet", *words])
    assert (again / "sample" / "samples.md").read_text("utf-8") == page


def test_listed_concepts_count_whatever_the_boxes_are_called(
    prompts: Path, tmp_path: Path, canned: CannedBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    concepts = tmp_path / "concepts.yaml"
    concepts.write_text("our tides: [moon, sea | ocean, sun, gravity | pull]\n", "utf-8")
    work = tmp_path / "w"
    assert evaluate(prompts, work, f"concepts={concepts}", "decodings=[raw]") == 0
    figures = report(work)["variants"]["canned raw"]["figures"]
    assert figures["asks"]["topic"]["concepts"] == 0.75
    assert figures["asks"]["explicit"]["concepts"] == 0.75  # of the gold names: one is unanswered
    concepts.write_text("our tides: moon\n", "utf-8")
    assert evaluate(prompts, work, f"concepts={concepts}") == 2
    assert "concepts.yaml:1" in capsys.readouterr().err
