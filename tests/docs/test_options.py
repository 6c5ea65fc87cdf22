from __future__ import annotations

from dataclasses import fields

import pytest
from ascii_diagram_markdown.options import SiteOptions, describe_options, read_options

from ascii_diagram.errors import SettingsError
from tests.docs.option_table import PAGE, option_table, table_of


def test_nothing_given_is_the_default() -> None:
    assert read_options({}) == SiteOptions()
    assert read_options({"width": None, "on_error": "", "css": None}) == SiteOptions()


def test_every_option_is_read_and_explained() -> None:
    values: dict[str, object] = {
        "enabled": False,
        "on_error": "raise",
        "frozen": True,
        "output": "both",
        "describe": True,
        "search": False,
        "width": 60,
        "charset": "ascii",
        "css": False,
    }
    options = read_options(values)
    assert {spec.name: getattr(options, spec.name) for spec in fields(options)} == values
    assert [name for name, _, _ in describe_options()] == list(values)
    assert all(text.endswith(".") for _, _, text in describe_options())


@pytest.mark.parametrize(
    "values",
    [
        {"on_error": "loud"},
        {"frozen": "yes"},
        {"enabled": 1},
        {"width": 5},
        {"width": True},
        {"charset": "latin"},
        {"colour": "red"},
    ],
)
def test_wrong_values_name_the_option(values: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(values))):
        read_options(values)


def test_the_reference_shows_every_option_as_it_is() -> None:
    assert table_of(PAGE.read_text("utf-8")) == option_table(), (
        "run `python -m tests.docs.option_table` and look at the difference"
    )
