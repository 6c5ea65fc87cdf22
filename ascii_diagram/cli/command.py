"""What a subcommand is. Other packages add theirs to the group `ascii_diagram.commands`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

ENTRY_POINT_GROUP = "ascii_diagram.commands"

EXIT_OK = 0
EXIT_CHANGED = 1
"""`--check` found work to do, or a diagram could not be made."""
EXIT_ERROR = 2


class Command(NamedTuple):
    """A subcommand.

    Attributes:
        name: The word typed after `ascii-diagram`.
        help: One line for the list of subcommands.
        add_arguments: Declares the flags.
        run: Does the work and returns the exit code; may raise AsciiDiagramError.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
