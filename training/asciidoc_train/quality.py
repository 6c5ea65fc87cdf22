"""The quality report: what the rows are, whether they are right, whether splits leak."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from ascii_diagram.diagram import Graph
from ascii_diagram.diagram import Sequence as SequenceDiagram
from ascii_diagram.resolve.contents import messages, names
from asciidoc_train.duplicates import Twin, leaks
from asciidoc_train.files import JsonObject
from asciidoc_train.row_checks import MAX_EDGE_LABEL, MAX_LABEL, MAX_WORDS, WIDTH, Check
from asciidoc_train.rows import Row

_EXAMPLES = 10
_COUNTED = ("origin", "style", "kind", "asks", "difficulty", "persona", "split", "domain")
_BALANCED = ("style", "kind", "persona", "difficulty")
HELD_OUT = ("dev", "heldout")


def assess(checked: Sequence[tuple[Row, Check]]) -> JsonObject:
    """Return the figures on rows and their checks, ready for JSON.

    Shares are from 0 to 1. `leakage` holds the rows that give a row of another split away.
    """
    rows = [row for row, _ in checked]
    leaked = leakage(rows)
    return {
        "rows": len(rows),
        "counts": {name: _counts(str(getattr(row, name)) for row in rows) for name in _COUNTED},
        "evenness": {name: _evenness([getattr(r, name) for r in rows]) for name in _BALANCED},
        "right": _right(checked),
        "width": _spread([c.width for r, c in checked if c.drawing and r.style != "ascii_art"]),
        "labels": _labels(checked),
        "faithfulness": _faithfulness(checked),
        "lengths": {
            "prompt_words": _spread([len(row.prompt.split()) for row in rows]),
            "notation_lines": _spread([row.notation.count("\n") + 1 for row in rows]),
        },
        "distinct": {
            "answers": len({row.notation for row in rows}),
            "names": len({name for _, c in checked if c.diagram for name in names(c.diagram)}),
        },
        "faults": _findings((row, check.faults) for row, check in checked),
        "remarks": _findings((row, check.remarks) for row, check in checked),
        "leakage": {
            "rows": len(leaked),
            "examples": [describe_twin(twin) for twin in leaked[:_EXAMPLES]],
        },
    }


def leakage(rows: Sequence[Row]) -> list[Twin]:
    """Return the rows that give one of another split away: train to dev and heldout, dev to
    heldout.
    """
    by_split = {split: [r for r in rows if r.split == split] for split in ("", "train", *HELD_OUT)}
    training = by_split[""] + by_split["train"]
    found = leaks(by_split["dev"] + by_split["heldout"], training)
    return found + leaks(by_split["heldout"], by_split["dev"])


def describe_twin(twin: Twin) -> JsonObject:
    """Return a pair of rows for a report."""
    return {
        "prompt": twin.row.prompt,
        "origin": twin.row.origin,
        "like": twin.earlier.prompt,
        "like_split": twin.earlier.split,
    }


def _counts(values: Iterable[str]) -> dict[str, int]:
    counted = Counter(value or "(none)" for value in values)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _evenness(values: Sequence[str]) -> float:
    """Return Pielou's evenness: 1 when all are equally frequent, towards 0 when one rules."""
    counts = Counter(value for value in values if value)
    total = counts.total()
    if len(counts) <= 1:
        return 1.0
    entropy = -sum(n / total * math.log(n / total) for n in counts.values())
    return round(entropy / math.log(len(counts)), 3)


def _right(checked: Sequence[tuple[Row, Check]]) -> JsonObject:
    read = [check.read_back for _, check in checked if check.read_back is not None]
    return {
        "parsed": _share([check.diagram is not None for _, check in checked]),
        "canonical": _share([not _has(check.faults, "form") for _, check in checked]),
        f"drawn_at_{WIDTH}": _share([bool(check.drawing) for _, check in checked]),
        "read_back": _share(read),
        "not_readable_kind": len(checked) - len(read),
        "without_fault": _share([not check.faults for _, check in checked]),
    }


