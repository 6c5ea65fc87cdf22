"""llama-cpp-python, imported late and kept quiet."""

from __future__ import annotations

import ctypes
import importlib
import os
from functools import cache
from typing import Any

from ascii_diagram.errors import BackendError

INSTALL_HINT = "pip install 'ascii-diagram[local]'; arrow notation and Mermaid work without a model"


@cache
def load_library() -> Any:
    """Return the module `llama_cpp`, silenced: llama.cpp writes nothing to stdout or stderr.

    Idle OpenMP threads are told to sleep before the library starts them: on shared cores waiting
    threads that spin cost up to a hundred times the work itself.

    Raises:
        BackendError: The package is not installed, or its native library does not load.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        library: Any = importlib.import_module("llama_cpp")
    except ImportError as error:
        raise BackendError(
            f"llama-cpp-python is not installed ({error})", hint=INSTALL_HINT
        ) from error
    except (OSError, RuntimeError) as error:
        raise BackendError(
            f"llama-cpp-python does not start: {error}",
            hint="reinstall it: pip install --force-reinstall --no-cache-dir llama-cpp-python",
        ) from error
    library.llama_log_set(_silence(library), None)
    library.llama_backend_init()
    return library


def _silence(library: Any) -> Any:
    """Return a log callback that does nothing.

    It is a function in C that neither needs the interpreter nor minds arguments it has no use for:
    a Python function called from there would swallow the KeyboardInterrupt of a Ctrl-C.
    """
    return ctypes.cast(ctypes.pythonapi.Py_IsInitialized, library.llama_log_callback)
