"""The words of the directive language: heads, switches, end markers, unsafe characters."""

from __future__ import annotations

import re

WORD = "ascii-diagram"

HEAD = re.compile(
    r"ascii-diagram"
    r"(?P<bracket>\[(?P<options>(?:[^\]\"'\n\r]|\"[^\"\n\r]*+\"|'[^'\n\r]*+')*+)\])?"
    r":(?!:|//)[ \t]*(?P<prompt>[^\n\r]*)"
)
BROKEN_HEAD = re.compile(r"ascii-diagram\[[^\n\r]*:")
CLOSED_BRACKET = re.compile(r"ascii-diagram\[[^\]\n\r]*\](?!:)")
END = re.compile(r"end ascii-diagram (?P<prompt>[0-9a-f]{6})\.(?P<output>[0-9a-f]{6})")
BROKEN_END = re.compile(r"end ascii-diagram(?:$|\s+(?:[^\s]*$|[0-9a-fA-F]{2,}\.))")
IGNORE = re.compile(r"ignore(?:\[(?P<rules>[\w, \t-]*)\])?")
CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")

# C0 and C1 controls but the tab, line separators, and what turns the direction of text round.
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def is_end(text: str) -> bool:
    """Whether `text` (stripped, without leader) is a well-formed end marker."""
    return END.fullmatch(text) is not None


def is_broken_end(text: str) -> bool:
    """Whether `text` (stripped, without leader) was meant as an end marker but is none."""
    return (
        text.startswith("end ascii-diagram")
        and not is_end(text)
        and (BROKEN_END.match(text) is not None)
    )


def is_head(text: str) -> bool:
    """Whether `text` (stripped, without leader) begins a directive or a switch."""
    return HEAD.match(text) is not None


def is_switch(text: str) -> bool:
    """Whether `text` (stripped, without leader) is `ascii-diagram: off` or `ascii-diagram: on`."""
    match = HEAD.match(text)
    return match is not None and not match["bracket"] and match["prompt"].strip() in ("on", "off")


def is_ignore(prompt: str) -> bool:
    """Whether a head's prompt says which findings of `check` to pass over, not what to draw."""
    return IGNORE.fullmatch(prompt.strip()) is not None
