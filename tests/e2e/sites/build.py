"""The same page as a site of each host."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

DIAGRAMS = """\
# A page of diagrams

Words before, and [a link to the upload](#upload).

```ascii-diagram caption="Upload path" id="upload" describe="yes"
browser -> API: PUT; API -> Postgres: writes; API -> cache: fills; cache -> browser: hit
```

```ascii-diagram charset="ascii"
client -> server: asks; server -> db
```

```ascii-diagram output="svg" caption="As a picture"
direction: down
start -> check; check -> done: good; check -> start: bad
```

```ascii-diagram output="both"
Lexer -> Parser -> Emitter
```

```ascii-diagram width="100"
alpha -> beta: one; beta -> gamma: two; gamma -> delta: three; delta -> epsilon: four
```

<!-- ascii-diagram: A -> B -->

```text
┌───┐    ┌───┐
│ A ├───►│ B │
└───┘    └───┘
```

<!-- end ascii-diagram 2e1fbc.32bfa7 -->

```ascii-diagram
sequenceDiagram
Alice->>Bob: hello
Bob-->>Alice: hi
Alice->>Carol: long words here
```
"""

NESTED = """
!!! note

    In an admonition:

    ```ascii-diagram
    inner -> outer
    ```

=== "Tab"

    ```ascii-diagram
    left -> right
    ```

- item

    ```ascii-diagram
    one -> two
    ```

> quoted
>
> ```ascii-diagram
> three -> four
> ```
"""

BROKEN = """
```ascii-diagram
A -> B {
```
"""

_EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
_PALETTE = """\
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {icon: material/weather-night, name: Dark}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {icon: material/weather-sunny, name: Light}
"""
_MATERIAL = (
    "site_name: T\ntheme:\n  name: material\n  font: false\n"
    f"  features: [content.code.copy, content.code.annotate]\n{_PALETTE}"
)
_CONF = """\
extensions = ["myst_parser", "ascii_diagram_markdown.sphinx"]
myst_enable_extensions = ["colon_fence"]
project = "T"
suppress_warnings = ["myst.xref_missing", "ascii_diagram"]
"""


def _run(folder: Path, *words: str) -> None:
    environment = {
        **os.environ,
        "ASCII_DIAGRAM_BACKEND": "none",
        "ASCII_DIAGRAM_CACHE__DIRECTORY": str(folder / "cache"),
        "NO_MKDOCS_2_WARNING": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}\n{done.stderr}")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _mkdocs(folder: Path, program: str, theme: str) -> Path:
    plugins = "plugins: [search, ascii-diagram]\n"
    page = DIAGRAMS + NESTED + BROKEN
    _write(folder, {"mkdocs.yml": theme + plugins + _EXTENSIONS, "docs/index.md": page})
    _run(folder, program, "build", "-q")
    return folder / "site"


def mkdocs(folder: Path) -> Path:
    """Build with MkDocs and its own theme."""
    return _mkdocs(folder, "mkdocs", "site_name: T\ntheme: {name: mkdocs, color_mode: auto}\n")


def material(folder: Path) -> Path:
    """Build with MkDocs and Material."""
    return _mkdocs(folder, "mkdocs", _MATERIAL)


def properdocs(folder: Path) -> Path:
    """Build with ProperDocs and Material."""
    return _mkdocs(folder, "properdocs", _MATERIAL)


def zensical(folder: Path) -> Path:
    """Build with Zensical, which runs the bare extension."""
    config = _MATERIAL + _EXTENSIONS + "  - ascii_diagram: {on_error: warn}\n"
    _write(folder, {"mkdocs.yml": config, "docs/index.md": DIAGRAMS + NESTED + BROKEN})
    _run(folder, "zensical", "build")
    return folder / "site"


def sphinx(folder: Path) -> Path:
    """Build with Sphinx from MyST."""
    _write(folder, {"conf.py": _CONF, "index.md": DIAGRAMS + BROKEN})
    _run(folder, "sphinx", "-q", "-b", "html", ".", "site")
    return folder / "site"


HOSTS: dict[str, Callable[[Path], Path]] = {
    "mkdocs": mkdocs,
    "material": material,
    "properdocs": properdocs,
    "zensical": zensical,
    "sphinx": sphinx,
}
NEEDED = {"material": "mkdocs_material", "sphinx": "myst_parser"}
