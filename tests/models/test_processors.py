from __future__ import annotations

import os

from ascii_diagram_models.processors import default_threads


def test_threads_are_no_more_than_processors() -> None:
    assert 1 <= default_threads() <= min(8, os.cpu_count() or 1)
