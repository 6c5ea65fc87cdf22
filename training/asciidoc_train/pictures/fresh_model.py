"""A picture model with random weights."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from asciidoc_train.errors import ConfigError
from asciidoc_train.pictures.picture_tokenizer import PictureTokenizer
from asciidoc_train.pictures.presets import PictureSizes


def make_picture_model(
    sizes: PictureSizes, tokenizer: PictureTokenizer, *, seed: int, context: int
) -> Any:
    """Return a Llama of transformers in fp32.

    Args:
        sizes: Of the model.
        tokenizer: Of the same sizes.
        seed: Of the weights.
        context: Most tokens of prompt and picture.

    Raises:
        ConfigError: The width does not divide into heads of an even number of values.
    """
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    shape = sizes.shape
    head, rest = divmod(shape["hidden"], shape["heads"])
    if rest or head % 2:
        raise ConfigError(
            f"`pictures`: a width of {shape['hidden']} does not divide into {shape['heads']} heads"
        )
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer.tokenizer),
        hidden_size=shape["hidden"],
        intermediate_size=shape["intermediate"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        num_key_value_heads=shape["heads"],
        head_dim=head,
        max_position_embeddings=context,
        tie_word_embeddings=True,
        bos_token_id=tokenizer.tokenizer.bos_token_id,
        eos_token_id=tokenizer.end,
        pad_token_id=tokenizer.tokenizer.pad_token_id,
    )
    torch.manual_seed(seed)
    return transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32)
