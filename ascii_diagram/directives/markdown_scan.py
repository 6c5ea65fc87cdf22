"""Finds directives in Markdown by the blocks that a CommonMark parser sees."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.directives.assemble import (
    Findings,
    Head,
    add_directive,
    broken_head,
    join_prompt,
    read_head,
)
from ascii_diagram.directives.hashing import output_hash
from ascii_diagram.directives.lines import line_body
from ascii_diagram.directives.markdown_blocks import (
    CONTAINERS,
    Block,
    region_prefix,
)
from ascii_diagram.directives.markdown_fence import scan_fence
from ascii_diagram.directives.markdown_outline import Outline
from ascii_diagram.directives.model import Host, Problem, Region
from ascii_diagram.directives.region_problems import (
    conflict_markers,
    hidden_end,
    missing_end,
    orphan_end,
    split_marker,
    text_in_region,
)
from ascii_diagram.directives.region_search import looks_drawn, region_body
from ascii_diagram.directives.syntax import (
    CONFLICT,
    END,
    WORD,
    is_broken_end,
    is_end,
    is_head,
    is_switch,
)


def scan_markdown(
    lines: Sequence[str], found: Outline, marked: Sequence[int], findings: Findings
) -> None:
    """Add the directives of a Markdown text to `findings`.

    Args:
        lines: The text.
        found: Its blocks.
        marked: Numbers of the lines that hold the word, in order.
        findings: Where directives and problems go.
    """
    following = 0
    for number in marked:
        index = found.block_at(number)
        if index >= following and number < found.blocks[index].end:
            following = _scan_block(lines, found.blocks, index, findings)


def _scan_block(lines: Sequence[str], blocks: list[Block], index: int, findings: Findings) -> int:
    block = blocks[index]
    if WORD not in block.content and WORD not in block.info:
        return index + 1
    if block.kind == "fence":
        if not findings.off:
            scan_fence(lines, block, findings)
        return index + 1
    text = block.comment if block.kind == "html_block" else None
    if block.kind == "paragraph":
        text = block.content.strip()
    if text is None:
        if block.kind == "html_block" and not findings.off:
            _report_broken_comment(lines, block, findings)
        return index + 1
    if is_switch(text):
        findings.off = text.endswith("off")
    elif findings.off:
        pass
    elif is_end(text) or is_broken_end(text):
        findings.problems.append(orphan_end(block.start, line_body(lines[block.start])))
    else:
        return _scan_directive(lines, blocks, index, text, findings)
    return index + 1


def _report_broken_comment(lines: Sequence[str], block: Block, findings: Findings) -> None:
    content = block.content.strip()
    inner = content[4:].lstrip()
    if not content.startswith("<!--") or not is_head(inner):
        return
    raw = line_body(lines[block.start])
    findings.problems.append(
        Problem(
            block.start,
            max(0, raw.find(WORD)),
            len(raw),
            "this HTML comment does not end with `-->` at the end of its last line",
            "close it there; a prompt that holds `-->` needs the form ```ascii-diagram",
            "bad-comment",
        )
    )


def _scan_directive(
    lines: Sequence[str], blocks: list[Block], index: int, text: str, findings: Findings
) -> int:
    block = blocks[index]
    raw = line_body(lines[block.start])
    before = CONTAINERS.match(raw)
    assert before is not None
    opening = before.end()
    word = raw.find(WORD, opening)
    number = block.start
    while word < 0 and number + 1 < block.end:
        number += 1
        word = line_body(lines[number]).find(WORD)
    first, *rest = text.split("\n")
    problem = broken_head(first, number, word)
    if problem is not None:
        findings.problems.append(problem)
    head = read_head(first, number, word)
    if head is None or word < 0:
        return index + 1
    if block.kind == "paragraph" and word != opening:
        return index + 1
    prompt = join_prompt(head.prompt, rest)
    prefix = region_prefix(raw[:opening])
    following, found = (
        _find_region(lines, blocks, index) if block.kind == "html_block" else (index + 1, None)
    )
    if found is None:
        found = _hidden_end(lines, block.end)
    if isinstance(found, Problem):
        findings.problems.append(found)
        return following
    own = tuple(line_body(line) for line in lines[block.start : block.end])
    host = _host(block, head, prompt, raw[:opening], prefix, own)
    add_directive(
        findings, head, prompt, end=block.end, host=host, region=found, lines=own, start=block.start
    )
    return following


def _host(
    block: Block, head: Head, prompt: str, before: str, prefix: str, own: tuple[str, ...]
) -> Host:
    if block.kind == "html_block":
        shown = own[0][: head.column] if WORD in own[0] else f"{before}<!-- "
        after = own[-1][own[-1].rindex("-->") :]
        return Host(
            "comment",
            "markdown",
            prefix=prefix,
            fenced=True,
            before=shown,
            after=f" {after}",
            opener="<!--",
            closer="-->",
        )
    first, *rest = prompt.split("\n")
    brackets = f"[{head.options}]" if head.options else ""
    lines = [f"{before}<!-- {WORD}{brackets}: {first}", *(prefix + line for line in rest)]
    lines[-1] += " -->"
    return Host(
        "paragraph", "markdown", prefix=prefix, fenced=True, before=before, head=tuple(lines)
    )


def _find_region(
    lines: Sequence[str], blocks: list[Block], index: int
) -> tuple[int, Region | Problem | None]:
    """Return the region of the comment at `index`, and the first block that is not part of it."""
    start = blocks[index].end
    for number in range(index + 1, len(blocks)):
        block = blocks[number]
        if WORD not in block.content:
            continue
        text = block.comment or ""
        if block.kind == "paragraph":
            text = block.content.strip()
        raw = line_body(lines[block.start])
        if is_broken_end(text):
            return number + 1, orphan_end(block.start, raw)
        if is_end(text) and block.kind == "html_block":
            between = blocks[index + 1 : number]
            conflict = _conflict(lines, start, block.start)
            if conflict:
                return number + 1, conflict
            return number + 1, _read_region(lines, start, between, block)
        if is_head(text) and block.kind in ("html_block", "paragraph"):
            break
    return index + 1, _missing(lines, blocks[index + 1 : index + 2])


def _hidden_end(lines: Sequence[str], start: int) -> Problem | None:
    """Return the problem of an end marker that some other block has swallowed.

    A broken fence or a changed indent hides it from the parser; the directive above then looks as
    if nothing had been drawn yet. An example of a region begins with its own directive.
    """
    for number in range(start, len(lines)):
        if WORD not in lines[number]:
            continue
        raw = line_body(lines[number])
        if END.search(raw) is None:
            return None
        return _conflict(lines, start, number) or hidden_end(number, raw)
    return None


def _missing(lines: Sequence[str], following: list[Block]) -> Problem | None:
    if not following or following[0].kind != "fence" or following[0].info.strip() != "text":
        return None
    if not looks_drawn(following[0].content.split("\n")):
        return None
    line = following[0].start
    return missing_end(line, line_body(lines[line]))


def _conflict(lines: Sequence[str], start: int, end: int) -> Problem | None:
    """Return the problem of conflict markers in these lines; `=======` alone may be a drawing."""
    for number in range(start, end):
        raw = line_body(lines[number])
        if CONFLICT.match(raw) and not raw.startswith("="):
            return conflict_markers(number, raw)
    return None


def _read_region(
    lines: Sequence[str], start: int, between: list[Block], marker: Block
) -> Region | Problem:
    match = END.fullmatch(marker.comment or "")
    assert match is not None
    texts: list[str] = []
    for block in between:
        texts.extend(["", *block.content.rstrip("\n").split("\n")])
    body = region_body(texts, fenced=False)
    fences = len(between) == 1 and between[0].kind == "fence"
    if between and not fences and output_hash(body) != match["output"]:
        stray = next((b for b in between if b.kind != "fence"), between[-1])
        raw = line_body(lines[stray.start])
        return text_in_region(stray.start, raw)
    if marker.end - marker.start != 1:
        raw = line_body(lines[marker.start])
        return split_marker(marker.start, raw)
    return Region(
        start,
        marker.end,
        match["prompt"],
        match["output"],
        body,
        marker.start,
        line_body(lines[marker.start]),
    )
