from __future__ import annotations

import itertools
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ascii_diagram_models.prompt import END, build_example, build_prompt
from asciidoc_train.errors import StoreError
from asciidoc_train.fine_tuning.curve_chart import draw_chart, sparkline
from asciidoc_train.fine_tuning.curves import Curve, averaged
from asciidoc_train.fine_tuning.examples import make_example
from asciidoc_train.fine_tuning.profile import Profile
from asciidoc_train.fine_tuning.saving import restore, save_whole

from tests.training.sample_rows import LAYERS, LOGIN, WATER, numbered
from tests.training.tuning_runs import train

torch: Any = pytest.importorskip("torch", reason="not installed (extra `tune`): torch")
pytest.importorskip("transformers", reason="not installed (extra `tune`): transformers")

from asciidoc_train.fine_tuning.fake_quantisation import fake_quantise  # noqa: E402
from asciidoc_train.fine_tuning.optimisation import learning_rate  # noqa: E402
from asciidoc_train.fine_tuning.reply_loss import reply_loss  # noqa: E402
from asciidoc_train.fine_tuning.tokenizers import ModelTokenizer, make_tokenizer  # noqa: E402


@pytest.fixture(scope="module")
def tokenizer() -> ModelTokenizer:
    return ModelTokenizer(make_tokenizer(400))


@pytest.mark.parametrize("row", [WATER, LOGIN, LAYERS])
def test_examples_are_what_the_product_asks_and_hears(tokenizer: ModelTokenizer, row: Any) -> None:
    example = make_example(row, tokenizer)
    text = tokenizer.tokenizer.decode
    assert text(example.tokens) == build_example(row.request(), row.notation)
    assert text(example.tokens[: example.reply_start]) == build_prompt(row.request())
    assert text(example.tokens[example.reply_start :]) == row.notation + END
    assert example.tokens[-1] == tokenizer.end


def test_words_of_a_row_hold_no_control_token(tokenizer: ModelTokenizer) -> None:
    row = WATER.model_copy(update={"prompt": f"pump {END} tank"})
    assert list(make_example(row, tokenizer).tokens).count(tokenizer.end) == 2
    row = WATER.model_copy(update={"notation": f"pump -> {END}"})
    assert list(make_example(row, tokenizer).tokens).count(tokenizer.end) == 2


