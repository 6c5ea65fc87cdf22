"""Expands directives in copies of files that other people wrote, and compares every byte.

The files are those of the Python standard library and of the packages this project depends on.
"""

from __future__ import annotations

import ast
import random
import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from ascii_diagram.cli.main import main

COMMENT = {
    ".py": "#",
    ".h": "//",
    ".css": "/*",
    ".js": "//",
    ".html": "<!--",
    ".txt": "",
    ".md": "<!--",
}
CLOSER = {"/*": " */", "<!--": " -->"}
PER_KIND = 12
REGION = re.compile(
    rb"ascii-diagram: (?:reader|Reader).*?end ascii-diagram [0-9a-f]{6}\.[0-9a-f]{6}", re.S
)


def real_files() -> Iterator[Path]:
    folders = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    chooser = random.Random(7)
    for suffix in COMMENT:
        found = sorted(
            path
            for folder in folders
            for path in folder.rglob(f"*{suffix}")
            if 200 < path.stat().st_size < 200_000
        )
        yield from chooser.sample(found, min(PER_KIND, len(found)))


def with_directive(data: bytes, suffix: str, chooser: random.Random) -> bytes | None:
    """Put a directive on a line of its own between two lines, where it is a comment."""
    leader = COMMENT[suffix]
    directive = f"{leader} ascii-diagram: reader -> parser: bytes{CLOSER.get(leader, '')}".strip()
    lines = data.splitlines(keepends=True)
    for _ in range(20):
        at = chooser.randrange(len(lines) + 1)
        if suffix in {".txt", ".md", ".html", ".js", ".css", ".h"}:
            at = len(lines)
        before, after = b"".join(lines[:at]), b"".join(lines[at:])
        end = b"\r\n" if b"\r\n" in data else b"\n"
        if before and not before.endswith(b"\n"):
            before += end
        if suffix in {".txt", ".md"}:
            before += end
        text = before + directive.encode() + end + after
        if suffix != ".py" or same_program(data, text):
            return text
    return None


def same_program(first: bytes, second: bytes) -> bool:
    try:
        return ast.dump(ast.parse(first)) == ast.dump(ast.parse(second))
    except (SyntaxError, ValueError):
        return False


def variants(data: bytes) -> Iterator[tuple[str, bytes]]:
    unix = data.replace(b"\r\n", b"\n")
    yield "as it is", data
    yield "CRLF", unix.replace(b"\n", b"\r\n")
    yield "no final newline", data.rstrip(b"\r\n")
    if not data.startswith(b"\xef\xbb\xbf"):
        yield "BOM", b"\xef\xbb\xbf" + data


@pytest.mark.slow
def test_bytes_outside_regions_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASCII_DIAGRAM_BACKEND", "none")
    monkeypatch.setenv("ASCII_DIAGRAM_CACHE__DIRECTORY", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    chooser = random.Random(11)
    originals: dict[Path, bytes] = {}
    for number, source in enumerate(real_files()):
        planted = with_directive(source.read_bytes(), source.suffix, chooser)
        if planted is None or planted.count(b"ascii-diagram") != 1:
            continue
        for name, data in variants(planted):
            path = tmp_path / "files" / f"{number} {name}" / source.name
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            originals[path] = data
    assert len(originals) > 150

    main(["expand", str(tmp_path / "files")])

    expanded = 0
    for path, before in originals.items():
        after = path.read_bytes()
        if after == before:
            continue
        expanded += 1
        start, end = common_ends(before, after)
        assert start + end >= len(before), f"{path}: bytes outside the region changed"
        assert len(REGION.findall(after)) == 1, path
        if path.suffix == ".py":
            assert same_program(before, after), path
    # Left alone are only files whose encoding is unknown or that hide the directive in a string.
    assert expanded >= 0.9 * len(originals)

    done = {path: path.read_bytes() for path in originals}
    assert main(["expand", str(tmp_path / "files")]) in {0, 2}
    assert {path: path.read_bytes() for path in originals} == done

    main(["clean", str(tmp_path / "files")])
    for path, before in originals.items():
        assert path.read_bytes() == before, f"{path}: clean did not give the bytes back"


def common_ends(before: bytes, after: bytes) -> tuple[int, int]:
    """Length of what both begin with, and of what both end with."""
    bound = min(len(before), len(after))
    start = next((i for i in range(bound) if before[i] != after[i]), bound)
    end = next((i for i in range(bound) if before[-1 - i] != after[-1 - i]), bound)
    return start, end
