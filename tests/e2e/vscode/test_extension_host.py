"""The extension in a real extension host: the cases of `driver/cases.js`, one test each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.e2e.editor_place import EditorPlace
from tests.e2e.vscode.workbench import HERE, Workbench

pytestmark = pytest.mark.slow

CASES = re.findall(r'^exports\["(.+)"\]', (HERE / "driver/cases.js").read_text("utf-8"), re.M)


@pytest.fixture(scope="module")
def faults(
    install: Path, extension: Path, chromium: str, place: EditorPlace
) -> dict[str, str | None]:
    """What was wrong in each case, None where nothing was."""
    results = place.folder / "results"
    results.touch()
    variables = {"DRIVER_RESULTS": str(results), "DRIVER_MODEL": str(place.folder)}
    workbench = Workbench(install, extension, place, variables=variables)
    try:
        done = workbench.browse("open.mjs", chromium, str(results))
    finally:
        workbench.close()
    found = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert found, f"{done.stderr}\n{workbench.log}"
    return {result["name"]: result["fault"] for result in found}


@pytest.mark.parametrize("case", [*CASES, "all"])
def test_case(case: str, faults: dict[str, str | None]) -> None:
    assert case in faults, "it was not reached"
    assert faults[case] is None, faults[case]
