"""The hooks commit-msg and prepare-commit-msg: no fault of theirs ever stops a commit or spoils it.

Whatever goes wrong, the message stays as it was typed, one line says so, and the commit goes on,
unless the user asked for `on_error = fail`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_OK
from ascii_diagram.cli.host_process import EndedError
from ascii_diagram.directives.syntax import WORD
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.printable import printable

if TYPE_CHECKING:
    from ascii_diagram.expansion.place import Answers
    from ascii_diagram.resolve.request import Request
    from ascii_diagram.settings import Looks
    from ascii_diagram.settings.looks import OnError
    from ascii_diagram_git.answers import Asking
    from ascii_diagram_git.drawn_message import Fault
    from ascii_diagram_git.message_file import MessageFile

DISABLE = "ASCII_DIAGRAM_DISABLE"
"""The variable that switches the hooks off."""

_NO_EDITOR = ":"
_RETRY = "git commit --amend --no-edit"
_SHOWN = 160


@dataclass(slots=True)
class MessageHook:
    """One run of a message hook.

    Attributes:
        path: The message's file; None when the caller was not told it.
        timeout: Most seconds that prose may take; the settings' when None.
        on_error: What a fault does to the commit; the settings' when None.
        asking: The question to the model, once there is one.
    """

    path: Path | None
    timeout: float | None = None
    on_error: OnError | None = None
    asking: Asking | None = field(default=None, init=False)

    def run(self) -> int:
        """Draw the message's directives; return the exit code for Git."""
        if disabled():
            return EXIT_OK
        try:
            return self._draw()
        except AsciiDiagramError as error:
            return self._undrawn(error.message)
        except OSError as error:
            return self._undrawn(f"{error.filename or ''}: {error.strerror or error}")
        except (KeyboardInterrupt, EndedError):
            return self._undrawn("interrupted")
        except Exception as error:
            return self._undrawn(f"a fault of ascii-diagram: {type(error).__name__}: {error}")

    def leave(self, code: int) -> int:
        """Return `code`, or end the process with it where the model would hold it up."""
        if self.asking is not None and not self.asking.ended():
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        return code

    def _draw(self) -> int:
        from ascii_diagram_git.message_file import find_message

        self.path = self.path or find_message()
        if WORD.encode() not in self.path.read_bytes():
            return EXIT_OK
        return self._draw_directives(self.path)

    def _draw_directives(self, path: Path) -> int:
        from ascii_diagram.settings import load_looks
        from ascii_diagram_git.drawn_message import draw_message
        from ascii_diagram_git.git import config_values
        from ascii_diagram_git.message_file import read_message
        from ascii_diagram_git.message_text import comment_strings

        started = time.monotonic()
        looks = load_looks(Path.cwd())
        self.on_error = self.on_error or looks.commit.on_error
        config = config_values("core.commentchar", "core.commentstring", "i18n.commitencoding")
        message = read_message(path, "".join(config["i18n.commitencoding"][-1:]))
        comments = comment_strings(
            message.text,
            config["core.commentchar"] + config["core.commentstring"],
            scissors=message.scissors,
            edited=os.environ.get("GIT_EDITOR") != _NO_EDITOR,
        )
        if _is_fixup(message, comments):
            return EXIT_OK
        drawn = draw_message(
            message.text,
            looks,
            lambda requests: self._ask(requests, looks),
            comments=comments,
            encoding=message.drawing,
            merging=(path.parent / "MERGE_HEAD").exists(),
        )
        if drawn.text != message.text:
            message.replace(drawn.text)
        if drawn.drawn:
            many = "diagram" if drawn.drawn == 1 else "diagrams"
            _say(f"drew {drawn.drawn} {many} ({time.monotonic() - started:.1f} s)")
        return self._report(drawn.faults)

    def _ask(self, requests: Sequence[Request], looks: Looks) -> Answers:
        from ascii_diagram.settings import load_settings
        from ascii_diagram_git.answers import Asking

        settings = load_settings(Path.cwd())
        self.asking = Asking(requests, settings, self.timeout or looks.commit.timeout)
        return self.asking.answers()

    def _report(self, faults: Sequence[Fault]) -> int:
        serious = [fault for fault in faults if not fault.harmless]
        if serious:
            more = f" (and {len(serious) - 1} more)" if len(serious) > 1 else ""
            return self._undrawn(f"line {serious[0].line}: {serious[0].message}{more}")
        for fault in faults:
            _say(f"line {fault.line}: {fault.message}")
        return EXIT_OK

    def _undrawn(self, reason: str) -> int:
        reason = printable(reason, _SHOWN)
        if self.on_error == "fail":
            kept = printable(self.path or "FILE")
            _say(f"{reason}; the commit is stopped. Mend it with: git commit -eF {kept}")
            return EXIT_CHANGED
        _say(f"{reason}; left as typed. To try again: {_RETRY}")
        return EXIT_OK


def disabled() -> bool:
    """Whether the user has switched the hooks off."""
    return os.environ.get(DISABLE, "") not in ("", "0")


def run_commit_msg(path: Path | None, timeout: float | None, on_error: OnError | None) -> int:
    """Run the hook commit-msg."""
    hook = MessageHook(path, timeout, on_error)
    return hook.leave(hook.run())


def run_prepare_commit_msg(
    path: Path,
    source: str,
    also: Collection[str],
    timeout: float | None,
    on_error: OnError | None,
) -> int:
    """Run the hook prepare-commit-msg.

    Args:
        path: The message's file.
        source: Where the message is from, as Git says it: `message` (`-m`, `-F`), `template`,
            `merge`, `squash`, `commit` (`--amend`, `-c`, `-C`), or empty.
        also: Sources to draw besides `message` and none.
        timeout: As for commit-msg.
        on_error: As for commit-msg.
    """
    if source not in ("", "message", *also):
        return EXIT_OK
    hook = MessageHook(path, timeout, on_error)
    try:
        if WORD.encode() not in path.read_bytes() or _picks_commits():
            return EXIT_OK
    except (AsciiDiagramError, OSError):
        return EXIT_OK
    return hook.leave(hook.run())


def _picks_commits() -> bool:
    """Whether Git is making commits anew from others: Git then runs this hook for each of them."""
    from ascii_diagram_git.git import git_path, is_ref

    return (
        git_path("rebase-merge").exists()
        or git_path("rebase-apply").exists()
        or is_ref("CHERRY_PICK_HEAD")
        or is_ref("REVERT_HEAD")
    )


def _is_fixup(message: MessageFile, comments: Sequence[str]) -> bool:
    """Whether the message goes away when the commit is put where it belongs."""
    from ascii_diagram_git.message_text import masked

    lines = masked(message.text, comments).split("\n")
    subject = next((line for line in lines if line.strip() and line.rstrip() != "#"), "")
    return subject.startswith("fixup! ")


def _say(line: str) -> None:
    from contextlib import suppress

    with suppress(OSError):
        print(f"ascii-diagram: {line}", file=sys.stderr)
