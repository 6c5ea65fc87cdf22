"""Amending, merging, rebasing, picking, mailing: what the hook sees there and what it leaves."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.git.repository import DIRECTIVE, SIGNED, Repository, drawing

DRAWN = f"Subject\n\n{drawing()}"
SEQUENCE = "GIT_SEQUENCE_EDITOR"


@pytest.fixture
def drawn(repository: Repository) -> Repository:
    """A repository whose second commit has a drawing."""
    repository.commit("-m", "First")
    repository.commit("-s", "-m", "Subject", "-m", DRAWN.partition("\n\n")[2].rstrip("\n"))
    repository.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])
    return repository


def todo(*edits: str) -> str:
    """An editor of the list of commits to be rebased."""
    return "sed -i " + " ".join(f"-e '{edit}'" for edit in edits)


def branch(repository: Repository, name: str) -> None:
    repository.git("checkout", "--quiet", "-b", name)


def test_a_directive_that_was_left_is_drawn_by_amending(repository: Repository) -> None:
    repository.commit("--no-verify", "-m", "Subject", "-m", DIRECTIVE)
    repository.git("commit", "--quiet", "--amend", "--no-edit")
    repository.check(DRAWN)


@pytest.mark.parametrize(
    "words", [("--amend",), ("--amend", "-s", "-v"), ("--amend", "-C", "HEAD")]
)
def test_amending_in_an_editor(drawn: Repository, words: tuple[str, ...]) -> None:
    drawn.git("commit", "--quiet", *words, GIT_EDITOR="true")
    drawn.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])


def test_hand_edits_of_a_drawing_win(drawn: Repository) -> None:
    drawn.git("commit", "--quiet", "--amend", GIT_EDITOR="sed -i s/asks/ASKS/")
    assert drawn.message().decode() == f"{DRAWN}\n{SIGNED}\n".replace("asks", "ASKS")


def test_merging(repository: Repository) -> None:
    repository.commit("-m", "First")
    branch(repository, "side")
    repository.commit("-m", "ascii-diagram: 1.0 -> 1.1")
    repository.git("checkout", "--quiet", "main")
    repository.commit("-m", "Third")
    words = ("merge", "--quiet", "--no-ff", "--log", "side")
    repository.git(*words, "-m", "Subject", "-m", DIRECTIVE)
    assert repository.message().decode() == f"{DRAWN}\n* side:\n  ascii-diagram: 1.0 -> 1.1\n"


def test_merging_after_a_conflict(repository: Repository) -> None:
    repository.stage("shared")
    repository.commit("-m", "First")
    branch(repository, "side")
    repository.stage("shared")
    repository.commit("-m", "Second")
    repository.git("checkout", "--quiet", "main")
    repository.stage("shared")
    repository.commit("-m", "Third")
    repository.git("merge", "--quiet", "side", "-m", f"Subject\n\n{DIRECTIVE}", code=1)
    repository.stage("shared")
    repository.git("commit", "--quiet", GIT_EDITOR="true")
    repository.check(DRAWN)


def test_a_squash_merge_keeps_the_drawings_of_its_commits(drawn: Repository) -> None:
    branch(drawn, "side")
    drawn.commit("-m", "Other", "-m", "ascii-diagram: C -> D")
    drawn.commit("--no-verify", "-m", "Undrawn", "-m", DIRECTIVE)
    drawn.git("checkout", "--quiet", "main")
    drawn.git("merge", "--quiet", "--squash", "side")
    drawn.git("commit", "--quiet", GIT_EDITOR="true")
    message = drawn.message().decode()
    assert "".join(f"    {line}" for line in drawing("C -> D").splitlines(True)) in message
    assert f"\n    {DIRECTIVE}\n" in message  # quoted there, so left to its author
    drawn.check(message)


def test_reverting(drawn: Repository) -> None:
    drawn.git("revert", "--no-edit", "HEAD")
    message = drawn.message().decode()
    assert message.startswith('Revert "Subject"\n\nThis reverts commit ')
    drawn.check(message)


@pytest.mark.parametrize("words", [(), ("-x",), ("-s", "-x"), ("-e",)])
def test_picking(drawn: Repository, words: tuple[str, ...]) -> None:
    picked = drawn.git("rev-parse", "HEAD").decode().strip()
    drawn.git("checkout", "--quiet", "-b", "side", "HEAD~")
    drawn.commit("-m", "Other")
    drawn.git("cherry-pick", *words, picked, GIT_EDITOR="true")
    trailers = [SIGNED]
    if "-x" in words:
        trailers += [f"(cherry picked from commit {picked})"]
    if "-s" in words:
        trailers += [SIGNED]
    assert drawn.message().decode() == f"{DRAWN}\n" + "".join(f"{line}\n" for line in trailers)


def test_picking_what_was_never_drawn(repository: Repository) -> None:
    repository.commit("-m", "First")
    branch(repository, "side")
    typed = f"Subject\n\n{DIRECTIVE}\n".encode()
    repository.stage("shared")
    assert repository.commit("--no-verify", "-m", "Subject", "-m", DIRECTIVE) == typed
    repository.git("checkout", "--quiet", "main")
    repository.stage("shared")
    repository.commit("-m", "Third")
    repository.git("cherry-pick", "side", code=1)
    repository.stage("shared")
    repository.git("cherry-pick", "--continue", GIT_EDITOR="true")
    repository.check(DRAWN)


def test_rebasing_onto_another_commit(drawn: Repository) -> None:
    drawn.git("checkout", "--quiet", "-b", "side", "HEAD~")
    drawn.commit("-m", "Other")
    drawn.git("rebase", "--quiet", "side", "main")
    drawn.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])
    drawn.git("rebase", "--quiet", "--root", "--signoff")
    drawn.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])


def test_rewording(drawn: Repository) -> None:
    drawn.commit("--no-verify", "-m", "Undrawn", "-m", "ascii-diagram: C -> D")
    drawn.git(
        *("rebase", "--quiet", "-i", "HEAD~2"),
        **{SEQUENCE: todo("s/^pick/reword/")},
        GIT_EDITOR="sed -i -e 's/^Subject/Renamed/'",
    )
    assert drawn.message("HEAD~").decode() == f"{DRAWN}\n{SIGNED}\n".replace("Subject", "Renamed")
    drawn.check(f"Undrawn\n\n{drawing('C -> D')}")


def test_squashing(drawn: Repository) -> None:
    drawn.commit("-m", "Second", "-m", "ascii-diagram: C -> D")
    drawn.git(
        *("rebase", "--quiet", "-i", "HEAD~2"),
        **{SEQUENCE: todo("2s/^pick/squash/")},
        GIT_EDITOR="true",
    )
    both = f"{DRAWN}\n{SIGNED}\n\nSecond\n\n{drawing('C -> D')}"
    assert drawn.message().decode() == both


def test_squashing_what_was_never_drawn(drawn: Repository) -> None:
    drawn.commit("--no-verify", "-m", "Second", "-m", "ascii-diagram: C -> D")
    drawn.git(
        *("rebase", "--quiet", "-i", "HEAD~2"),
        **{SEQUENCE: todo("2s/^pick/squash/")},
        GIT_EDITOR="true",
    )
    message = drawn.message().decode()
    assert message.startswith(f"{DRAWN}\n{SIGNED}\n\nSecond\n\n")
    drawn.git("commit", "--quiet", "--amend", "--no-edit")
    assert drawn.message().decode().endswith(f"\n\nSecond\n\n{drawing('C -> D')}")


def test_fixups_and_autosquash(drawn: Repository) -> None:
    drawn.commit("--fixup", "HEAD")
    drawn.git("rebase", "--quiet", "-i", "--autosquash", "HEAD~2", **{SEQUENCE: "true"})
    drawn.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])


def test_mailing(drawn: Repository, tmp_path: Path) -> None:
    typed = (
        "Subject\n\nascii-diagram[prose charset=ascii]: the shop asks the bank\n\n"
        'ascii-diagram[charset=ascii]: "---" -> "diff -": Index\n'
    )
    drawn.commit("-s", "-m", typed)
    sent = drawn.message()
    assert b"ascii-diagram" not in sent
    drawn.git("format-patch", "-1", "--output-directory", tmp_path / "mail")
    (mail,) = (tmp_path / "mail").iterdir()
    drawn.git("reset", "--quiet", "--hard", "HEAD~")
    drawn.git("am", "--quiet", mail)
    assert drawn.message() == sent
    assert drawn.trailers() == [SIGNED]
    again = drawn.git("interpret-trailers", "--trailer", "Fixes: #3", stdin=sent)
    assert again == sent + b"Fixes: #3\n"


def test_a_page_that_takes_the_message_for_markdown(drawn: Repository) -> None:
    page = MarkdownIt().render(drawn.message().decode())
    rows = "".join(line[4:] for line in drawing().splitlines(keepends=True))
    assert f"<pre><code>{escape(rows)}</code></pre>" in page
    assert f"<p>{SIGNED.partition('<')[0]}" in page
