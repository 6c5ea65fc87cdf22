"""Which lines of a commit message are the message: comments and what follows the scissors are not.

After Git's `strbuf_stripspace`, `wt_status_locate_end` and `adjust_comment_line_char`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ascii_diagram.directives.lines import line_end, split_lines

AUTO = "auto"
# One of the characters that Git chooses from, alone or before a blank.
_OF_GIT = re.compile(r"([#;@!$%^&|:])(?:\s|$)")
_SCISSORS = re.compile(rb"^([^\r\n]{1,64}) -{24} >8 -{24}[ \t]*\r?$", re.MULTILINE)
_MASK = "#"  # what the scanner of commit messages knows as a comment


def find_scissors(data: bytes) -> tuple[int, bytes]:
    """Return where the line of the scissors begins, and the comment string before them.

    What is below them, such as the differences of `git commit -v`, is not part of the message.
    Without scissors that is the length of `data` and nothing.
    """
    match = _SCISSORS.search(data)
    return (match.start(), match[1]) if match else (len(data), b"")


def comment_strings(
    text: str, configured: Iterable[str], *, scissors: str, edited: bool
) -> tuple[str, ...]:
    """Return what begins a comment line in a message.

    Args:
        text: The message, up to the scissors.
        configured: Values of core.commentChar and core.commentString. Which of them counts
            depends on Git's version, so all do.
        scissors: The comment string before the scissors, which is certain; empty without them.
        edited: Whether Git made the file for an editor, with comments in it.
    """
    if scissors:
        return (scissors,)
    found: list[str] = []
    for value in configured:
        if value == AUTO:
            found += [_chosen_by_git(text)] if edited else []
        elif value and "\n" not in value:
            found.append(value)
    return tuple(dict.fromkeys(found or (["#"] if edited else [])))


def masked(text: str, comments: Sequence[str]) -> str:
    """Return `text` with each comment line as a bare `#`: the numbers of lines stay the same."""
    return "".join(
        _MASK + line_end(line) if _is_comment(line, comments) else line
        for line in split_lines(text)
    )


def kept_by_git(lines: Iterable[str], comments: Sequence[str]) -> tuple[str, ...]:
    """Return `lines` with a blank before those that Git would take for comments."""
    return tuple(f" {line}" if _is_comment(line, comments) else line for line in lines)


def _is_comment(line: str, comments: Sequence[str]) -> bool:
    return any(line.startswith(comment) for comment in comments)


def _chosen_by_git(text: str) -> str:
    """Guess the character that Git chose for `auto`: it tells nobody.

    The lines that Git puts last begin with it.
    """
    last = next((line for line in reversed(split_lines(text)) if line.strip()), "")
    match = _OF_GIT.match(last)
    return match[1] if match else "#"
