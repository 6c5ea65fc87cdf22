"""What a document's URI and language say about its language and its place on the disk."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from ascii_diagram.directives.languages import is_known_name

# What editors call languages, where that is neither an extension nor a file's name.
_FILE_OF = {
    "bibtex": "a.tex",
    "bat": "a.bat",
    "clojurescript": "a.clj",
    "coffeescript": "a.rb",
    "csharp": "a.cs",
    "cuda-cpp": "a.cu",
    "dockercompose": "a.yml",
    "elixir": "a.ex",
    "emacs-lisp": "a.el",
    "erlang": "a.erl",
    "fsharp": "a.fs",
    "git-commit": "COMMIT_EDITMSG",
    "gitcommit": "COMMIT_EDITMSG",
    "haskell": "a.hs",
    "javascript": "a.js",
    "javascriptreact": "a.jsx",
    "julia": "a.jl",
    "kotlin": "a.kt",
    "latex": "a.tex",
    "markdown": "a.md",
    "objective-c": "a.mm",
    "objective-cpp": "a.mm",
    "ocaml": "a.ml",
    "pascal": "a.pas",
    "perl": "a.pl",
    "plaintext": "a.txt",
    "powershell": "a.ps1",
    "python": "a.py",
    "restructuredtext": "a.rst",
    "ruby": "a.rb",
    "rust": "a.rs",
    "shaderlab": "a.c",
    "shellscript": "a.sh",
    "typescript": "a.ts",
    "typescriptreact": "a.tsx",
    "visual-basic": "a.vb",
}


def path_of(uri: str) -> Path | None:
    """Return the file that `uri` names; None for what is not on the disk."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or "\0" in unquote(parts.path):
        return None
    name = url2pathname(parts.path)
    return Path(f"//{parts.netloc}{name}") if parts.netloc not in ("", "localhost") else Path(name)


def name_of(uri: str, language: str) -> str:
    """Return a file name from which the language can be told.

    The file's own name comes first, then what the client says the language is.

    Args:
        uri: The document.
        language: The client's name for its language, such as `typescriptreact`; may be empty.
    """
    own = unquote(urlsplit(uri).path).rsplit("/", 1)[-1]
    if own and is_known_name(own):
        return own
    for name in (_FILE_OF.get(language, ""), f"a.{language}", language):
        if name and is_known_name(name):
            return name
    return own or "untitled.txt"
