"""Comment characters, cleanup modes and editors: only what Git keeps is drawn, and Git keeps it."""

from __future__ import annotations

import pytest

from tests.git.repository import DIRECTIVE, PROSE, SIGNED, Repository, drawing, git_version

DRAWN = f"Subject\n\n{drawing()}"
MODES = ("strip", "whitespace", "verbatim", "scissors", "default")


@pytest.mark.parametrize("mode", MODES)
def test_cleanup_without_an_editor(repository: Repository, mode: str) -> None:
    repository.commit("-s", f"--cleanup={mode}", "-m", "Subject", "-m", DIRECTIVE)
    repository.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])


@pytest.mark.parametrize("mode", MODES)
def test_cleanup_after_an_editor(repository: Repository, mode: str) -> None:
    repository.git("config", "commit.cleanup", mode)
    repository.commit_text(f"Subject\n\n{DIRECTIVE}\n\n")
    message = repository.message().decode()
    assert message.startswith(DRAWN)
    rest = message.removeprefix(DRAWN)
    assert all(line.startswith("#") for line in rest.split("\n") if line)
    assert (rest.strip() == "") == (mode in {"strip", "scissors", "default"})


@pytest.mark.parametrize("character", [";", "|", "+", "a", "t", "auto"])
def test_other_comment_characters(repository: Repository, character: str) -> None:
    repository.git("config", "core.commentChar", character)
    text = f"Subject\n\nascii-diagram: {PROSE}\n# 1 is meant\n"
    if character == "a":  # as Git has it, the directive itself is a comment
        repository.commit_text(text)
        repository.check("Subject\n\n# 1 is meant\n")
        return
    repository.commit_text(text)
    shown = drawing("shop -> bank: asks")
    caption = f" {PROSE}" if character == "t" else PROSE
    rest = "" if character == "auto" else "\n# 1 is meant\n"  # Git chose `#`
    repository.check(f"Subject\n\n{caption}\n\n{shown}{rest}")


def test_git_chooses_another_character_when_lines_begin_with_the_usual_one(
    repository: Repository,
) -> None:
    repository.git("config", "core.commentChar", "auto")
    typed = f"Subject\n\n#1 is meant\n\n{DIRECTIVE}\n"
    repository.commit("-e", "-v", "-m", typed, GIT_EDITOR="true")
    repository.check(f"Subject\n\n#1 is meant\n\n{drawing()}")


@pytest.mark.skipif(git_version() < (2, 45), reason="comment strings are Git's since 2.45")
@pytest.mark.parametrize("key", ["core.commentString", "core.commentChar"])
@pytest.mark.parametrize("string", ["//", "⁑⁕⁑", "the"])
def test_comment_strings(repository: Repository, key: str, string: str) -> None:
    repository.git("config", key, string)
    repository.commit_text(f"Subject\n\nascii-diagram: {PROSE}\n{string} not this\n", "-v")
    caption = f" {PROSE}" if PROSE.startswith(string) else PROSE
    repository.check(f"Subject\n\n{caption}\n\n{drawing('shop -> bank: asks')}")


def test_comments_among_the_text(repository: Repository) -> None:
    text = f"# a\nSubject\n# b\n\n{DIRECTIVE}\n# ascii-diagram: C -> D\nAfter.\n"
    repository.commit_text(text)
    repository.check(f"{DRAWN}\nAfter.\n")
    typed = f"Subject\n\n{DIRECTIVE}\n# kept\n"
    repository.commit("-m", typed)
    repository.check(f"{DRAWN}\n# kept\n")


def test_a_directive_below_the_scissors_is_thrown_away(repository: Repository) -> None:
    cut = "# ------------------------ >8 ------------------------"
    text = f"Subject\n\n{DIRECTIVE}\n{cut}\n{DIRECTIVE}\n"
    repository.commit_text(text, "--cleanup=scissors")
    repository.check(DRAWN)
