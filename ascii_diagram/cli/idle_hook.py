"""Git runs message hooks at every commit, and most messages hold no directive: those end here.

Imported before everything else, so it imports nothing itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_HOOKS = ("commit-msg", "prepare-commit-msg")
_WORD = b"ascii-diagram"


def is_idle_hook(words: Sequence[str]) -> bool:
    """Whether `words` call a message hook on a file that holds no directive.

    Args:
        words: The command line; `hook commit-msg [--flag=value]... FILE` is what is looked for.
    """
    if len(words) < 3 or words[0] != "hook" or words[1] not in _HOOKS:
        return False
    files = [word for word in words[2:] if not word.startswith("-")]
    try:
        with open(files[0], "rb") as stream:  # noqa: PTH123
            return _WORD not in stream.read()
    except (OSError, IndexError, ValueError):
        return False
