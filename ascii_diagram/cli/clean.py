"""`ascii-diagram clean`: take the drawings out of files and keep the directives."""

from __future__ import annotations

import argparse

from ascii_diagram.cli.command import Command
from ascii_diagram.cli.files_command import add_reported_paths, run_on_files


def _run(arguments: argparse.Namespace) -> int:
    return run_on_files(arguments, mode="clean")


command = Command(
    "clean", "take the drawings out of files, keep the directives", add_reported_paths, _run
)
