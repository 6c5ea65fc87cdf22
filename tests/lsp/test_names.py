from __future__ import annotations

from pathlib import Path

import pytest
from ascii_diagram_lsp.text import name_of, path_of

from ascii_diagram.directives.languages import language_of


@pytest.mark.parametrize(
    ("uri", "language", "expected"),
    [
        ("file:///src/a.py", "python", "python"),
        ("file:///src/a.py", "plaintext", "python"),
        ("file:///src/Dockerfile", "dockerfile", "docker"),
        ("untitled:Untitled-1", "typescriptreact", "javascript"),
        ("untitled:Untitled-1", "python", "python"),
        ("untitled:Untitled-1", "csharp", "c-sharp"),
        ("untitled:Untitled-1", "plaintext", "text"),
        ("untitled:Untitled-1", "go", "go"),
        ("untitled:Untitled-1", "shellscript", "shell"),
        ("file:///repo/.git/COMMIT_EDITMSG", "git-commit", "commit"),
        ("vscode-vfs://github/x/a%20b.rs", "rust", "rust"),
        ("file:///bin/tool", "lua", "lua"),
        ("file:///bin/tool", "klingon", "unknown"),
        ("untitled:Untitled-1", "", "unknown"),
        ("file:///x/data.json", "json", "none"),
    ],
)
def test_the_language_of_a_document(uri: str, language: str, expected: str) -> None:
    assert language_of(name_of(uri, language)).name == expected


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c.py", Path("/a/b c.py")),
        ("file://localhost/a.py", Path("/a.py")),
        ("untitled:Untitled-1", None),
        ("vscode-vfs://github/a.py", None),
        ("file:///a%00b", None),
    ],
)
def test_the_file_of_a_document(uri: str, path: Path | None) -> None:
    assert path_of(uri) == path
