"""The tokens and merges of a byte-level BPE tokenizer, as its `tokenizer.json` holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from asciidoc_train.errors import ConfigError
from asciidoc_train.files import JsonObject

# Splits digits one by one, as SmolLM2 was trained; GGUF files lose that part of the rules.
_SPLITTING: JsonObject = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "Digits", "individual_digits": True},
        {
            "type": "ByteLevel",
            "add_prefix_space": False,
            "trim_offsets": True,
            "use_regex": True,
        },
    ],
}


class BytePairs:
    """A byte-level BPE tokenizer.

    Attributes:
        ids: Id of each token.
        special: Ids of control tokens.

    Raises:
        ConfigError: The file is missing, damaged or of another kind of tokenizer.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            model: dict[str, Any] = self._data["model"]
            self.ids: dict[str, int] = model["vocab"]
            self._merges = [_pair(merge) for merge in model["merges"]]
            self.special = frozenset(int(item["id"]) for item in self._data["added_tokens"])
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"{path}: not a byte-level BPE tokenizer: {error!r}",
                hint="prune models whose tokenizer has tokens and merges, such as SmolLM2",
            ) from error
        self._parts: dict[str, tuple[str, str]] = {}
        for left, right in self._merges:
            self._parts.setdefault(left + right, (left, right))

    def rank(self, token: str) -> int:
        """Return the place of a token in the order in which the merges were learned."""
        return self.ids[token]

    def needed(self, token: str, present: set[str]) -> set[str]:
        """Return the token and the tokens that it is merged from, without those present."""
        wanted: set[str] = set()
        waiting = [token]
        while waiting:
            found = waiting.pop()
            if found in present or found in wanted:
                continue
            wanted.add(found)
            waiting += self._parts.get(found, ())
        return wanted

    def alphabet(self) -> set[str]:
        """Return the tokens that must stay: control tokens and the symbols of single bytes."""
        return {t for t, number in self.ids.items() if len(t) == 1 or number in self.special}

    def without(self, dropped: Iterable[str]) -> tuple[JsonObject, list[int]]:
        """Return the tokenizer without some tokens, and the old ids in the new order."""
        gone = set(dropped)
        kept = sorted((t for t in self.ids if t not in gone), key=self.ids.__getitem__)
        merges = [
            [left, right]
            for left, right in self._merges
            if not {left, right, left + right} & gone and left + right in self.ids
        ]
        numbers = {token: number for number, token in enumerate(kept)}
        model = {**self._data["model"], "vocab": numbers, "merges": merges}
        added = [{**item, "id": numbers[item["content"]]} for item in self._data["added_tokens"]]
        data: JsonObject = {**self._data, "model": model, "added_tokens": added}
        return {**data, "pre_tokenizer": _SPLITTING}, [self.ids[token] for token in kept]


def _pair(merge: str | list[str]) -> tuple[str, str]:
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left, right