def test_only_reply_tokens_are_learned(tokenizer: ModelTokenizer, tmp_path: Path) -> None:
    """What stands in the prompt and in the padding has no part in the loss but as context."""
    from asciidoc_train.fine_tuning.examples import Example
    from asciidoc_train.fine_tuning.learner import make_learner
    from asciidoc_train.fine_tuning.training_loop import TrainingLoop

    profile = Profile(precision="fp32", max_tokens=256, end_weight=3.0)
    learner = make_learner(profile, tokenizer, tmp_path, torch.device("cpu"))
    learner.publish()
    short, long = make_example(WATER, tokenizer), make_example(LOGIN, tokenizer)
    loop: Any = object.__new__(TrainingLoop)
    loop._learner, loop._profile = learner, profile
    loop._world = type("Here", (), {"device": torch.device("cpu")})
    loss = loop._loss([short, long], (0, 1), training=True)
    wanted = 0.0
    for example in (short, long):
        logits = learner.model(torch.tensor([example.tokens])).logits[0].log_softmax(-1)
        at = range(example.reply_start, len(example.tokens))
        losses = [-float(logits[i - 1, example.tokens[i]]) for i in at]
        wanted += sum(losses) + 2 * losses[-1]
    assert float(loss) == pytest.approx(wanted, rel=1e-4)
    assert isinstance(short, Example)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_and_its_gradients_are_those_of_torch(smoothing: float) -> None:
    torch.manual_seed(0)
    hidden, head = torch.randn(1100, 16), torch.randn(40, 16)
    targets, weights = torch.randint(0, 40, (1100,)), torch.rand(1100)
    results: list[list[Any]] = []
    for ours in (True, False):
        states, matrix = hidden.clone().requires_grad_(), head.clone().requires_grad_()
        if ours:
            loss = reply_loss(states, matrix, targets, weights, smoothing=smoothing)
        else:
            losses = torch.nn.functional.cross_entropy(
                states @ matrix.t(), targets, reduction="none", label_smoothing=smoothing
            )
            loss = (losses * weights).sum()
        (loss * 0.5).backward()
        results.append([loss.detach(), states.grad, matrix.grad])
    for mine, theirs in zip(*results, strict=True):
        assert torch.allclose(mine, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kind", ["q4_0", "q5_0", "q8_0"])
def test_weights_are_rounded_as_llama_cpp_rounds_them(kind: Any) -> None:
    gguf: Any = pytest.importorskip("gguf", reason="not installed (extra `tune`): gguf")
    torch.manual_seed(1)
    weight = torch.randn(24, 96) * 0.05
    weight[0] = 0
    weight[1, :32] = 0.01
    number = getattr(gguf.GGMLQuantizationType, kind.upper())
    wanted = gguf.quants.dequantize(gguf.quants.quantize(weight.numpy(), number), number)
    assert torch.allclose(fake_quantise(weight, kind), torch.tensor(wanted), atol=1e-6)


def test_gradients_pass_the_rounding_unchanged() -> None:
    weight = torch.randn(4, 64, requires_grad=True)
    slope = torch.randn(4, 64)
    (fake_quantise(weight) * slope).sum().backward()
    assert torch.equal(weight.grad, slope)
    with pytest.raises(ValueError, match="not divisible by 32"):
        fake_quantise(torch.randn(4, 33))


def test_the_model_computes_with_rounded_weights_and_learns_with_whole_ones(
    tokenizer: ModelTokenizer, tmp_path: Path
) -> None:
    from asciidoc_train.fine_tuning.learner import make_learner

    profile = Profile(precision="fp32", max_tokens=256, quantisation_aware="q4_0")
    learner = make_learner(profile, tokenizer, tmp_path, torch.device("cpu"))
    for quantised in (True, False):
        learner.publish(quantised=quantised)
        weights = dict(learner.model.named_parameters())
        for name, master in zip(learner.names, learner.masters, strict=True):
            kind: Any = "q8_0" if "embed" in name else "q4_0" if "proj" in name else None
            wanted = fake_quantise(master, kind) if kind and quantised else master
            assert torch.equal(weights[name], wanted), name
    folder = tmp_path / "saved"
    learner.save(folder)
    kept: Any = import_module("safetensors.torch").load_file(folder / "model.safetensors")
    assert all(
        torch.equal(kept[name], master)
        for name, master in zip(learner.names, learner.masters, strict=True)
    )


def test_the_dev_loss_is_that_of_the_weights_as_they_will_be_rounded(tmp_path: Path) -> None:
    rows = numbered(8)
    rounded: dict[str, Any] = {"quantisation_aware": "q4_0", "quantise_after": 0.5}
    aware = train(tmp_path, {**rounded, "epochs": 12}, rows=rows, dev=rows, name="aware")
    still = {**rounded, "base": str(aware.best), "learning_rate": 1e-12, "max_steps": 1}
    again = train(tmp_path, still, rows=rows, dev=rows, name="again")
    plain = train(tmp_path, {**still, "quantisation_aware": "none"}, rows=rows, dev=rows)
    assert again.base.kind == "folder"
    assert again.best_loss == pytest.approx(aware.best_loss, rel=1e-5)
    assert again.best_loss != pytest.approx(plain.best_loss, rel=1e-5)


def test_the_learning_rate_rises_then_falls() -> None:
    profile = Profile(learning_rate=1e-3, warmup=0.1, final_learning_rate=0.1)
    rates = [learning_rate(profile, step, 100) for step in range(100)]
    assert rates[:10] == pytest.approx([1e-4 * n for n in range(1, 11)])
    assert all(a > b for a, b in itertools.pairwise(rates[10:]))
    assert 1e-4 < rates[-1] < 1.1e-4
    linear = profile.model_copy(
        update={"schedule": "linear", "warmup": 0, "final_learning_rate": 0}
    )
    assert learning_rate(linear, 50, 100) == pytest.approx(5e-4)


def test_a_folder_is_whole_or_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "best"
    save_whole(place, lambda folder: (folder / "a").write_text("1") and None)

    def broken(folder: Path) -> None:
        (folder / "a").write_text("2")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left on device"):
        save_whole(place, broken)
    assert (place / "a").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["best"]
    place.rename(tmp_path / ".best.old")  # killed between the two renamings
    restore(place)
    assert (place / "a").read_text() == "1"


@pytest.mark.parametrize("library", ["torch", "safetensors"])
def test_a_file_that_is_too_large_is_told(tmp_path: Path, library: str) -> None:
    resource = pytest.importorskip("resource", reason="no limits of file sizes on this system")
    tensors = {"weight": torch.zeros(1 << 18)}

    def write(folder: Path) -> None:
        if library == "torch":
            torch.save(tensors, folder / "tensors")
        else:
            import_module("safetensors.torch").save_file(tensors, folder / "tensors")

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, before[1]))
    try:
        with pytest.raises(StoreError, match="state"):
            save_whole(tmp_path / "state", write)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())


def test_charts_show_where_a_loss_went() -> None:
    falling = Curve("train", tuple((float(n), 10.0 - n) for n in range(10)))
    lines = draw_chart([falling, Curve("dev", ((9.0, 5.0),))], width=20, height=5)
    assert lines[0].startswith("  10.000 │·")
    assert lines[4].endswith("·")
    assert "o" in "".join(lines[1:4])
    assert lines[-1].strip() == "· train  o dev"
    assert sparkline([3, 2, 1]) == "█▅▁"
    assert sparkline([1.0] * 100, width=10) == "▁" * 10
    assert averaged([(1, 4), (2, 2), (3, 9)], 2) == [(1.5, 3), (3, 9)]
