"""Finds what is to be drawn in a Markdown page, or reads one block that a host has found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ascii_diagram.directives import scan, split_lines
from ascii_diagram.directives.markdown_blocks import (
    CONTAINERS,
    markdown_blocks,
    region_prefix,
)
from ascii_diagram.directives.model import Directive, Problem
from ascii_diagram.directives.syntax import WORD

PAGE_NAME = "page.md"
_PAGES_KEPT = 256


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a page that a figure takes the place of.

    Attributes:
        start: First line, from 0.
        end: Line after the last one; equal to `start` where the figure is an addition.
        first_prefix: Quote marks, list markers and indent before the figure.
        prefix: The same for lines below it.
        source: The lines as they stand there, without prefix and line ends.
        directive: What is to be drawn; None when it cannot be read.
        problems: Why it cannot be read.
    """

    start: int
    end: int
    first_prefix: str = ""
    prefix: str = ""
    source: tuple[str, ...] = ()
    directive: Directive | None = None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def prompt(self) -> str:
        """What the author wrote, as far as it can be told."""
        return self.directive.prompt if self.directive else "\n".join(self.source[1:-1])


def find_blocks(text: str) -> list[Block]:
    """Return the diagrams of a Markdown page in order, regions as well as fences.

    What stands between `ascii-diagram: off` and `on`, and in code, is none.
    """
    return list(_found(text.rstrip())) if WORD in text else []


@lru_cache(maxsize=_PAGES_KEPT)
def _found(text: str) -> tuple[Block, ...]:
    """Return the blocks of a page; it is looked at before the build and again when it is built."""
    found = scan(text, name=PAGE_NAME)
    if not found.directives and not found.problems:
        return ()
    lines = [line.rstrip("\r\n") for line in split_lines(text)]
    blocks = [_block_of(lines, directive) for directive in found.directives]
    blocks += _faulty_blocks(text, lines, found.problems)
    return tuple(sorted(_apart(blocks), key=lambda block: block.start))


def read_block(header: str, body: str) -> Block:
    """Return the block that a fence with this header and body is.

    Args:
        header: What follows the word `ascii-diagram` on the fence's first line, on one line.
        body: The lines of the fence, without the indent of what it stands in.
    """
    longest = max((len(run) for run in re.findall(r"^[ ]*(~+)", body, re.MULTILINE)), default=0)
    fence = "~" * max(3, longest + 1)
    flat = " ".join(header.split())
    text = f"{fence}{WORD} {flat}\n{body.rstrip()}\n{fence}\n"
    return next(iter(find_blocks(text)), Block(0, text.count("\n"), source=tuple(body.split("\n"))))


def _block_of(lines: list[str], directive: Directive) -> Block:
    end = directive.region.end if directive.region else directive.end
    return _block(lines, directive.start, end, directive=directive)


def _block(
    lines: list[str],
    start: int,
    end: int,
    *,
    directive: Directive | None = None,
    problems: Iterable[Problem] = (),
) -> Block:
    before = CONTAINERS.match(lines[start]) if start < len(lines) else None
    first = before[0] if before else ""
    prefix = region_prefix(first)
    source = tuple(
        line[len(first) :] if line.startswith((first, prefix)) else line.lstrip(" \t>")
        for line in lines[start:end]
    )
    return Block(start, end, first, prefix, source, directive, tuple(problems))


def _faulty_blocks(text: str, lines: list[str], problems: Iterable[Problem]) -> list[Block]:
    """Return the blocks in which `problems` lie; what is readable without us stays, with a note."""
    by_place: dict[tuple[int, int], list[Problem]] = {}
    leaves = markdown_blocks(split_lines(text)) if problems else []
    for problem in problems:
        leaf = next((b for b in leaves if b.start <= problem.line < b.end), None)
        if leaf is None:
            place = (problem.line, problem.line)
        elif leaf.kind == "fence" and WORD in leaf.info:
            place = (leaf.start, leaf.end)
        else:
            place = (leaf.start, leaf.start)
        by_place.setdefault(place, []).append(problem)
    return [_block(lines, *place, problems=found) for place, found in by_place.items()]


def _apart(blocks: list[Block]) -> list[Block]:
    """Move additions that would stand inside another block above it."""
    solid = [block for block in blocks if block.end > block.start]
    return [_above(block, solid) if block.end == block.start else block for block in blocks]


def _above(note: Block, solid: Iterable[Block]) -> Block:
    around = next((block for block in solid if block.start < note.start < block.end), None)
    if around is None:
        return note
    return replace(note, start=around.start, end=around.start)
