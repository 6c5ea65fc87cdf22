"""Writing a byte-level BPE tokenizer of Hugging Face into a GGUF header.

llama.cpp splits text into words by rules that it knows by name, so the name must say the same
rules as `pre_tokenizer` in tokenizer.json. It is found by these rules, not by the model's name: a
tokenizer that was read back from a GGUF file, say, splits otherwise than its original.

llama.cpp applies no Unicode normalisation; tokenizers with NFC get other tokens for text that is
not in NFC.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import gguf

from asciidoc_train.errors import ExportError
from asciidoc_train.export.hf_checkpoint import read_json_object
from asciidoc_train.files import JsonObject

_QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_LLAMA3 = _QWEN2.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
_SPLITS = {_QWEN2: "qwen2", _LLAMA3: "llama-bpe"}
_END_OF_TURN = ("<|im_end|>", "<|eot_id|>")


@dataclass(frozen=True, slots=True)
class GgufTokenizer:
    """A tokenizer as GGUF has it.

    Attributes:
        splitting: llama.cpp's name of the rules that split text into words.
        tokens: Byte-level tokens by number.
        kinds: What each is.
        merges: Pairs to merge, best first.
        special: Numbers of `bos`, `eos`, `pad`, `unk` and `eot`, those that there are.
        adds_bos: Whether a text begins with `bos`.
        chat_template: Jinja template; may be empty.
    """

    splitting: str
    tokens: list[str]
    kinds: list[gguf.TokenType]
    merges: list[str]
    special: dict[str, int]
    adds_bos: bool
    chat_template: str

    def describe(self, writer: gguf.GGUFWriter) -> None:
        """Add the tokenizer to a GGUF header."""
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(self.splitting)
        writer.add_token_list(self.tokens)
        writer.add_token_types(self.kinds)
        writer.add_token_merges(self.merges)
        for name, add in (
            ("bos", writer.add_bos_token_id),
            ("eos", writer.add_eos_token_id),
            ("pad", writer.add_pad_token_id),
            ("unk", writer.add_unk_token_id),
            ("eot", writer.add_eot_token_id),
        ):
            if name in self.special:
                add(self.special[name])
        writer.add_add_bos_token(self.adds_bos)
        writer.add_add_space_prefix(False)
        if self.chat_template:
            writer.add_chat_template(self.chat_template)


def read_tokenizer(folder: Path, vocabulary: int, splitting: str | None = None) -> GgufTokenizer:
    """Return the tokenizer of a model's folder.

    Args:
        folder: Where tokenizer.json and tokenizer_config.json are.
        vocabulary: Rows of the model's embedding; rows without a token get unused ones.
        splitting: llama.cpp's name for the splitting rules; None to find it out.

    Raises:
        ExportError: There is no tokenizer, or llama.cpp has none that does the same.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ExportError(
            f"{folder}: there is no tokenizer.json in it",
            hint="save the tokenizer beside the model: tokenizer.save_pretrained(folder)",
        )
    data, settings = read_json_object(path), _settings(folder)
    model = cast("dict[str, Any]", data.get("model") or {})
    if model.get("type") != "BPE" or not _byte_level(data):
        raise ExportError(f"{path}: not a byte-level BPE tokenizer, the only kind written here")
    tokens, kinds = _tokens(data, model, vocabulary, path)
    numbers = {token: number for number, token in enumerate(tokens)}
    special = _special(settings, numbers)
    return GgufTokenizer(
        splitting or _splitting(data, path),
        tokens,
        kinds,
        [_merge(pair, path) for pair in model.get("merges", [])],
        special,
        _adds_bos(path, special.get("bos")),
        _chat_template(folder, settings),
    )


def _settings(folder: Path) -> JsonObject:
    path = folder / "tokenizer_config.json"
    return read_json_object(path) if path.is_file() else {}


def _steps(data: JsonObject) -> list[dict[str, Any]]:
    first = cast("dict[str, Any]", data.get("pre_tokenizer") or {})
    inner = first.get("pretokenizers") if first.get("type") == "Sequence" else [first]
    return cast("list[dict[str, Any]]", inner)


def _byte_level(data: JsonObject) -> bool:
    last = _steps(data)[-1:]
    return bool(last) and last[0].get("type") == "ByteLevel" and not last[0]["add_prefix_space"]


def _splitting(data: JsonObject, path: Path) -> str:
    steps = _steps(data)
    own_rules = bool(steps[-1].get("use_regex", True))
    before = [(step.get("type"), step) for step in steps[:-1]]
    if own_rules and not before:
        return "gpt-2"
    if len(before) == 1:
        kind, step = before[0]
        if own_rules and kind == "Digits" and step.get("individual_digits"):
            return "smollm"
        pattern = cast("dict[str, str]", step.get("pattern") or {}).get("Regex", "")
        if not own_rules and kind == "Split" and pattern in _SPLITS:
            return _SPLITS[pattern]
    raise ExportError(
        f"{path}: llama.cpp's name for these splitting rules is not known",
        hint="name it with the key `pre_tokenizer` (`tokenizer.ggml.pre` in llama.cpp)",
    )


def _tokens(
    data: JsonObject, model: dict[str, Any], vocabulary: int, path: Path
) -> tuple[list[str], list[gguf.TokenType]]:
    tokens = [f"[PAD{number}]" for number in range(vocabulary)]
    kinds = [gguf.TokenType.UNUSED] * vocabulary
    own = cast("dict[str, int]", model.get("vocab") or {})
    added = cast("list[dict[str, Any]]", data.get("added_tokens") or [])
    largest = max([*own.values(), *(int(token["id"]) for token in added)], default=-1)
    if largest >= vocabulary:
        raise ExportError(
            f"{path}: token {largest} is beyond the model's {vocabulary} embedding rows",
            hint="tokenizer and model do not belong together",
        )
    for token, number in own.items():
        tokens[number], kinds[number] = token, gguf.TokenType.NORMAL
    for token in added:
        number = int(token["id"])
        control = bool(token.get("special"))
        tokens[number] = str(token["content"])
        kinds[number] = gguf.TokenType.CONTROL if control else gguf.TokenType.USER_DEFINED
    return tokens, kinds


def _merge(pair: str | list[str], path: Path) -> str:
    parts = pair.split(" ") if isinstance(pair, str) else pair
    if len(parts) != 2 or any(" " in part for part in parts):
        raise ExportError(f"{path}: the merge {pair!r} is not a pair of byte-level tokens")
    return " ".join(parts)


def _special(settings: JsonObject, numbers: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in ("bos", "eos", "pad", "unk"):
        token = settings.get(f"{name}_token")
        if isinstance(token, dict):
            token = cast(JsonObject, token).get("content")
        if isinstance(token, str) and token in numbers:
            found[name] = numbers[token]
    for token in _END_OF_TURN:
        if token in numbers:
            found["eot"] = numbers[token]
            break
    return found


def _adds_bos(path: Path, bos: int | None) -> bool:
    tokenizers: Any = import_module("tokenizers")

    try:
        tokenizer: Any = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # a bare Exception out of native code
        raise ExportError(f"{path}: {error}", hint="the file is damaged") from error
    added: list[int] = tokenizer.encode("").ids
    if added not in ([], [bos]):
        raise ExportError(f"{path}: it adds the tokens {added} to every text, not `bos` alone")
    return bool(added)


def _chat_template(folder: Path, settings: JsonObject) -> str:
    path = folder / "chat_template.jinja"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    template = settings.get("chat_template")
    return template if isinstance(template, str) else ""
