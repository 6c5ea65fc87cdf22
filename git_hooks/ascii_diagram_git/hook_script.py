"""The script that is put into a hooks folder: it runs the hook that was there before, then ours."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Literal, get_args

HookName = Literal["commit-msg", "prepare-commit-msg", "pre-commit"]
HOOK_NAMES: tuple[HookName, ...] = get_args(HookName)

BEFORE = ".before-ascii-diagram"
"""What is added to the name of a hook that was there before."""

_MARK = "Written by `ascii-diagram install-hooks`"
_MESSAGE_GUARD = 'LC_ALL=C grep -q ascii-diagram "$1" 2>/dev/null || exit 0\n'

_SCRIPT = """\
#!/bin/sh
# {mark}; `--uninstall` takes it out again.
before="${{0%/*}}/{name}{before}"
if [ -x "$before" ]; then
  "$before" "$@" || exit $?
fi
{guard}program={program}
[ -x "$program" ] || program=$(command -v ascii-diagram) || {{
  echo "ascii-diagram: not found, so nothing is drawn; ascii-diagram install-hooks mends it" >&2
  exit 0
}}
exec "$program" hook {name} "$@"
"""


def hook_script(name: HookName, program: Path) -> bytes:
    """Return the script of hook `name`, which calls `program` or, where that is gone, PATH's."""
    text = _SCRIPT.format(
        mark=_MARK,
        before=BEFORE,
        guard="" if name == "pre-commit" else _MESSAGE_GUARD,
        program=shlex.quote(program.as_posix()),
        name=name,
    )
    return text.encode(errors="surrogateescape")


def hook_command(name: HookName, program: Path) -> str:
    """Return the shell command that runs hook `name`, for Git's configuration."""
    return f"{shlex.quote(program.as_posix())} hook {name}"


def is_ours(script: bytes) -> bool:
    """Whether a script was written by `hook_script`."""
    return _MARK.encode() in script
