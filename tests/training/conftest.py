from __future__ import annotations

import pytest

pytest.importorskip("yaml", reason="asciidoc-train needs pyyaml (extra `train` or `test`)")
pytest.importorskip("asciidoc_train", reason="the package is not installed")
