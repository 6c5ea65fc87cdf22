"""`ascii-diagram hook`: what Git, pre-commit and other runners of hooks call."""

from __future__ import annotations

import argparse
from pathlib import Path

from ascii_diagram.cli.command import Command

_SOURCES = ("template", "merge", "squash", "commit")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    hooks = parser.add_subparsers(metavar="HOOK", required=True)
    for name, what, add, run in _HOOKS:
        hook = hooks.add_parser(name, help=what, description=what, allow_abbrev=False)
        add(hook)
        hook.set_defaults(hook=run)


def _add_commit_msg(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the message; Git's own when left out"
    )
    _add_failure(parser)


def _add_prepare_commit_msg(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the message")
    parser.add_argument(
        "source", nargs="?", default="", metavar="SOURCE", help="where it is from, as Git says it"
    )
    parser.add_argument(
        "commit", nargs="?", default="", metavar="COMMIT", help="the commit it is from"
    )
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        choices=_SOURCES,
        help="messages to draw that are left alone otherwise; may be repeated",
    )
    _add_failure(parser)


def _add_pre_commit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="files; the staged ones when left out"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing and ask no model; exit 1 when stale"
    )


def _add_check_range(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("range", metavar="A..B", help="commits to look at, as for `git log`")


def _add_failure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="most that prose may take in all (10)"
    )
    parser.add_argument(
        "--on-error",
        choices=("keep", "fail"),
        help="what a fault does: keep the message and go on (default), or stop the commit",
    )


def _seconds(typed: str) -> float:
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{typed!r} is no number of seconds above 0")
    return seconds


def _run(arguments: argparse.Namespace) -> int:
    code: int = arguments.hook(arguments)
    return code


def _run_commit_msg(arguments: argparse.Namespace) -> int:
    from ascii_diagram_git.message_hook import run_commit_msg

    return run_commit_msg(arguments.file, arguments.timeout, arguments.on_error)


def _run_prepare_commit_msg(arguments: argparse.Namespace) -> int:
    from ascii_diagram_git.message_hook import run_prepare_commit_msg

    return run_prepare_commit_msg(
        arguments.file, arguments.source, arguments.also, arguments.timeout, arguments.on_error
    )


def _run_pre_commit(arguments: argparse.Namespace) -> int:
    from ascii_diagram_git.staged_files import run_pre_commit

    return run_pre_commit(arguments.files, check=arguments.check)


def _run_check_range(arguments: argparse.Namespace) -> int:
    from ascii_diagram_git.check_range import run_check_range

    return run_check_range(arguments.range)


_HOOKS = (
    (
        "commit-msg",
        "draw the directives of the message that was written",
        _add_commit_msg,
        _run_commit_msg,
    ),
    (
        "prepare-commit-msg",
        "draw the directives of a message before it is shown in the editor",
        _add_prepare_commit_msg,
        _run_prepare_commit_msg,
    ),
    (
        "pre-commit",
        "draw the directives of staged files; exit 1 when that changed any",
        _add_pre_commit,
        _run_pre_commit,
    ),
    (
        "check-range",
        "find directives that were never drawn in messages made elsewhere",
        _add_check_range,
        _run_check_range,
    ),
)

command = Command("hook", "draw commit messages and staged files, for Git", _add_arguments, _run)
