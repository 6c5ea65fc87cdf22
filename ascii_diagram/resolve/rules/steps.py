"""Steps in their order: `lint then test, then ship`, numbered lists, `loop: a, b, c, again`."""

from __future__ import annotations

import re
from itertools import pairwise

from ascii_diagram.diagram import Graph
from ascii_diagram.resolve.rules.pieces import (
    MAX_PROMPT_CHARS,
    graph_of,
    is_title,
    names_of,
    split_title,
)

_THEN = re.compile(
    r"[,;.]?\s+(?:and\s+)?(?:then|after that|next|finally|followed by|lastly)(?:,\s+|\s+)|[,;]\s+"
)
_SAYS_THEN = re.compile(r"\bthen\b|\bfollowed by\b", re.IGNORECASE)
_FIRST = re.compile(r"^(?:first|start with|begin with)[,:]?\s+", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:,|;)?\s*(?:and\s+)?(?:then\s+)?(?:(?:all\s+)?over\s+again|again|repeat|and\s+repeat"
    r"|back to (?:the )?start|from the (?:start|top))$",
    re.IGNORECASE,
)
_BACK = re.compile(r"^(?:back|home|again) to (?P<name>.+)$|^(?P<other>.+) again$", re.IGNORECASE)
_ORDERED = re.compile(
    r"\b(?:steps?|pipeline|workflow|process|procedure|stages|order|sequence of steps)\b(?! of)",
    re.IGNORECASE,
)
_LOOP = re.compile(r"\b(?:loop|cycle)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:rows?|columns?|table|grid|layout|wide|stack\w*|header|fields?|cells?|first|top|matrix)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:^|\s)(?:step\s+)?(\d{1,2})[.)]\s+", re.IGNORECASE)


def read_steps(prompt: str) -> Graph | None:
    """Read a plain list of steps as a chain, or as a circle when it says so.

    The prompt must say that it is an order: by `then`, by numbers, or by a title (`steps`,
    `pipeline`, `process`, `loop`).
    """
    if len(prompt) > MAX_PROMPT_CHARS:
        return None
    steps = _numbered(prompt) or _listed(prompt)
    if steps is None or len(steps) < 3:
        return None
    again = bool(_AGAIN.search(prompt.rstrip(" .")))
    back = _returns(steps)
    title, _ = split_title(prompt)
    if _LOOP.search(title) and not (again or back):
        return None
    return _chain(steps[:-1] if back else steps, circle=again or back)


def _returns(steps: list[str]) -> bool:
    """Whether the last step is the first one again."""
    match = _BACK.match(steps[-1])
    last = (match["name"] or match["other"]) if match else steps[-1]
    return last.casefold() == steps[0].casefold()


def _chain(steps: list[str], *, circle: bool) -> Graph | None:
    names = names_of(steps)
    if names is None or len({name.casefold() for name in names}) < len(names):
        return None
    walk = [*names, names[0]] if circle else names
    return graph_of([(source, target, "") for source, target in pairwise(walk)])


def _numbered(prompt: str) -> list[str] | None:
    numbers = [int(match[1]) for match in _NUMBERED.finditer(prompt)]
    if len(numbers) < 3 or numbers != list(range(1, len(numbers) + 1)):
        return None
    return [part.strip(" ,;.\n") for part in _NUMBERED.split(prompt)[2::2]]


def _listed(prompt: str) -> list[str] | None:
    title, text = split_title(" ".join(prompt.split()).rstrip(" ."))
    if _BESIDE.search(title) or (title and not is_title(title)):
        return None
    if not title and any(not _SAYS_THEN.search(mark) for mark in _THEN.findall(text)):
        return None
    if not (_SAYS_THEN.search(text) or _ORDERED.search(title) or _LOOP.search(title)):
        return None
    text = _AGAIN.sub("", _FIRST.sub("", text))
    return [part.strip() for part in _THEN.split(text)]
