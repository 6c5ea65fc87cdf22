"""The two short hashes of a region: what was asked for, and what was drawn."""

from __future__ import annotations

from collections.abc import Iterable

FORMAT_VERSION = "1"
_DIGITS = 6


def prompt_hash(prompt: str, options: str) -> str:
    """Return six hex digits for a prompt and its options as written.

    Neither the model nor the version of the program goes in: a new one makes nothing stale.
    """
    return _digest("\0".join((FORMAT_VERSION, options, prompt)))


def output_hash(rows: Iterable[str]) -> str:
    """Return six hex digits for a drawing, whatever its indent, blank lines and line ends."""
    return _digest("\n".join(row for row in dedent(rows) if row))


def dedent(rows: Iterable[str]) -> tuple[str, ...]:
    """Remove the white space that all rows that hold anything start with, and all at line ends."""
    stripped = [row.rstrip() for row in rows]
    filled = [row for row in stripped if row]
    if not filled:
        return tuple(stripped)
    low, high = min(filled), max(filled)
    shared = 0
    while (
        shared < min(len(low), len(high)) and low[shared] == high[shared] and low[shared] in " \t"
    ):
        shared += 1
    return tuple(row[shared:] for row in stripped)


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
