"""Commits as people make them: what Git stores afterwards, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, PROSE, SIGNED, Repository, drawing

DRAWN = f"Subject\n\n{drawing()}"


def test_messages_of_the_command_line(repository: Repository) -> None:
    repository.commit("-m", "Subject", "-m", DIRECTIVE)
    repository.check(DRAWN)
    assert repository.commit("-m", "Subject", "-m", DIRECTIVE) == DRAWN.encode()
    assert "drew 1 diagram" in repository.said
    assert len(repository.said.splitlines()) == 1


def test_messages_from_files(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "message").write_text(f"Subject\n\n{DIRECTIVE}\n")
    repository.commit("-F", tmp_path / "message")
    repository.check(DRAWN)


def test_text_around_stays(repository: Repository) -> None:
    text = "Subject\n\nBefore.\n\n{}\n\nAfter.\nIt goes on.\n"
    repository.commit("-m", text.format(DIRECTIVE).rstrip())
    repository.check(text.format(drawing().rstrip("\n")))


def test_trailers_stay_last(repository: Repository) -> None:
    repository.commit("-s", "-m", "Subject", "-m", DIRECTIVE, "--trailer", "Fixes: #3")
    repository.check(f"{DRAWN}\n{SIGNED}\nFixes: #3\n", trailers=[SIGNED, "Fixes: #3"])


def test_trailers_below_prose(repository: Repository) -> None:
    repository.commit("-s", "-m", f"Subject\n\nascii-diagram: {PROSE}\nCo-authored-by: B <b@c.d>")
    both = ["Co-authored-by: B <b@c.d>", SIGNED]
    shown = drawing("shop -> bank: asks")
    expected = f"Subject\n\n{PROSE}\n\n{shown}\n" + "\n".join(both) + "\n"
    repository.check(expected, trailers=both)


def test_an_editor_sees_comments_and_git_takes_them_out(repository: Repository) -> None:
    repository.commit_text(f"Subject\n\n{DIRECTIVE}\n")
    repository.check(DRAWN)


def test_verbose_differences_are_not_part_of_the_message(repository: Repository) -> None:
    (repository.folder / "notes.txt").write_text(f"{DIRECTIVE}\n\n; {DIRECTIVE}\n")
    repository.git("add", "notes.txt")
    repository.commit_text(f"Subject\n\n{DIRECTIVE}", "-v")
    repository.check(DRAWN)
    (repository.folder / "more.txt").write_bytes(b"ascii-diagram: \xff -> \xfe\n" * 3)
    repository.git("add", "more.txt")
    repository.commit_text(f"Subject\n\n{DIRECTIVE}\n", "-vv", "-s")
    repository.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])


def test_a_template_is_drawn_when_it_was_edited(repository: Repository, tmp_path: Path) -> None:
    template = tmp_path / "template"
    template.write_text(f"\n\n{DIRECTIVE}\n# say why\nReviewed-by: nobody <n@o.p>\n")
    repository.git("config", "commit.template", template)
    repository.commit_text("Subject")
    trailer = "Reviewed-by: nobody <n@o.p>"
    repository.check(f"{DRAWN}\n{trailer}\n", trailers=[trailer])


def test_no_verify_leaves_the_message_alone(repository: Repository) -> None:
    typed = f"Subject\n\n{DIRECTIVE}\n"
    assert repository.commit("--no-verify", "-m", typed) == typed.encode()


def test_the_hooks_can_be_switched_off(repository: Repository) -> None:
    typed = f"Subject\n\n{DIRECTIVE}\n"
    assert repository.commit("-m", typed, ASCII_DIAGRAM_DISABLE="1") == typed.encode()
    assert repository.said == ""


def test_a_subject_is_never_drawn(repository: Repository) -> None:
    assert repository.commit("-m", "ascii-diagram: 1.0 -> 1.1") == b"ascii-diagram: 1.0 -> 1.1\n"
    assert repository.said == ("ascii-diagram: line 1: the subject of a commit is never drawn\n")
    repository.commit("-m", f"Subject\n{DIRECTIVE}")
    repository.check(DRAWN)


def test_what_a_user_may_have_instead_of_the_caption(repository: Repository) -> None:
    typed = f"Subject\n\nascii-diagram[charset=ascii]: {PROSE}"
    shown = drawing("shop -> bank: asks", charset="ascii")
    repository.commit("-m", typed, ASCII_DIAGRAM_COMMIT__PROMPT="drop")
    repository.check(f"Subject\n\n{shown}")
    (repository.folder / "ascii-diagram.toml").write_text('[commit]\nprompt = "keep"\n')
    repository.commit("-s", "-m", typed)
    kept = repository.message().decode()
    head, _, rest = kept.partition("end ascii-diagram ")
    assert head == f"{typed}\n\n{shown}\n"
    assert rest.endswith(f"\n\n{SIGNED}\n")
    repository.check(kept, trailers=[SIGNED])


def test_lines_are_at_most_72_columns(repository: Repository) -> None:
    chain = " -> ".join(f"station {letter}" for letter in "ABCDEFGHIJ")
    repository.commit("-m", f"Subject\n\nascii-diagram: {chain}")
    shown = repository.message().decode().split("\n")
    assert 60 < max(map(len, shown)) <= 72
    assert sum("station" in line for line in shown) > 1


def test_ten_thousand_lines(repository: Repository, tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(10_000)]
    middle, last = drawing(), drawing("C -> D")
    body = "\n".join(lines[:5_000]) + "\n\n{}\n\n" + "\n".join(lines[5_000:]) + "\n\n{}\n"
    text = f"Subject\n\n{body}\n{SIGNED}\n"
    (tmp_path / "long").write_text(text.format(DIRECTIVE, "ascii-diagram: C -> D"))
    repository.commit("-F", tmp_path / "long")
    repository.check(text.format(middle.rstrip("\n"), last.rstrip("\n")), trailers=[SIGNED])


def test_carriage_returns_go_the_way_that_git_sends_them(
    repository: Repository, tmp_path: Path
) -> None:
    typed = f"Subject\r\n\r\n{DIRECTIVE}\r\n\r\n{SIGNED}\r\n"
    (tmp_path / "crlf").write_bytes(typed.encode())
    repository.commit("-F", tmp_path / "crlf")
    repository.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])
    repository.commit("--cleanup=verbatim", "-F", tmp_path / "crlf")
    verbatim = f"{DRAWN}\n{SIGNED}\n".replace("\n", "\r\n")
    assert repository.message().decode() == verbatim


@pytest.mark.parametrize("subject", ["fixup! Subject", "squash! Subject", "amend! Subject"])
def test_commits_that_are_for_another(repository: Repository, subject: str) -> None:
    shown = drawing().rstrip("\n") if not subject.startswith("fixup") else DIRECTIVE
    repository.commit("-m", subject, "-m", DIRECTIVE)
    assert repository.message().decode() == f"{subject}\n\n{shown}\n"
    assert len(repository.said.splitlines()) == (0 if subject.startswith("fixup") else 1)
