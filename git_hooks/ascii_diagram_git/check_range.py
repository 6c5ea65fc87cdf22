"""`hook check-range`: messages that were made where no hook runs, such as on a server."""

from __future__ import annotations

import sys

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_OK
from ascii_diagram.directives.syntax import WORD
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.printable import printable
from ascii_diagram_git.drawn_message import MESSAGE_NAME, Fault, faults_of
from ascii_diagram_git.git import git

_ABBREVIATED = 12


def run_check_range(commits: str) -> int:
    """Look for directives that were not drawn in the messages of `commits`, such as `A..B`.

    Returns:
        0 when there is none, 1 when there is one.

    Raises:
        GitError: Git knows no such commits.
    """
    if commits.startswith("-"):
        raise AsciiDiagramError(f"{printable(commits)} is no range of commits")
    words = ("log", "-z", "--no-color", "--no-show-signature", "--encoding=UTF-8")
    log = git(*words, "--format=%H%n%B", "--end-of-options", commits, "--").decode(errors="replace")
    entries = [entry.partition("\n") for entry in log.split("\0") if entry]
    found = 0
    for commit, _, message in entries:
        for fault in _faults(message):
            print(f"{commit[:_ABBREVIATED]}:{fault.line}: {printable(fault.message)}")
            found += 1
    _say_how_to_mend(found, len(entries), commits)
    return EXIT_CHANGED if found else EXIT_OK


def _faults(message: str) -> list[Fault]:
    if WORD not in message:
        return []
    from ascii_diagram.expansion import finish_expansion, plan_expansion
    from ascii_diagram.settings import DEFAULT_LOOKS

    plan = plan_expansion(message, path=MESSAGE_NAME, settings=DEFAULT_LOOKS, mode="check")
    return [fault for fault in faults_of(finish_expansion(plan)) if not fault.harmless]


def _say_how_to_mend(found: int, commits: int, name: str) -> None:
    if not found:
        print(f"{commits} messages, no directive without its drawing", file=sys.stderr)
        return
    base = name.partition("..")[0]
    hint = f"git rebase -x 'git commit --amend --no-edit' {base}" if ".." in name and base else ""
    print(f"{commits} messages, {found} to draw", file=sys.stderr)
    if hint:
        print(
            f"  hint: where the hook is installed, `{printable(hint)}` draws them", file=sys.stderr
        )
