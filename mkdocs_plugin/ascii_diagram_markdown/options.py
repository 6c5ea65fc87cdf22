"""What a site may choose, the same in every host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, cast, get_args

from ascii_diagram.directives.model import Output
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.errors import SettingsError
from ascii_diagram.limits import MAX_WIDTH, MIN_WIDTH

OnError = Literal["auto", "raise", "warn", "show"]
SiteCharset = Literal["auto", CharsetName]


def _said(explanation: str, *choices: str) -> dict[str, object]:
    return {"help": explanation, "choices": choices}


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The options of a site. Each field's `metadata` holds its explanation and its choices."""

    enabled: bool = field(default=True, metadata=_said("Whether diagrams are drawn at all."))
    on_error: OnError = field(
        default="auto",
        metadata=_said(
            "What a diagram that cannot be drawn does: `raise` stops the build, `warn` logs a "
            "warning (which `--strict` turns into a failure), `show` logs nothing that counts. "
            "But for `raise`, the page shows the fault in the diagram's place. `auto` is `raise` "
            "under Zensical, which takes no notice of warnings, and `warn` elsewhere.",
            *get_args(OnError),
        ),
    )
    frozen: bool = field(
        default=False,
        metadata=_said("Never ask a model: notation, the lock file and the cache have to do."),
    )
    output: Output = field(
        default="text",
        metadata=_said(
            "Whether a figure shows text, a picture (`svg`), or the picture with the text folded "
            "away below it (`both`).",
            *get_args(Output),
        ),
    )
    describe: bool = field(
        default=False,
        metadata=_said("Put a description in plain English below every figure, folded away."),
    )
    search: bool = field(
        default=True, metadata=_said("Whether the site's search finds the words in drawings.")
    )
    width: int | None = field(
        default=None,
        metadata=_said("Most columns of a drawing; without it, `width` of the settings."),
    )
    charset: SiteCharset | None = field(
        default=None,
        metadata=_said(
            "Characters to draw with; without it, `charset` of the settings.",
            "auto",
            *get_args(CharsetName),
        ),
    )
    css: bool = field(default=True, metadata=_said("Give pages the style sheet of the figures."))

    @property
    def flags(self) -> dict[str, object]:
        """The options that take the place of settings."""
        return {"width": self.width, "charset": self.charset}


def read_options(values: Mapping[str, object]) -> SiteOptions:
    """Return the options that `values` sets; None and "" mean the default.

    Raises:
        SettingsError: A name is unknown, or a value is not one of its choices.
    """
    known = {spec.name: spec for spec in fields(SiteOptions)}
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise SettingsError(
                f"unknown option {name!r}", hint=f"the options are {', '.join(known)}"
            )
        if value is None or value == "":
            continue
        given[name] = value
        _check(name, value, known[name].default, known[name].metadata["choices"])
    return SiteOptions(**given)


def _check(name: str, value: object, default: object, choices: tuple[str, ...]) -> None:
    if choices and value not in choices:
        raise SettingsError(f"{name}: {value!r} is none of {', '.join(choices)}")
    if isinstance(default, bool) and not isinstance(value, bool):
        raise SettingsError(f"{name}: {value!r} is neither true nor false")
    if name == "width" and not (type(value) is int and MIN_WIDTH <= value <= MAX_WIDTH):
        raise SettingsError(f"width: {value!r} is no number from {MIN_WIDTH} to {MAX_WIDTH}")


def describe_options() -> list[tuple[str, str, str]]:
    """Return name, default and explanation of each option, for reference pages."""
    return [
        (spec.name, _shown(spec.default), cast(str, spec.metadata["help"]))
        for spec in fields(SiteOptions)
    ]


def _shown(default: object) -> str:
    return "" if default is None else str(default).lower()
