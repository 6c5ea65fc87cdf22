from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from asciidoc_train.errors import RowError, StoreError
from asciidoc_train.files import MAX_LINE_BYTES, read_json_lines, write_text
from asciidoc_train.rows import row_from_json


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.jsonl"
    write_text(path, "old\n")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left") as raised:
        write_text(path, "new\n")
    assert "make room" in raised.value.hint
    assert path.read_text("utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_bad_lines_are_told_and_the_good_ones_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    huge = b'{"prompt": "' + b"x" * (2 * MAX_LINE_BYTES) + b'"}'
    path.write_bytes(b'{"a": 1}\n[1]\n\n\xff\n' + huge + b'\n{"a": 2}\n' + b"[" * 100_000)
    found = {n: d if isinstance(d, dict) else d.message for n, d in read_json_lines(path)}
    assert found[1] == {"a": 1}
    assert found[2] == "not a JSON object"
    assert "not JSON" in str(found[4])
    assert "bytes on one line" in str(found[5])
    assert found[6] == {"a": 2}
    assert "not JSON" in str(found[7])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"promt": "x"}, "promt"),
        ({"prompt": ""}, "prompt"),
        ({"persona": "Robert'); drop table rows"}, "persona"),
        ({"width": 20}, "width and height belong"),
        ({"style": "ascii_art", "width": 1}, "width"),
        ({"created": "yesterday"}, "created"),
    ],
)
def test_wrong_fields_are_named(change: dict[str, object], field: str) -> None:
    right = {"prompt": "a", "notation": "a -> b", "kind": "flow", "asks": "topic"}
    right |= {"difficulty": "beginner", "origin": "authored"}
    assert row_from_json(right).prompt == "a"
    with pytest.raises(RowError, match=field):
        row_from_json({**right, **change})
