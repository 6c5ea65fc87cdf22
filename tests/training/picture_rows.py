"""Rows of pictures for tests."""

from __future__ import annotations

from asciidoc_train.rows import Row


def boxes(count: int, *, start: int = 0, height: int | None = 3) -> list[Row]:
    """Return rows that ask for a number in a box."""
    rows: list[Row] = []
    for n in range(start, start + count):
        text = str(n) * (1 + n % 9)
        bar = "+" + "-" * len(text) + "+"
        rows.append(
            Row(
                prompt=f"a box with {text}",
                notation=f"art: |\n{bar}\n|{text}|\n{bar}\n|",
                kind="picture",
                style="ascii_art",
                asks="explicit",
                difficulty="beginner",
                origin="authored",
                width=12,
                height=height,
            )
        )
    return rows
