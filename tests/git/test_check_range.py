"""Messages that were made where no hook runs."""

from __future__ import annotations

from tests.git.repository import DIRECTIVE, Repository


def test_directives_that_were_never_drawn(repository: Repository) -> None:
    repository.commit("-m", "First")
    repository.commit("-m", "ascii-diagram: 1.0 -> 1.1", "-m", DIRECTIVE)
    shown = repository.tool("hook", "check-range", "HEAD~..HEAD")
    assert (shown, repository.said) == (b"", "1 messages, no directive without its drawing\n")
    repository.commit("--no-verify", "-m", "Squashed (#12)", "-m", f"* one\n\n{DIRECTIVE}\n\n* two")
    left = repository.git("rev-parse", "--short=12", "HEAD").decode().strip()
    repository.commit("--no-verify", "-m", "Broken", "-m", "ascii-diagram[width=1]: A -> B")
    broken = repository.git("rev-parse", "--short=12", "HEAD").decode().strip()
    shown = repository.tool("hook", "check-range", "HEAD~3..HEAD", code=1)
    assert shown.decode().splitlines() == [
        f"{broken}:3: bad value for width: 1",
        f"{left}:5: has no drawing yet",
    ]
    assert "git rebase -x 'git commit --amend --no-edit' HEAD~3" in repository.said


def test_the_hint_works(repository: Repository) -> None:
    repository.commit("-m", "First")
    repository.commit("--no-verify", "-m", "Second", "-m", DIRECTIVE)
    repository.tool("hook", "check-range", "HEAD~..HEAD", code=1)
    repository.git("rebase", "--quiet", "-x", "git commit --amend --no-edit", "HEAD~")
    repository.tool("hook", "check-range", "HEAD~..HEAD")


def test_what_is_no_range(repository: Repository) -> None:
    repository.commit("-m", "First")
    for words in ("nowhere..HEAD", "--all", "--output=file"):
        repository.tool("hook", "check-range", words, code=2)
    assert not (repository.folder / "file").exists()
