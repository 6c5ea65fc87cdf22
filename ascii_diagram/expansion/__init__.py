"""Text with directives to text with drawings, one text or many files.

`plan_expansion` says what must be asked, `finish_expansion` draws with the answers; `expand_files`
does both for files. Nothing is imported before it is used: a run that finds no directive is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ascii_diagram.expansion.batch import FileResult, expand_files
    from ascii_diagram.expansion.convert import Target, finish_conversion, plan_conversion
    from ascii_diagram.expansion.encodings import Encoding
    from ascii_diagram.expansion.files import (
        SkippedFileError,
        SourceText,
        decode_source,
        read_source,
        write_source,
    )
    from ascii_diagram.expansion.finish import finish_expansion
    from ascii_diagram.expansion.model import Expansion, Mode, Outcome, Plan
    from ascii_diagram.expansion.plan import plan_expansion
    from ascii_diagram.expansion.resolving import ResolverOpener, open_resolver, store_directory

__all__ = [
    "Encoding",
    "Expansion",
    "FileResult",
    "Mode",
    "Outcome",
    "Plan",
    "ResolverOpener",
    "SkippedFileError",
    "SourceText",
    "Target",
    "decode_source",
    "expand_files",
    "finish_conversion",
    "finish_expansion",
    "open_resolver",
    "plan_conversion",
    "plan_expansion",
    "read_source",
    "store_directory",
    "write_source",
]

_MODULES = {
    "batch": ("FileResult", "expand_files"),
    "convert": ("Target", "finish_conversion", "plan_conversion"),
    "encodings": ("Encoding",),
    "files": ("SkippedFileError", "SourceText", "decode_source", "read_source", "write_source"),
    "finish": ("finish_expansion",),
    "model": ("Expansion", "Mode", "Outcome", "Plan"),
    "plan": ("plan_expansion",),
    "resolving": ("ResolverOpener", "open_resolver", "store_directory"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
