"""`ascii-diagram adopt`: declare hand edits of drawings to be right."""

from __future__ import annotations

import argparse

from ascii_diagram.cli.command import Command
from ascii_diagram.cli.files_command import add_reported_paths, run_on_files


def _run(arguments: argparse.Namespace) -> int:
    return run_on_files(arguments, mode="adopt")


command = Command("adopt", "declare hand edits of drawings to be right", add_reported_paths, _run)
