"""Checkpoints and GGUF files as they are evaluated, at tiny size with random weights."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

for package in ("torch", "transformers", "peft", "gguf", "llama_cpp"):
    pytest.importorskip(package, reason=f"{package} is not installed (extra `train`)")

import numpy as np  # noqa: E402
from ascii_diagram_models import decoding, engine  # noqa: E402
from asciidoc_train.cli import main  # noqa: E402
from asciidoc_train.errors import RowError  # noqa: E402
from asciidoc_train.evaluation import answering, checkpoints, raw_llama  # noqa: E402
from asciidoc_train.evaluation.answering import choose  # noqa: E402
from asciidoc_train.evaluation.models import (  # noqa: E402
    Abilities,
    EvaluatedModel,
    Way,
    Writer,
    code_digest,
    find_model,
)
from asciidoc_train.evaluation.targets import token_counter  # noqa: E402
from asciidoc_train.export.gguf_model import write_gguf  # noqa: E402

from ascii_diagram.resolve.request import (  # noqa: E402
    GREEDY,
    Cancel,
    Failure,
    Reply,
    Request,
    Sampling,
)
from tests.training.sample_rows import numbered, write  # noqa: E402
from tests.training.tiny_models import save_tiny  # noqa: E402

# Random weights have near ties, and llama.cpp keeps keys and values in 16 bits.
TOKENS = 4
REQUESTS = [
    Request("the client asks the server"),
    Request("water <|im_end|> cycle", "hybrid"),
    Request("naïve café", "ascii_art", 40),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "best"
    save_tiny(folder)
    write_gguf(folder, folder.parent / "tiny.gguf", "f32")
    return folder


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (checkpoints, raw_llama):
        monkeypatch.setattr(module, "MAX_REPLY_TOKENS", TOKENS)


def replies(model: EvaluatedModel, sampling: Sampling = GREEDY) -> list[Reply]:
    backend = model.open("raw")
    try:
        answers = dict(backend.complete(REQUESTS, sampling=sampling))
    finally:
        backend.close()
    found = [answers[index] for index in range(len(REQUESTS))]
    assert all(isinstance(reply, Reply) for reply in found)
    return [reply for reply in found if isinstance(reply, Reply)]


def test_a_checkpoint_and_its_gguf_file_answer_alike(folder: Path) -> None:
    checkpoint = find_model(str(folder), folder, 1)
    file = find_model(str(folder.parent / "tiny.gguf"), folder, 1)
    assert checkpoint.decodings == ("raw", "product", "text")
    ours, theirs = replies(checkpoint), replies(file)
    for one, other in zip(ours, theirs, strict=True):
        assert 0 < one.tokens <= TOKENS
        assert one.tokens == other.tokens
        assert one.notation.rstrip("\N{REPLACEMENT CHARACTER}") == other.notation.rstrip(
            "\N{REPLACEMENT CHARACTER}"
        )


def test_the_same_seed_draws_the_same(folder: Path) -> None:
    for model in (find_model(str(folder), folder, 1), find_model(str(folder.parent), folder, 1)):
        once, again, other = (
            [reply.notation for reply in replies(model, Sampling(1.0, seed))] for seed in (1, 1, 2)
        )
        assert once == again
        assert once != other


def test_a_dry_run_opens_no_model(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model was opened")

    monkeypatch.setattr(engine.Model, "__init__", refuse)
    rows = write(tmp_path / "rows.jsonl", numbered(2))
    models = f"models=[rules, {folder}, {folder.parent / 'tiny.gguf'}]"
    words = ("--set", models, "--set", f"prompts={rows}", "--work", str(tmp_path))
    assert main(["evaluate", "--dry-run", *words]) == 0
    assert "rules, run0/best, tiny" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "way"), [("best", "raw"), ("tiny.gguf", "raw"), ("tiny.gguf", "grammar")]
)
def test_replies_belong_to_the_code_that_wrote_them(folder: Path, form: str, way: Way) -> None:
    model = find_model(str(folder.parent / form), folder, 1)
    backend = model.open(way)
    backend.close()
    assert type(backend).__module__ in model.abilities.writers[way].code
    assert model.key(way).startswith(f"{model.identity} {way} ")


def test_other_code_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: set[str] = set()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    for text in ("GREEDY = True", "GREEDY = False"):
        (tmp_path / "some_decoder.py").write_text(text)
        code_digest.cache_clear()
        writer = Writer(lambda: pytest.fail("nothing is opened"), ("some_decoder",))
        model = EvaluatedModel("m", "m@1", None, lambda w=writer: Abilities(("raw",), {"raw": w}))
        keys.add(model.key("raw"))
    assert len(keys) == 2


@pytest.mark.parametrize("form", ["best", "tiny.gguf"])
def test_nothing_is_asked_after_the_deadline_or_a_cancellation(folder: Path, form: str) -> None:
    backend = find_model(str(folder.parent / form), folder, 1).open("raw")
    cancel = Cancel()
    cancel.cancel()
    try:
        late = dict(backend.complete(REQUESTS, deadline=time.monotonic() - 1))
        stopped = dict(backend.complete(REQUESTS, cancel=cancel))
    finally:
        backend.close()
    for answers in (late, stopped):
        assert sorted(answers) == list(range(len(REQUESTS)))
        assert all(isinstance(answer, Failure) for answer in answers.values())


def test_unlikely_tokens_are_never_drawn() -> None:
    shares = np.array([0.51, 0.02, 0.45, 0.02], np.float32)
    chance = np.random.default_rng(0)
    assert {choose(np.log(shares), 1.0, chance) for _ in range(500)} == {0, 2}


def test_replies_are_sampled_as_in_the_product() -> None:
    assert answering.MIN_P == decoding.MIN_P


def test_an_adapter_is_loaded_on_its_base(folder: Path, tmp_path: Path) -> None:
    import peft
    import torch
    import transformers

    torch.manual_seed(1)
    base = transformers.AutoModelForCausalLM.from_pretrained(folder)
    settings = peft.LoraConfig(task_type="CAUSAL_LM", r=4, target_modules=["q_proj", "v_proj"])
    tuned = peft.get_peft_model(base, settings)
    for name, weight in tuned.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(weight, std=0.5)
    tuned.save_pretrained(tmp_path / "adapter")
    transformers.AutoTokenizer.from_pretrained(folder).save_pretrained(tmp_path / "adapter")
    with_it = replies(find_model(str(tmp_path / "adapter"), tmp_path, 1))
    without = replies(find_model(str(folder), folder, 1))
    assert [r.notation for r in with_it] != [r.notation for r in without]


def test_damaged_checkpoints_are_named(folder: Path, tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes(b"{")
    model = find_model(str(tmp_path), tmp_path, 1)
    with pytest.raises(RowError, match="cannot be loaded"):
        model.open("raw")


def test_tokens_are_counted_with_the_vocabulary_of_the_model(folder: Path) -> None:
    count = token_counter(folder.parent / "tiny.gguf")
    assert count("") == 0
    assert 0 < count("client") < count("client client client")
