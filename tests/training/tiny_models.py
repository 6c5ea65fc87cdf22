"""Random models small enough for tests, with a tokenizer trained on a few words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA3_SPLIT = QWEN2_SPLIT.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
_TEXT = [
    "Client -> Server -> Database\nwater cycle: evaporation, condensation, rain",
    "the client asks the server 2024 times, 3.14 and 1000000",
    "def draw(x):\n    return x ** 2\n\n\n\tif a != b: pass  # ok",
    "naïve café Größe 中文 日本語 ┌──┐│└┘▼→ 👩‍💻 I'll we've DON'T",
]


def splitting(rules: str) -> Any:
    from tokenizers import Regex, pre_tokenizers

    if rules == "gpt-2":
        return pre_tokenizers.ByteLevel(add_prefix_space=False)
    if rules == "smollm":
        digits = pre_tokenizers.Digits(individual_digits=True)
        return pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    pattern = {"qwen2": QWEN2_SPLIT, "llama-bpe": LLAMA3_SPLIT}[rules]
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def make_tokenizer(rules: str = "smollm", size: int = 420) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = splitting(rules)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=SPECIALS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_TEXT * 20, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = TEMPLATE
    return fast


def make_model(family: str, vocabulary: int, **changes: Any) -> Any:
    import torch
    import transformers

    sizes: dict[str, Any] = {
        "vocab_size": vocabulary,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 1024,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
        # larger than usual, so that the logits are far apart
        "initializer_range": 0.2,
        **changes,
    }
    torch.manual_seed(7)
    if family == "llama":
        return transformers.LlamaForCausalLM(transformers.LlamaConfig(**sizes)).eval()
    return transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**sizes)).eval()


def round_trip(values: Any, kind: Any) -> Any:
    """Return what llama.cpp computes with after a tensor was stored as `kind`."""
    import gguf
    from asciidoc_train.export.recipes import quantise, tensor_type

    stored = quantise(values, tensor_type(kind))
    return gguf.quants.dequantize(stored, tensor_type(kind)).astype("float32", copy=False)


def save_tiny(
    folder: Path, family: str = "llama", rules: str = "smollm", **changes: Any
) -> tuple[Any, Any]:
    """Write a model with its tokenizer; returns both."""
    tokenizer = make_tokenizer(rules)
    model = make_model(family, changes.pop("vocab_size", len(tokenizer)), **changes)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model, tokenizer
