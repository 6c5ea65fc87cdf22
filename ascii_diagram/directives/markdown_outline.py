"""The blocks of a Markdown text, and of the same text after a change without parsing all of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ascii_diagram.directives.markdown_blocks import Block, front_matter, parse_blocks

# How many lines from a block's start on tell that the block above it has ended.
_LOOKAHEAD = 2
_WINDOW = 64


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a Markdown text.

    Attributes:
        blocks: Its leaf blocks in order.
        starts: Lines at which parsing may begin: first lines of blocks that lie in no other, below
            a blank line and without indent, so that they are in no body either.
        skipped: Lines of front matter, which count as blank.
    """

    blocks: list[Block]
    starts: list[int]
    skipped: int

    def block_at(self, line: int) -> int:
        """Return the index of the last block that begins on `line` or above it; -1 for none."""
        return bisect_right(self.blocks, line, key=_start_of) - 1


def outline(lines: Sequence[str]) -> Outline:
    """Return the blocks of a Markdown text."""
    skipped = front_matter(lines)
    blocks, starts = _parsed(lines, skipped, len(lines))
    return Outline(blocks, starts, skipped)


def updated_outline(
    old: Outline, lines: Sequence[str], first: int, old_end: int, new_end: int
) -> Outline:
    """Return the blocks of `lines`, which differ in one place from what `old` was made of.

    At the start of a block that is in no other, a CommonMark parser remembers nothing of what is
    above; where the block above ends, it has decided by that line and the next. So parsing begins
    at such a start above the change, and ends as soon as it comes to one below that was one before:
    from there on all is as it was.

    Args:
        old: The blocks before.
        lines: The text now.
        first: First line of the change.
        old_end: Line after the change in the old text.
        new_end: The same in `lines`.
    """
    skipped = front_matter(lines)
    if skipped != old.skipped or first < skipped:
        return outline(lines)
    shift = new_end - old_end
    above = bisect_right(old.starts, first - _LOOKAHEAD) - 1
    start = old.starts[above] if above >= 0 else skipped
    window = _WINDOW
    while True:
        stop = min(len(lines), new_end + window)
        blocks, starts = _parsed(lines, start, stop)
        safe = len(lines) if stop == len(lines) else stop - _LOOKAHEAD
        meeting = _meeting(old.starts, starts, new_end, safe, shift)
        if meeting is not None or stop == len(lines):
            return _joined(old, blocks, starts, start, meeting, shift)
        window *= 4


def _parsed(lines: Sequence[str], start: int, stop: int) -> tuple[list[Block], list[int]]:
    """Parse lines `start` to `stop` (exclusive); return their blocks and where to begin again."""
    blocks, tops = parse_blocks(list(lines[start:stop]))
    if start:
        blocks = [block.moved(start) for block in blocks]
    starts = [
        top + start
        for top in tops
        if lines[top + start][0] not in " \t" and (top == 0 or not lines[top + start - 1].strip())
    ]
    return blocks, starts


def _meeting(
    old: Sequence[int], new: Sequence[int], first: int, last: int, shift: int
) -> int | None:
    """Return the first line from `first` up to `last` where parsing may begin now and before."""
    for line in new[bisect_left(new, first) : bisect_right(new, last)]:
        place = bisect_left(old, line - shift)
        if place < len(old) and old[place] == line - shift:
            return line
    return None


def _joined(
    old: Outline,
    blocks: list[Block],
    starts: list[int],
    start: int,
    meeting: int | None,
    shift: int,
) -> Outline:
    """Put together what was above `start`, what was parsed, and what was at `meeting` and below."""
    above = old.blocks[: bisect_left(old.blocks, start, key=_start_of)]
    starts_above = old.starts[: bisect_left(old.starts, start)]
    if meeting is None:
        return Outline([*above, *blocks], [*starts_above, *starts], old.skipped)
    below = old.blocks[bisect_left(old.blocks, meeting - shift, key=_start_of) :]
    starts_below = old.starts[bisect_left(old.starts, meeting - shift) :]
    if shift:
        below = [Block(kind, a + shift, b + shift, text, i) for kind, a, b, text, i in below]
        starts_below = [line + shift for line in starts_below]
    parsed = blocks[: bisect_left(blocks, meeting, key=_start_of)]
    between = starts[: bisect_left(starts, meeting)]
    return Outline([*above, *parsed, *below], [*starts_above, *between, *starts_below], old.skipped)


def _start_of(block: Block) -> int:
    return block.start
