"""Tokenizers: that of a base model, and a small byte-level one for models with random weights."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ascii_diagram_models.prompt import END

CONTROL_TOKENS = ("<|endoftext|>", "<|im_start|>", END)

# What the merges of the small tokenizer are learned from.
_SAMPLE = (
    "direction: right\nweb client -> api gateway: asks for page\nthe pump fills the tank\n"
    "shape: sequence_diagram\nserver -> database: reads\ngrid-columns: 1\nstart -> end: done\n"
)


class ModelTokenizer:
    """A tokenizer of transformers, as the examples use it."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer

    def encode(self, text: str, *, control: bool) -> list[int]:
        """Return the ids of a text; control tokens are read as such only when `control`."""
        found: list[int] = self.tokenizer(
            text, add_special_tokens=False, split_special_tokens=not control
        ).input_ids
        return found

    @property
    def end(self) -> int:
        """The token that ends a reply."""
        ids = self.encode(END, control=True)
        return ids[0] if len(ids) == 1 else -1


def make_tokenizer(vocabulary: int) -> Any:
    """Make a byte-level BPE tokenizer of transformers; at most `vocabulary` tokens."""
    tokenizers: Any = import_module("tokenizers")
    transformers: Any = import_module("transformers")
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    splitters = tokenizers.pre_tokenizers
    bpe.pre_tokenizer = splitters.Sequence(
        [splitters.Digits(individual_digits=True), splitters.ByteLevel(add_prefix_space=False)]
    )
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(CONTROL_TOKENS),
        initial_alphabet=sorted(splitters.ByteLevel.alphabet()),
        show_progress=False,
    )
    bpe.train_from_iterator([_SAMPLE], trainer)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token=CONTROL_TOKENS[0],
        eos_token=END,
        pad_token=CONTROL_TOKENS[0],
        additional_special_tokens=[CONTROL_TOKENS[1]],
        clean_up_tokenization_spaces=False,
    )
