"""A Git repository of its own, with nobody's configuration, whose hook is installed for real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path

import ascii_diagram
from ascii_diagram.drawing.charset import CharsetName

PROGRAM = Path(sys.executable).parent / "ascii-diagram"
AUTHOR = "A U Thor <author@example.com>"
SIGNED = f"Signed-off-by: {AUTHOR}"
DIRECTIVE = "ascii-diagram: API -> cache: asks"
PROSE = "the shop asks the bank"
"""Prose whose meaning the store of the tests knows, so that no model is needed."""


_numbers = count(1)


@cache
def git_version() -> tuple[int, ...]:
    words = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in words.split()[2].split(".")[:2])


def drawing(
    notation: str = "API -> cache: asks", *, charset: CharsetName = "unicode", width: int = 68
) -> str:
    """The lines that a drawing is in a message."""
    rows = ascii_diagram.draw(notation, width=width, charset=charset).split("\n")
    return "".join(f"    {row}\n" for row in rows)


class Repository:
    """Runs Git in `folder`; what the user would see on standard error is in `said`."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.said = ""

    @classmethod
    def make(cls, folder: Path, environment: Mapping[str, str]) -> Repository:
        folder.mkdir(parents=True, exist_ok=True)
        repository = cls(folder, environment)
        repository.git("init", "--quiet", "--initial-branch=main", ".")
        return repository

    def run(
        self, *words: str | Path, code: int | None = 0, stdin: bytes = b"", **variables: str
    ) -> bytes:
        """Run a program; `code` is how it must end, None for any."""
        done = subprocess.run(
            [os.fspath(word) for word in words],
            cwd=self.folder,
            env={**self.environment, **variables},
            input=stdin,
            capture_output=True,
            timeout=120,
        )
        self.said = done.stderr.decode(errors="replace")
        assert code is None or done.returncode == code, (
            done.returncode,
            self.said,
            done.stdout.decode(errors="replace"),
        )
        return done.stdout

    def git(
        self, *words: str | Path, code: int | None = 0, stdin: bytes = b"", **variables: str
    ) -> bytes:
        return self.run("git", *words, code=code, stdin=stdin, **variables)

    def tool(self, *words: str | Path, code: int | None = 0, **variables: str) -> bytes:
        return self.run(PROGRAM, *words, code=code, **variables)

    def path(self, name: str) -> Path:
        """Where Git keeps a file of its own."""
        return self.folder / os.fsdecode(self.git("rev-parse", "--git-path", name).strip())

    def stage(self, name: str = "") -> None:
        """Stage a change."""
        number = next(_numbers)
        path = self.folder / (name or f"file{number}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}\n")
        self.git("add", path.relative_to(self.folder))

    def commit(self, *words: str | Path, **variables: str) -> bytes:
        """Commit a new change; return the message as Git stored it."""
        self.stage()
        self.git("commit", "--quiet", *words, **variables)
        return self.message()

    def commit_text(self, text: str, *words: str, **variables: str) -> bytes:
        """Commit a new change with the message `text`, typed in an editor."""
        return self.commit(*words, GIT_EDITOR=self.editor(text), **variables)

    def editor(self, text: str) -> str:
        """An editor that puts `text` above what Git wrote into the file."""
        typed = self.folder.parent / f"typed{next(_numbers)}"
        typed.write_bytes(text.encode())
        return f"{sys.executable} {Path(__file__).parent / 'editor.py'} {typed}"

    def message(self, commit: str = "HEAD") -> bytes:
        """The message in the very bytes of the commit; `said` stays."""
        said = self.said
        stored = self.git("cat-file", "commit", commit)
        self.said = said
        return stored.partition(b"\n\n")[2]

    def trailers(self, commit: str = "HEAD") -> list[str]:
        shown = self.git("log", "-1", "--format=%(trailers:only)", "--encoding=UTF-8", commit)
        return [line for line in shown.decode().split("\n") if line]

    def check(self, expected: str, *, trailers: list[str] | None = None) -> None:
        """The newest message is `expected`, its trailers are read, and amending changes nothing."""
        assert self.message().decode() == expected
        assert self.trailers() == (trailers or [])
        self.git("commit", "--quiet", "--amend", "--no-edit", "--allow-empty")
        assert self.message().decode() == expected

    def install(self, *words: str) -> None:
        self.tool("install-hooks", *words)
