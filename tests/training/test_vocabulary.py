"""A smaller vocabulary spells every text, keeps what it merges from, and computes the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("transformers")
pytest.importorskip("torch")

from asciidoc_train.errors import ConfigError
from asciidoc_train.vocabulary.byte_pairs import BytePairs
from asciidoc_train.vocabulary.choice import choose_tokens

from tests.training.sample_rows import LOGIN, WATER, write
from tests.training.tiny_models import make_tokenizer, round_trip

SMALLEST = 256 + 3


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> BytePairs:
    folder = tmp_path_factory.mktemp("tokenizer")
    make_tokenizer(size=420).save_pretrained(folder)
    return BytePairs(folder / "tokenizer.json")


def reduced(pairs: BytePairs, kept: set[str]) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_str(json.dumps(pairs.without(set(pairs.ids) - kept)[0]))


@given(size=st.integers(SMALLEST, 420), words=st.lists(st.sampled_from(range(420)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_chosen_tokens_can_be_merged_from_each_other(
    pairs: BytePairs, size: int, words: list[int]
) -> None:
    names = sorted(pairs.ids)
    kept = choose_tokens(pairs, {names[n % len(names)]: 5 for n in words}, size)
    assert len(kept) <= size
    assert pairs.alphabet() <= kept
    assert all(not pairs.needed(token, kept) for token in kept)


@given(text=st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_still_spelled_whole(pairs: BytePairs, text: str) -> None:
    tokenizer = reduced(pairs, choose_tokens(pairs, {}, 300))
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert tokenizer.decode(ids, skip_special_tokens=False) == text


def test_tokens_of_the_examples_come_first(pairs: BytePairs) -> None:
    rare = max(pairs.ids, key=pairs.rank)
    size = SMALLEST + len(pairs.needed(rare, pairs.alphabet()))
    assert rare in choose_tokens(pairs, {rare: 1_000}, size)
    assert rare not in choose_tokens(pairs, {}, size)


def test_too_small_a_vocabulary_is_refused(pairs: BytePairs) -> None:
    with pytest.raises(ConfigError, match="too small"):
        choose_tokens(pairs, {}, 100)


def test_another_kind_of_tokenizer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text('{"model": {"type": "Unigram", "vocab": []}}')
    with pytest.raises(ConfigError, match="byte-level BPE"):
        BytePairs(path)


def test_the_smaller_model_computes_what_the_whole_one_does(tmp_path: Path) -> None:
    import torch
    from asciidoc_train.cli import main
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    tokenizer = make_tokenizer(size=420)
    torch.manual_seed(1)
    sizes = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2}
    config = LlamaConfig(vocab_size=len(tokenizer), tie_word_embeddings=True, **sizes, **heads)
    whole = LlamaForCausalLM(config)
    whole.save_pretrained(tmp_path / "base")
    tokenizer.save_pretrained(tmp_path / "base")
    rows = write(tmp_path / "rows.jsonl", [WATER, LOGIN])

    words = ["prune", "--work", str(tmp_path / "work"), "--quiet"]
    words += ["--set", f"base={tmp_path / 'base'}", "--set", f"rows=[{rows}]"]
    assert main([*words, "--set", "size=300"]) == 0

    folder = tmp_path / "work" / "prune" / "base"
    small = AutoModelForCausalLM.from_pretrained(folder)
    fewer = AutoTokenizer.from_pretrained(folder)
    assert small.config.vocab_size == len(fewer) <= 300
    assert fewer.eos_token == tokenizer.eos_token
    text = "<|im_start|>user\nthe pump 42<|im_end|>"
    ids = fewer(text, add_special_tokens=False).input_ids
    same = tokenizer.convert_tokens_to_ids(fewer.convert_ids_to_tokens(ids))
    kept = tokenizer.convert_tokens_to_ids(fewer.convert_ids_to_tokens(range(len(fewer))))
    with torch.no_grad():
        found = small(torch.tensor([ids])).logits
        wanted = whole(torch.tensor([same])).logits[..., kept]
    assert torch.allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("kind", ["q4_0", "q5_0", "q8_0"])
def test_training_rounds_weights_as_the_exported_file_does(kind: Any) -> None:
    import torch

    pytest.importorskip("gguf")
    from asciidoc_train.fine_tuning.fake_quantisation import fake_quantise

    torch.manual_seed(3)
    weight = torch.randn(48, 96)
    weight[5, :32] = 0
    wanted = round_trip(weight.numpy(), kind)
    assert (fake_quantise(weight, kind).numpy() == wanted).all()
