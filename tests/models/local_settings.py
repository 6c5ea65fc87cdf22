"""Settings as the backend sees them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    model: Path | None = None
    threads: int | None = 2
    context: int = 1024


@dataclass(frozen=True)
class Settings:
    local: Options = Options()
