"""Messages in other encodings than UTF-8: no byte of the author's changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, SIGNED, Repository, drawing

ASCII = drawing(charset="ascii")


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "CP1252", "EUC-JP", "SHIFT_JIS", "KOI8-R"])
def test_the_encoding_of_commits(repository: Repository, tmp_path: Path, encoding: str) -> None:
    word = {"EUC-JP": "日本", "SHIFT_JIS": "日本", "KOI8-R": "Мир"}.get(encoding, "café")
    repository.git("config", "i18n.commitEncoding", encoding)
    text = f"{word}\n\n{word}: {{}}\n\n{{}}\n\n{SIGNED}\n".format(word, DIRECTIVE)
    (tmp_path / "message").write_bytes(text.encode(encoding))
    repository.commit("-F", tmp_path / "message")
    expected = text.replace(DIRECTIVE, ASCII.rstrip("\n"))
    assert repository.message() == expected.encode(encoding)
    assert (
        repository.git("log", "-1", "--encoding=UTF-8", "--format=%B").decode() == expected + "\n"
    )


def test_labels_that_the_encoding_cannot_hold(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "i18n.commitEncoding", "ISO-8859-1")
    typed = "Sübject\n\nascii-diagram: Gerät -> Tür\n"
    (tmp_path / "message").write_bytes(typed.encode("latin-1"))
    repository.commit("-F", tmp_path / "message")
    expected = f"Sübject\n\n{drawing('Gerät -> Tür', charset='ascii')}"
    assert repository.message() == expected.encode("latin-1")


def test_bytes_that_are_no_utf_8(repository: Repository, tmp_path: Path) -> None:
    typed = f"Subject\n\ncaf\xe9\n\n{DIRECTIVE}\n".encode("latin-1")
    (tmp_path / "message").write_bytes(typed)
    repository.commit("-F", tmp_path / "message")
    # Git itself takes such bytes for Latin-1.
    assert repository.message().decode() == f"Subject\n\ncafé\n\n{ASCII}"


def test_an_encoding_that_nobody_knows(repository: Repository) -> None:
    repository.git("config", "i18n.commitEncoding", "x-klingon")
    assert repository.commit("-m", "Subject", "-m", DIRECTIVE).decode() == f"Subject\n\n{ASCII}"
