"""The evaluation as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asciidoc_train.evaluation.bars import Verdict
from asciidoc_train.evaluation.summary import Figures

Groups = Mapping[str, Mapping[str, Figures]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, figure, digits behind the point."""

    title: str
    figure: str
    digits: int = 3


RIGHT = (
    Column("rows", "rows", 0),
    Column("answered", "answered"),
    Column("parse", "parse"),
    Column("sound", "sound"),
    Column("node F1", "node_f1"),
    Column("edge F1", "edge_f1"),
    Column("path F1", "path_f1"),
    Column("order F1", "order_f1"),
    Column("edge labels", "edge_labels"),
    Column("exact", "exact"),
    Column("exact with labels", "exact_labels"),
    Column("exact of answered", "exact_of_answered"),
    Column("kind", "kind"),
    Column("concepts", "concepts"),
)
DRAWN = (
    Column("drawn", "drawn"),
    Column("fits", "fits"),
    Column("labels complete", "labels"),
    Column("nodes read back", "read_node_f1"),
    Column("edges read back", "read_edge_f1"),
    Column("junctions", "junctions"),
    Column("closed boxes", "closed_boxes"),
    Column("distinct", "distinct"),
)
COST = (
    Column("tokens (mean)", "tokens_mean", 1),
    Column("tokens (median)", "tokens_median", 0),
    Column("seconds (median)", "seconds_median", 2),
    Column("seconds (p95)", "seconds_p95", 2),
    Column("first try", "first_try"),
    Column("retries", "retries", 2),
)
TARGETS = (
    Column("rows", "rows", 0),
    Column("tokens (mean)", "tokens_mean", 1),
    Column("tokens (median)", "tokens_median", 0),
    Column("tokens (p95)", "tokens_p95", 0),
    Column("seconds", "seconds", 2),
    Column("junctions", "junctions"),
    Column("closed boxes", "closed_boxes"),
)


def report_markdown(
    variants: Mapping[str, Groups],
    verdicts: Mapping[str, Sequence[Verdict]],
    targets: Mapping[str, Figures],
    title: str,
) -> str:
    """Return the whole page.

    Args:
        variants: Figures by variant, as `summary.grouped` returns them.
        verdicts: By variant, how it stands to the bars.
        targets: Figures of the two things that a model may write, by name.
        title: Says what was evaluated.
    """
    parts = [f"# {title}"]
    for heading, grouping, value in (
        ("All prompts", "all", "all"),
        ("Prompts that name everything", "asks", "explicit"),
        ("Topics", "asks", "topic"),
    ):
        chosen = {n: g[grouping][value] for n, g in variants.items() if value in g[grouping]}
        if chosen:
            parts += [f"## {heading}", table("variant", chosen, RIGHT)]
    everything = {name: groups["all"]["all"] for name, groups in variants.items()}
    parts += ["## Drawings", table("variant", everything, DRAWN)]
    parts += ["## Cost", table("variant", everything, COST)]
    if targets:
        parts += ["## Notation and drawings as what a model writes", table("", targets, TARGETS)]
    for name, groups in variants.items():
        parts.append(f"## {name}, in parts")
        parts += [table(k, groups[k], RIGHT) for k in ("kind", "style", "difficulty")]
    for name, judged in verdicts.items():
        lines = "\n".join(map(str, judged))
        parts += [f"## Bars: {name}", f"```\n{lines}\n```"]
    return "\n\n".join(parts) + "\n"


def table(first: str, rows: Mapping[str, Figures], columns: Sequence[Column]) -> str:
    """Return a Markdown table; columns without a value in any row are left out."""
    shown = [c for c in columns if any(f.get(c.figure) is not None for f in rows.values())]
    lines = [[first, *(column.title for column in shown)], ["---", *("--:" for _ in shown)]]
    for name, figures in rows.items():
        lines.append([name, *(_cell(figures.get(c.figure), c.digits) for c in shown)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
