from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from asciidoc_train.errors import StoreError
from asciidoc_train.row_store import RowStore

from tests.training.sample_rows import LAYERS, LOGIN, WATER, numbered


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work" / "rows.sqlite3"


def test_rows_come_back_as_they_went_in(path: Path) -> None:
    with RowStore(path) as store:
        assert store.add([WATER, LOGIN, LAYERS]) == 3
    with RowStore(path) as store:
        assert sorted(store.rows(), key=lambda r: r.hash) == sorted(
            [WATER, LOGIN, LAYERS], key=lambda r: r.hash
        )


def test_a_question_stands_there_once_however_it_is_spelled(path: Path) -> None:
    again = WATER.model_copy(update={"prompt": WATER.prompt.upper().replace(",", " —")})
    with RowStore(path) as store:
        assert store.add([WATER, again]) == 1
        assert list(store.rows()) == [WATER]


def test_search_finds_words_in_prompts_and_answers(path: Path) -> None:
    with RowStore(path) as store:
        store.add([WATER, LOGIN, LAYERS])
        assert store.search("bedrock") == [LAYERS]
        assert store.search("pump tank") == [WATER]
        assert store.search('" OR NEAR(') == []


def test_splits_and_removal(path: Path) -> None:
    with RowStore(path) as store:
        store.add([WATER, LOGIN.model_copy(update={"split": "dev"})])
        assert [row.prompt for row in store.rows(split="dev")] == [LOGIN.prompt]
        store.remove([WATER.hash])
        assert store.count() == 1
        assert store.search("pump") == []


def test_a_full_disk_loses_nothing_that_was_there(path: Path) -> None:
    with RowStore(path) as store:
        store.add([WATER])
        database: sqlite3.Connection = store._db  # pyright: ignore[reportPrivateUsage]
        pages = database.execute("pragma page_count").fetchone()[0]
        database.execute(f"pragma max_page_count={pages}")
        with pytest.raises(StoreError, match="full") as raised:
            store.add(numbered(500))
        assert "make room" in raised.value.hint
        assert list(store.rows()) == [WATER]


@pytest.mark.parametrize("content", [b"not a database, only text" * 50, b""])
def test_another_file_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    if content:
        with pytest.raises(StoreError, match="not a database"):
            RowStore(path)
        assert path.read_bytes() == content
    else:
        RowStore(path).close()


def test_a_store_of_another_version_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("pragma user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="version"):
        RowStore(path)
