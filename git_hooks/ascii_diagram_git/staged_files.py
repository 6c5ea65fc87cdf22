"""The hook pre-commit: staged files with fresh drawings, or no commit."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_OK
from ascii_diagram.directives.syntax import WORD
from ascii_diagram.file_access import read_regular
from ascii_diagram.limits import MAX_FILE_BYTES
from ascii_diagram_git.git import git
from ascii_diagram_git.message_hook import disabled


def run_pre_commit(files: Sequence[Path], *, check: bool) -> int:
    """Draw the directives of files and say which ones changed.

    Nothing is staged: what goes into the commit is the author's to decide.

    Args:
        files: The files; what is staged when there are none.
        check: Change nothing, ask no model.

    Returns:
        0 when all was fresh, 1 when something was drawn or is to be drawn, 2 on errors.
    """
    if disabled():
        return EXIT_OK
    wanted = [path for path in files or _staged() if _may_hold_directives(path)]
    return _expand(wanted, check) if wanted else EXIT_OK


def _staged() -> list[Path]:
    """Return the staged files that are in the work tree."""
    top = Path(os.fsdecode(git("rev-parse", "--show-toplevel").removesuffix(b"\n")))
    names = git("diff", "--cached", "--name-only", "--diff-filter=ACMRT", "--no-ext-diff", "-z")
    paths = [top / os.fsdecode(name) for name in names.split(b"\0") if name]
    return [path for path in paths if path.is_file()]  # not those that a sparse checkout leaves out


def _may_hold_directives(path: Path) -> bool:
    try:
        return WORD.encode() in read_regular(path, MAX_FILE_BYTES)
    except OSError:
        return True  # for the expansion to tell


def _expand(paths: Sequence[Path], check: bool) -> int:
    from ascii_diagram.cli.files_command import exit_code
    from ascii_diagram.cli.report import TextReport
    from ascii_diagram.expansion import expand_files
    from ascii_diagram.expansion.resolving import open_resolver

    report = TextReport(sys.stdout, sys.stderr)
    code = EXIT_OK
    opener = partial(open_resolver, frozen=check)
    mode = "check" if check else "expand"
    changed = 0
    for result in expand_files(paths, mode=mode, write=not check, opener=opener):
        report.add(result)
        changed += result.written
        code = max(code, exit_code(result, check=check, diff=False))
    report.finish()
    if changed:
        print("ascii-diagram: look at what was drawn, then `git add` it", file=sys.stderr)
    return max(code, EXIT_CHANGED) if changed else code
