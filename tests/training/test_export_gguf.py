"""Whole models as GGUF: llama.cpp computes what transformers does."""

from __future__ import annotations

import ctypes
import json
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from tests.training.tiny_models import SPECIALS, round_trip, save_tiny

for package in ("torch", "transformers", "gguf", "llama_cpp"):
    pytest.importorskip(package, reason=f"{package} is not installed (extra `train`)")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from ascii_diagram_models.engine import Context, Model  # noqa: E402
from asciidoc_train.cli import main  # noqa: E402
from asciidoc_train.errors import ExportError, StoreError  # noqa: E402
from asciidoc_train.export.gguf_model import GgufDetails, write_gguf  # noqa: E402
from asciidoc_train.export.recipes import quantise, tensor_type  # noqa: E402

TEXTS = [
    "the client asks the server",
    "draw 2024 boxes,  3.14 wide\nand 10 ²½ high",
    "def f(x):\n    return x**2\n\n\n\tdone  42\r\n",
    "naïve café 中文日本 👩‍💻 ┌──┐ │ ▼ e\u0301 \u00a0 \u200b ﬁ",
    "I'll DON'T we've 'S  'tis",
    "<|im_start|>user\nwater  cycle 12<|im_end|>\n<|im_start|>assistant\n",
    "  leading,   and trailing   ",
    "",
]
FAMILIES: dict[str, dict[str, Any]] = {
    "llama, tied": {"family": "llama"},
    "llama, own output layer, biases": {
        "family": "llama",
        "tie_word_embeddings": False,
        "attention_bias": True,
    },
    "llama 3 position scaling": {
        "family": "llama",
        "rules": "llama-bpe",
        "max_position_embeddings": 2048,
        "rope_parameters": {
            "rope_type": "llama3",
            "rope_theta": 500000.0,
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 256,
        },
    },
    "qwen3, tied": {"family": "qwen3", "rules": "qwen2"},
    "qwen3, spare rows": {"family": "qwen3", "rules": "qwen2", "vocab_size": 448},
}


def logits_of_llama(path: Path, tokens: list[int]) -> Any:
    model = Model(path)
    try:
        context = Context(model, threads=1, tokens=512)
        logits = context.start(tuple(tokens[:1]), tuple(tokens[1:])).copy()
        context.close()
    finally:
        model.close()
    return logits


def logits_of_transformers(model: Any, tokens: list[int]) -> Any:
    with torch.no_grad():
        return model(torch.tensor([tokens])).logits[0, -1].numpy()


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any, Any]:
    folder = tmp_path_factory.mktemp("models") / "llama"
    return folder, *save_tiny(folder)


@pytest.mark.parametrize("name", FAMILIES)
def test_f32_file_computes_what_transformers_does(tmp_path: Path, name: str) -> None:
    model, tokenizer = save_tiny(tmp_path / "hf", **FAMILIES[name])
    write_gguf(tmp_path / "hf", tmp_path / "m.gguf", "f32")
    tokens = tokenizer(" ".join(TEXTS) * 3).input_ids[:400]
    ours, theirs = (
        logits_of_llama(tmp_path / "m.gguf", tokens),
        logits_of_transformers(model, tokens),
    )
    assert np.ptp(theirs) > 3
    # llama.cpp keeps keys and values as float16
    assert np.abs(ours - theirs).max() < 0.01


@pytest.mark.parametrize(("kind", "most"), [("f16", 0.02), ("q8_0", 0.6), ("q4_0", 4.0)])
def test_smaller_files_compute_nearly_that(
    tmp_path: Path, llama: tuple[Path, Any, Any], kind: Any, most: float
) -> None:
    folder, model, tokenizer = llama
    write_gguf(folder, tmp_path / "m.gguf", kind)
    tokens = tokenizer(TEXTS[0]).input_ids
    theirs = logits_of_transformers(model, tokens)
    assert np.abs(logits_of_llama(tmp_path / "m.gguf", tokens) - theirs).max() < most


@pytest.mark.parametrize("kind", ["q4_0", "q8_0", "q5_0"])
def test_blocks_are_those_of_ggml_bit_by_bit(kind: Any) -> None:
    import llama_cpp

    path = next(Path(llama_cpp.__file__).parent.glob("lib/*ggml-base.*"), None)
    if path is None:
        pytest.skip("ggml has no library of its own here")
    reference = getattr(ctypes.CDLL(str(path)), f"quantize_row_{kind}_ref")
    values = np.random.default_rng(5).normal(0, 0.1, (64, 576)).astype(np.float32)
    values[0] = 0
    values[1, :32] = [1, -1] * 16  # two values of the largest magnitude
    expected = np.zeros(quantise(values, tensor_type(kind)).shape, np.uint8)
    float_pointer, void_pointer = ctypes.POINTER(ctypes.c_float), ctypes.c_void_p
    reference.argtypes = [float_pointer, void_pointer, ctypes.c_int64]
    reference(values.ctypes.data_as(float_pointer), expected.ctypes.data, values.size)
    assert (quantise(values, tensor_type(kind)) == expected).all()


