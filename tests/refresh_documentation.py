"""Writes what the program does now into README and pages: `python -m tests.refresh_documentation`.

Look at the difference before you commit it. `tests/test_documentation.py` checks the same blocks.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import tempfile
from pathlib import Path

from ascii_diagram.cli.main import main
from tests.test_documentation import FENCE, NAMES, PAGES


def expanded(name: str, text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8")
        main(["adopt", str(path)])
        main(["clean", str(path)])
        main(["expand", "--no-cache", str(path)])
        return path.read_text("utf-8")


def printed(command: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main([*shlex.split(command)[1:], "--charset", "unicode", "--no-cache"])
    return out.getvalue()


def refreshed(page: str) -> str:
    command = ""

    def block(match: re.Match[str]) -> str:
        nonlocal command
        ticks, language, body = match.groups()
        if language == "text" and command:
            body, command = printed(command), ""
        elif language in NAMES and "end ascii-diagram" in body:
            body = expanded(NAMES[language], body)
        one_line = body.startswith("ascii-diagram draw") and body.count("\n") == 1
        command = body.strip() if language == "sh" and one_line else ""
        return f"{ticks}{language}\n{body}{ticks}"

    return FENCE.sub(block, page)


if __name__ == "__main__":
    for file in PAGES:
        before = file.read_text("utf-8")
        after = refreshed(before)
        if after != before:
            file.write_text(after, "utf-8")
            print(f"refreshed {file}")
