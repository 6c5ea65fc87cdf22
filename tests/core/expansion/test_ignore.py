from pathlib import Path

import pytest

from ascii_diagram.expansion.ignore import is_excluded


@pytest.mark.parametrize(
    ("path", "patterns", "expected"),
    [
        ("/r/a.py", [], False),
        ("/r/vendor/deep/a.py", ["vendor/"], True),
        ("/r/vendor", ["vendor/"], False),
        ("/r/src/gen/a.py", ["/gen"], False),
        ("/r/src/gen/a.py", ["src/gen"], True),
        ("/r/src/a.min.js", ["*.min.js"], True),
        ("/r/src/a.py", ["*", "!src/", "!a.py"], False),
        ("/elsewhere/a.py", ["*"], False),
    ],
)
def test_the_setting_exclude(path: str, patterns: list[str], expected: bool) -> None:
    assert is_excluded(Path(path), patterns, Path("/r")) is expected


def test_many_stars_do_not_stall() -> None:
    name = "a" * 200
    assert not is_excluded(Path(f"/r/{name}"), ["*a" * 60 + "b"], Path("/r"))
    assert not is_excluded(Path("/r/" + "a/" * 100), ["**/a/" * 60 + "b"], Path("/r"))