def test_q4_0_rounds_as_documented() -> None:
    values = np.random.default_rng(6).normal(0, 1, (8, 64)).astype(np.float32)
    expected = np.empty_like(values)
    for row, out in zip(values.reshape(-1, 32), expected.reshape(-1, 32), strict=True):
        largest = row[np.abs(row).argmax()]
        scale = np.float32(largest / np.float32(-8))
        steps = np.minimum(15, np.trunc(row * (np.float32(1) / scale) + np.float32(8.5)))
        out[:] = np.float32(np.float16(scale)) * (steps - 8)
    assert (round_trip(values, "q4_0") == expected).all()


def test_q4_0_file_computes_with_the_rounded_weights(
    tmp_path: Path, llama: tuple[Path, Any, Any]
) -> None:
    """What training that rounds its weights sees is what llama.cpp computes with."""
    folder, model, tokenizer = llama
    rounded = type(model)(model.config).eval()
    rounded.load_state_dict(model.state_dict())
    with torch.no_grad():
        for name, weight in rounded.named_parameters():
            if weight.ndim == 2:
                kind = "q8_0" if "embed_tokens" in name else "q4_0"
                weight.copy_(torch.from_numpy(round_trip(weight.numpy(), kind)))
    write_gguf(folder, tmp_path / "m.gguf", "q4_0")
    tokens = tokenizer(TEXTS[0]).input_ids
    ours = logits_of_llama(tmp_path / "m.gguf", tokens)
    # llama.cpp rounds activations to eight bits on top
    assert np.abs(ours - logits_of_transformers(rounded, tokens)).max() < 0.3


def test_embedding_may_be_stored_otherwise(tmp_path: Path, llama: tuple[Path, Any, Any]) -> None:
    types = write_gguf(llama[0], tmp_path / "m.gguf", "q4_0", embedding="q5_0")
    assert types == {"f32": 5, "q4_0": 14, "q5_0": 1}


@pytest.mark.parametrize("kind", ["q4_k_m", "iq4_nl"])
def test_llama_cpp_makes_the_other_kinds(
    tmp_path: Path, llama: tuple[Path, Any, Any], kind: Any
) -> None:
    types = write_gguf(llama[0], tmp_path / "out" / "m.gguf", kind, embedding="q8_0")
    assert "f16" not in types
    assert types["q8_0"] >= 1
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["m.gguf"]
    assert np.isfinite(logits_of_llama(tmp_path / "out" / "m.gguf", [5, 6, 7])).all()


@pytest.mark.parametrize("rules", ["gpt-2", "smollm", "qwen2", "llama-bpe"])
def test_both_tokenise_alike(tmp_path: Path, rules: str) -> None:
    _, tokenizer = save_tiny(tmp_path / "hf", rules=rules)
    write_gguf(tmp_path / "hf", tmp_path / "m.gguf")
    model = Model(tmp_path / "m.gguf", vocabulary_only=True)
    try:
        assert model.metadata("tokenizer.ggml.pre") == rules
        for text in TEXTS:
            theirs = tokenizer(text, add_special_tokens=False).input_ids
            assert model.tokenize(text, control=True) == theirs, text
        assert [len(model.tokenize(word, control=True)) for word in SPECIALS] == [1, 1, 1]
        assert len(model.tokenize("<|im_end|>")) > 1  # written by a user, it is plain text
        assert model.ends(2)
        assert not model.ends(5)
    finally:
        model.close()


def test_header_says_what_the_local_backend_reads(
    tmp_path: Path, llama: tuple[Path, Any, Any]
) -> None:
    details = GgufDetails(name="tiny", styles=("tui_flow", "hybrid"), licence="Apache-2.0")
    write_gguf(llama[0], tmp_path / "m.gguf", details=details)
    model = Model(tmp_path / "m.gguf")
    try:
        assert model.metadata("ascii_diagram.styles") == "tui_flow hybrid"
        assert model.metadata("general.license") == "Apache-2.0"
        assert "im_start" in (model.metadata("tokenizer.chat_template") or "")
        assert model.trained_context == 1024
    finally:
        model.close()


def test_model_in_several_files_is_read_whole(tmp_path: Path, llama: tuple[Path, Any, Any]) -> None:
    shutil.copytree(llama[0], tmp_path / "hf")
    (tmp_path / "hf" / "model.safetensors").unlink()
    llama[1].save_pretrained(tmp_path / "hf", max_shard_size="100KB")
    assert len(list((tmp_path / "hf").glob("*.safetensors"))) > 1
    write_gguf(llama[0], tmp_path / "one.gguf")
    write_gguf(tmp_path / "hf", tmp_path / "many.gguf")
    tokens = [5, 6, 7, 8]
    one, many = (logits_of_llama(tmp_path / f"{name}.gguf", tokens) for name in ("one", "many"))
    assert (one == many).all()
    next((tmp_path / "hf").glob("*.safetensors")).unlink()
    with pytest.raises(ExportError, match="missing"):
        write_gguf(tmp_path / "hf", tmp_path / "less.gguf")


