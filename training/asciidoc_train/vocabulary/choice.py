"""Which tokens are worth their place in a small vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from asciidoc_train.errors import ConfigError
from asciidoc_train.vocabulary.byte_pairs import BytePairs

# How much the examples count against what the tokenizer was made for, and the place from which on
# the frequency of its tokens falls with their rank. Measured: half of the authored rows chose
# 9,216 tokens; the other half and the dev split then took the fewest (12.3 % and 14.9 % more than
# with all tokens).
_EXAMPLES = 3.0
_ZIPF_OFFSET = 2_000


def choose_tokens(pairs: BytePairs, counts: Mapping[str, int], size: int) -> set[str]:
    """Return the tokens to keep.

    A token's worth is its share of the examples' tokens, weighed against its share of plain text
    by Zipf's law: merges were learned in the order of their frequency. A token is kept with all
    the tokens that it is merged from.

    Args:
        pairs: The whole tokenizer.
        counts: How often each token stands in the examples.
        size: How many tokens to keep.

    Raises:
        ConfigError: `size` is less than control tokens and single bytes need.
    """
    kept = pairs.alphabet()
    if size < len(kept):
        raise ConfigError(f"`size`: {size} is too small", hint=f"use at least {len(kept)}")
    examples = max(1, sum(counts.values()))
    plain = sum(1 / (pairs.rank(token) + _ZIPF_OFFSET) for token in pairs.ids)

    def worth(token: str) -> float:
        share = 1 / (pairs.rank(token) + _ZIPF_OFFSET) / plain
        return _EXAMPLES * counts.get(token, 0) / examples + share

    for token in sorted(pairs.ids, key=lambda token: (-worth(token), pairs.rank(token))):
        more = pairs.needed(token, kept)
        if len(kept) + len(more) <= size:
            kept |= more
        if len(kept) == size:
            break
    return kept
