"""The bars that the shipped model must clear, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from asciidoc_train.evaluation.footprint import Footprint
from asciidoc_train.evaluation.summary import Figures


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        group: Of which rows, such as `asks=explicit`; `all` for all.
        figure: Which figure of the product's answers.
        limit: What it must reach.
        way: Whether it must be at least or at most that.
    """

    group: str
    figure: str
    limit: float
    way: Literal[">=", "<="] = ">="


BARS = (
    Bar("all", "parse", 1.0),
    Bar("asks=explicit", "node_f1", 0.95),
    Bar("asks=explicit", "edge_f1", 0.80),
    Bar("asks=explicit", "exact", 0.45),
    Bar("asks=topic", "sound", 0.95),
    Bar("asks=topic", "concepts", 0.60),
    Bar("style=hybrid", "sound", 0.9),
    Bar("style=ascii_art", "sound", 0.9),
    Bar("all", "seconds_median", 1.0, "<="),
    Bar("load", "seconds", 1.0, "<="),
    Bar("load", "megabytes", 500.0, "<="),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bar and what was measured; `value` is None where no row tells."""

    bar: Bar
    value: float | None

    @property
    def met(self) -> bool | None:
        """Whether the bar is cleared; None when it was not measured."""
        if self.value is None:
            return None
        over = self.value >= self.bar.limit
        return over if self.bar.way == ">=" else self.value <= self.bar.limit

    def __str__(self) -> str:
        said = {True: "met", False: "NOT MET", None: "not measured"}[self.met]
        value = "-" if self.value is None else f"{self.value:.3f}"
        name = f"{self.bar.group} {self.bar.figure}"
        return f"{name:28} {self.bar.way} {self.bar.limit:<6g} {value:>8}  {said}"


def judge_bars(
    groups: Mapping[str, Mapping[str, Figures]], footprint: Footprint | None
) -> list[Verdict]:
    """Compare the figures of one variant, as `summary.grouped` returns them, with the bars."""
    verdicts: list[Verdict] = []
    for bar in BARS:
        if bar.group == "load":
            value = getattr(footprint, bar.figure) if footprint else None
        else:
            grouping, _, name = bar.group.partition("=")
            value = groups.get(grouping, {}).get(name or "all", {}).get(bar.figure)
        verdicts.append(Verdict(bar, value))
    return verdicts