def spoil(folder: Path, how: str) -> None:
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    weights = folder / "model.safetensors"
    if how == "another architecture":
        config.update(model_type="gpt2", architectures=["GPT2LMHeadModel"])
    elif how == "another position scaling":
        config["rope_parameters"] = {"rope_type": "yarn", "rope_theta": 1e4}
    elif how == "a size is missing":
        del config["num_hidden_layers"]
    elif how == "more layers than there are":
        config["num_hidden_layers"] = 3
    elif how == "cut weights":
        weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    elif how == "no weights":
        weights.unlink()
    elif how == "empty weights":
        weights.write_bytes(b"")
    elif how == "no tokenizer":
        (folder / "tokenizer.json").unlink()
        return
    elif how == "another tokenizer":
        tokenizer["model"]["type"] = "Unigram"
    elif how == "unknown splitting":
        tokenizer["pre_tokenizer"]["pretokenizers"][0] = {"type": "Punctuation"}
    elif how == "tokenizer of a larger model":
        config["vocab_size"] = 300
    elif how == "config is no JSON":
        (folder / "config.json").write_text("{")
        return
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("another architecture", "GPT2LMHeadModel.*\n.*LlamaForCausalLM, Qwen3ForCausalLM"),
        ("another position scaling", "yarn"),
        ("a size is missing", "num_hidden_layers"),
        ("more layers than there are", r"missing in the model, such as `blk\.2\."),
        ("cut weights", r"model\.safetensors: cannot be read.*\n.*damaged"),
        ("empty weights", r"model\.safetensors: cannot be read"),
        ("no weights", "no safetensors files"),
        ("no tokenizer", r"no tokenizer\.json"),
        ("another tokenizer", "not a byte-level BPE"),
        ("unknown splitting", "splitting rules.*\n.*pre_tokenizer"),
        ("tokenizer of a larger model", "beyond the model's 300 embedding rows"),
        ("config is no JSON", "not JSON"),
    ],
)
def test_what_cannot_be_exported_is_said(
    tmp_path: Path, llama: tuple[Path, Any, Any], how: str, message: str
) -> None:
    shutil.copytree(llama[0], tmp_path / "hf")
    spoil(tmp_path / "hf", how)
    (tmp_path / "m.gguf").write_text("what was there before")
    with pytest.raises(ExportError) as caught:
        write_gguf(tmp_path / "hf", tmp_path / "m.gguf")
    assert re.search(message, str(caught.value)), str(caught.value)
    assert (tmp_path / "m.gguf").read_text() == "what was there before"
    assert len(list(tmp_path.iterdir())) == 2


def test_diverged_weights_are_refused(tmp_path: Path) -> None:
    model, _ = save_tiny(tmp_path / "hf")
    with torch.no_grad():
        model.model.norm.weight[3] = float("nan")
    model.save_pretrained(tmp_path / "hf")
    with pytest.raises(ExportError, match="not a number"):
        write_gguf(tmp_path / "hf", tmp_path / "m.gguf")
    assert not (tmp_path / "m.gguf").exists()


def test_too_little_room_is_said_before_writing(
    tmp_path: Path, llama: tuple[Path, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 10, 0))
    with pytest.raises(StoreError, match="0 MB are free"):
        write_gguf(llama[0], tmp_path / "m.gguf")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits")
def test_write_that_fails_leaves_nothing(tmp_path: Path, llama: tuple[Path, Any, Any]) -> None:
    code = (
        "import resource, signal, sys; from asciidoc_train.cli import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "sys.exit(main(sys.argv[1:]))"
    )
    words = ["export", "--model", str(llama[0]), "--work", str(tmp_path), "--set", "gguf=[f32]"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
    assert done.returncode == 2
    assert "llama-f32.gguf" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in (tmp_path / "export").rglob("*") if path.is_file()]


def test_command_writes_the_kinds_that_the_config_names(
    tmp_path: Path, llama: tuple[Path, Any, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "--model", str(llama[0]), "--work", str(tmp_path), "--set", "gguf=[q4_0]"]
    assert main([*words, "--dry-run"]) == 0
    assert not (tmp_path / "export").exists()
    assert main([*words, "--quiet"]) == 0
    assert (tmp_path / "export" / "llama" / "llama-q4_0.gguf").stat().st_size > 10_000
    assert main(["export", "--model", str(tmp_path / "none"), "--work", str(tmp_path)]) == 2
    assert "no such folder" in capsys.readouterr().err
