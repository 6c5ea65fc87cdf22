"""A picture model is trained, exported in all forms, and draws the same with each."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.evaluation.models import find_model
from asciidoc_train.execution import ConfigSource, run_stage
from asciidoc_train.fine_tuning.checkpoints import TrainedRun
from asciidoc_train.stage import Job
from asciidoc_train.stages import load_stage

from ascii_diagram.resolve.request import Request, Sampling
from tests.training.picture_rows import boxes
from tests.training.sample_rows import write
from tests.training.tuning_runs import train

for _package in ("torch", "transformers", "gguf", "llama_cpp"):
    pytest.importorskip(_package, reason=f"not installed (extra `tune`): {_package}")

from asciidoc_train.errors import ConfigError, ExportError  # noqa: E402
from asciidoc_train.export.config import ExportConfig, ParityConfig  # noqa: E402
from asciidoc_train.export.export_stage import ExportStage  # noqa: E402
from asciidoc_train.pictures.decoding import draw_picture  # noqa: E402
from asciidoc_train.pictures.loaded_models import LlamaPictures, TorchPictures  # noqa: E402

ROWS = boxes(6)
FORMS = ("float", "int8", "int4", "f16", "q8_0")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    change = {"base": "pictures", "pictures.size": "smoke", "pictures.tick": 4, "epochs": 120}
    sizes: dict[str, Any] = {
        "pictures.widest": 24,
        "pictures.tallest": 8,
        "average_decay": 0,
        "repeats": [],
    }
    return train(
        tmp_path_factory.mktemp("run"), {**change, **sizes}, rows=ROWS, profile="char-tiny"
    )


@pytest.fixture(scope="module")
def exported(run: TrainedRun, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    work = tmp_path_factory.mktemp("export")
    config = ExportConfig(
        model=run.folder,
        name="boxes",
        gguf=("f16", "q8_0"),
        parity=ParityConfig(rows=write(work / "asked.jsonl", ROWS), prompts=6),
    )
    outcome = ExportStage().run(config, Job(work))
    assert outcome.sound
    return work / "export/boxes", outcome.report


def _open(folder: Path, form: str) -> TorchPictures | LlamaPictures:
    if form in ("f16", "q8_0"):
        return LlamaPictures(folder / f"boxes-{form}.gguf")
    return TorchPictures(folder / form)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_draws_what_was_learned(exported: tuple[Path, Any], form: str) -> None:
    model = _open(exported[0], form)
    try:
        drawn = [draw_picture(model, row.request()).lines for row in ROWS]
    finally:
        model.close()
    wanted = [tuple(row.notation.split("\n")[1:-1]) for row in ROWS]
    if form == "int4":  # four bits of a model this small lose something
        assert sum(one == other for one, other in zip(drawn, wanted, strict=True)) >= 3
    else:
        assert drawn == wanted


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("width", "height"), [(1, 1), (4, 2), (7, 5), (24, 1)])
@pytest.mark.parametrize("temperature", [0.0, 3.0])
def test_every_form_keeps_to_width_and_height(
    exported: tuple[Path, Any], form: str, width: int, height: int, temperature: float
) -> None:
    model = _open(exported[0], form)
    try:
        request = Request("a box with 44444", "ascii_art", width, height=height)
        lines = draw_picture(model, request, Sampling(temperature, 5)).lines
    finally:
        model.close()
    assert 1 <= len(lines) <= height
    assert max(map(len, lines)) <= width


def test_golden_pictures_and_manifest_are_written(exported: tuple[Path, Any]) -> None:
    folder, report = exported
    golden = json.loads((folder / "golden.json").read_text("utf-8"))
    assert golden[2]["lines"] == ROWS[2].notation.split("\n")[1:-1]
    for form in ("float", "f16", "int8", "q8_0"):
        assert report["agreement"][form]["same_pictures"] == len(ROWS)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    kinds = {file["kind"] for file in manifest["files"]}
    assert kinds == set(FORMS)
    sizes = {
        file["kind"]: file["bytes"]
        for file in manifest["files"]
        if file["file"].endswith("safetensors")
    }
    assert sizes["int4"] < sizes["int8"] < sizes["float"] / 3


@pytest.mark.parametrize("form", ["best", "int8", "f16"])
def test_all_of_them_are_asked_with_infer(
    run: TrainedRun, exported: tuple[Path, Any], tmp_path: Path, form: str
) -> None:
    places = {
        "best": run.best,
        "int8": exported[0] / "int8",
        "f16": exported[0] / "boxes-f16.gguf",
    }
    said = argparse.Namespace(prompts=[ROWS[3].prompt], model=places[form])
    source = ConfigSource(overrides=("style=ascii_art", "width=20", "height=3"))
    report: Any = run_stage(load_stage("infer"), source, Job(tmp_path, arguments=said)).report
    (answer,) = report["answers"]
    assert answer["drawing"].split("\n")[1].strip("|") == "3333"


def test_checkpoints_and_files_can_be_decoded_alike(
    run: TrainedRun, exported: tuple[Path, Any]
) -> None:
    for place in (run.best, exported[0] / "int8", exported[0] / "boxes-f16.gguf"):
        model = find_model(str(place), run.folder, 1)
        assert model.decodings == ("raw", "product")
        assert {"asciidoc_train.pictures.room", "asciidoc_train.pictures.decoding"} <= set(
            model.abilities.writers["raw"].code
        )
        assert model.key("raw").startswith(model.identity)


def test_a_damaged_export_is_refused(exported: tuple[Path, Any], tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((exported[0] / "int8" / name).read_bytes())
    whole = (exported[0] / "int8/model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ExportError, match="cannot be loaded"):
        TorchPictures(tmp_path)


def test_a_model_of_notation_is_no_picture_model(tmp_path: Path) -> None:
    from tests.training.tiny_models import save_tiny

    save_tiny(tmp_path)
    with pytest.raises(ExportError, match="no picture model"):
        TorchPictures(tmp_path)


def test_a_picture_model_is_not_shipped_to_the_product(run: TrainedRun, tmp_path: Path) -> None:
    job = Job(tmp_path, arguments=argparse.Namespace(ship="f16"))
    with pytest.raises(ConfigError, match="not for picture models"):
        ExportStage().run(ExportConfig(model=run.folder), job)


def test_adapters_on_random_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="needs the method `full`"):
        train(tmp_path, {"base": "pictures", "method": "lora"}, profile="char-tiny")


def test_runs_of_other_bases_do_not_depend_on_picture_sizes(tmp_path: Path) -> None:
    """So a run that was begun before there were any goes on."""
    assert "pictures" not in train(tmp_path, {"max_steps": 1}).profile
    sizes = {"base": "pictures", "pictures.size": "smoke", "max_steps": 1}
    assert train(tmp_path, sizes, rows=ROWS, name="drawn").profile["pictures"]