def _has(findings: Iterable[str], code: str) -> bool:
    return any(finding.startswith(f"{code}:") for finding in findings)


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _spread(values: Sequence[int]) -> JsonObject:
    ordered = sorted(values)
    if not ordered:
        return {}
    last = len(ordered) - 1
    return {
        "median": ordered[last // 2],
        "p95": ordered[round(last * 0.95)],
        "max": ordered[-1],
    }


def _labels(checked: Sequence[tuple[Row, Check]]) -> JsonObject:
    boxes: list[str] = []
    lines: list[str] = []
    for _, check in checked:
        if check.diagram is None:
            continue
        boxes += names(check.diagram)
        if isinstance(check.diagram, Graph):
            lines += [edge.label for edge in check.diagram.edges if edge.label]
        elif isinstance(check.diagram, SequenceDiagram):
            lines += [message.label for message in messages(check.diagram.items)]
    return {"names": _long(boxes, MAX_LABEL), "lines": _long(lines, MAX_EDGE_LABEL)}


def _long(labels: Sequence[str], limit: int) -> JsonObject:
    over = [label for label in labels if len(label) > limit or len(label.split()) > MAX_WORDS]
    return {
        "count": len(labels),
        "over_limit": len(over),
        "characters": _spread([len(label) for label in labels]),
    }


def _faithfulness(checked: Sequence[tuple[Row, Check]]) -> JsonObject:
    explicit = [check for row, check in checked if row.asks == "explicit"]
    if not explicit:
        return {"explicit_rows": 0}
    return {
        "explicit_rows": len(explicit),
        "mean_grounding": round(sum(c.grounding for c in explicit) / len(explicit), 4),
        "all_names_in_prompt": _share([not _has(c.remarks, "invented") for c in explicit]),
    }


def _findings(found: Iterable[tuple[Row, tuple[str, ...]]]) -> JsonObject:
    counts: Counter[str] = Counter()
    examples: dict[str, list[JsonObject]] = {}
    for row, findings in found:
        for finding in findings:
            code, _, text = finding.partition(": ")
            counts[code] += 1
            shown = examples.setdefault(code, [])
            if len(shown) < _EXAMPLES:
                shown.append({"prompt": row.prompt, "finding": text})
    return {
        code: {"count": count, "examples": examples[code]} for code, count in counts.most_common()
    }


def quality_page(report: JsonObject) -> str:
    """Return the report as a Markdown page."""
    lines = ["# Quality of the rows", "", f"{report['rows']} rows.", ""]
    for title, key in (
        ("Right", "right"),
        ("Faithfulness to the prompt", "faithfulness"),
        ("Evenness (1: all equally frequent)", "evenness"),
        ("Columns of the drawings", "width"),
        ("Distinct", "distinct"),
    ):
        lines += [f"## {title}", "", *_table(cast(JsonObject, report[key])), ""]
    for title, key in (("Labels", "labels"), ("Lengths", "lengths")):
        lines += [f"## {title}", ""]
        for name, values in cast("dict[str, JsonObject]", report[key]).items():
            lines += [f"{name}:", "", *_table(_flat(values)), ""]
    leak = cast(JsonObject, report["leakage"])
    lines += ["## Leakage between splits", "", f"{leak['rows']} rows; it must be 0.", ""]
    lines += [f"- {_quoted(e['prompt'])} like {_quoted(e['like'])}" for e in _examples(leak)]
    for name, counts in cast("dict[str, JsonObject]", report["counts"]).items():
        lines += [f"## By {name}", "", *_table(dict(list(counts.items())[:40])), ""]
    for title in ("faults", "remarks"):
        lines += [f"## {title.capitalize()}", ""]
        for code, entry in cast("dict[str, JsonObject]", report[title]).items():
            lines += [f"### {code}: {entry['count']}", ""]
            lines += [f"- {_quoted(e['prompt'])}: {e['finding']}" for e in _examples(entry)]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _examples(entry: JsonObject) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", entry["examples"])


def _quoted(text: str) -> str:
    return "`" + " ".join(text.split()).replace("`", "'") + "`"


def _flat(values: Mapping[str, object]) -> JsonObject:
    flat: JsonObject = {}
    for key, value in values.items():
        if isinstance(value, dict):
            inner = cast(JsonObject, value)
            flat.update({f"{key} {name}": number for name, number in inner.items()})
        else:
            flat[key] = value
    return flat


def _table(values: Mapping[str, object]) -> list[str]:
    rows = [f"| {str(key).replace('_', ' ')} | {value} |" for key, value in values.items()]
    return ["| | |", "|---|---|", *rows]
