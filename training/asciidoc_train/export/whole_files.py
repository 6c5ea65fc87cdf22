"""Large files that are whole or absent."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

from asciidoc_train.files import cannot_write


@contextlib.contextmanager
def whole(target: Path) -> Generator[Path]:
    """Yield a file beside `target` that takes its place at the end, if it is still there.

    Raises:
        StoreError: It cannot be written; what was there before stays.
    """
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
        temporary = Path(name)
        yield temporary
        if temporary.exists():
            temporary.chmod(0o644)
            temporary.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
