"""A user's folders for one editor, with a model that waits to be let go, or with the real one."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FAKE_MODEL = ROOT / "tests" / "lsp" / "fake_model.py"


def test_cache() -> Path:
    """Return the folder that holds editors too large for the repository."""
    given = os.environ.get("ASCII_DIAGRAM_TEST_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "ascii-diagram-tests"


test_cache.__test__ = False  # type: ignore[attr-defined]


class EditorPlace:
    """Folders of a user who has nothing set; close it to end what was started in them.

    Args:
        real_model: Whether prose is read by the embedded model instead of the fake one (see
            `tests/lsp/fake_model.py`).
    """

    def __init__(self, *, real_model: bool = False) -> None:
        # The names of sockets are bounded: pytest's own folders are too deep.
        self.folder = Path(tempfile.mkdtemp(prefix="ade"))
        self.home = self.folder / "home"
        self.project = self.home / "shop"
        (self.project / ".git").mkdir(parents=True)
        self._real_model = real_model

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ASCII_DIAGRAM_")}
        path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
        place = {
            **kept,
            "HOME": str(self.home),
            "PATH": path,
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),
            "XDG_STATE_HOME": str(self.home / ".local" / "state"),
        }
        if not self._real_model:
            command = [sys.executable, str(_FAKE_MODEL), str(self.folder)]
            place["ASCII_DIAGRAM_WORKER_COMMAND"] = shlex.join(command)
        return place

    def close(self) -> None:
        """End the model and remove everything."""
        stop = [sys.executable, "-P", "-m", "ascii_diagram", "worker", "--stop"]
        subprocess.run(stop, env=self.environment, capture_output=True, check=False, timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)
