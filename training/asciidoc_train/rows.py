"""The canonical row: a prompt, the notation that answers it, and where both come from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ascii_diagram.limits import MAX_NOTATION_BYTES, MAX_PROMPT_CHARS, MAX_WIDTH, MIN_WIDTH
from ascii_diagram.resolve.request import Request, Style
from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject, read_json_lines, write_json_lines

Kind = Literal["flow", "state", "tree", "cycle", "sequence", "grid", "timeline", "picture"]
Asks = Literal["explicit", "topic"]
Difficulty = Literal["beginner", "intermediate", "advanced"]
Origin = Literal["authored", "annotated", "teacher", "renamed", "template"]
Split = Literal["", "train", "dev", "heldout"]

ORIGINS: tuple[Origin, ...] = ("authored", "annotated", "teacher", "renamed", "template")
"""From the most to the least trusted; of two near-duplicates the more trusted one stays."""

_Name = Annotated[str, Field(max_length=80, pattern=r"^[\w][\w .,'&/()+-]*$|^$")]
_WORD = re.compile(r"\w+")
_T = TypeVar("_T")


class Row(BaseModel):
    """One example.

    Attributes:
        prompt: What a user asks for.
        notation: The answer in canonical arrow notation, without a final newline.
        kind: What is drawn.
        style: `tui_flow` boxes and arrows, `hybrid` boxes with bodies, `ascii_art` a picture.
        asks: `explicit` when the prompt names all there is to draw, `topic` when it names only
            what it is about.
        difficulty: How much there is to get right.
        origin: Who made it: written by hand or by a language model one by one (`authored`), by
            `annotate`, by a teacher in `generate`, out of another row by `rename`, or by a
            template.
        author: Name of the teacher's model or of the annotator; may be empty.
        persona: Id of the persona that it was written under; may be empty.
        domain: Field of knowledge in a word or two; may be empty.
        topic: Name of the topic-file topic that it was made for; may be empty.
        width: Most columns of a picture, for `ascii_art` only.
        height: Most lines of a picture, for `ascii_art` only.
        split: Where it belongs; empty until it is decided.
        created: Date, `2026-11-20`; may be empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str = Field(min_length=1, max_length=MAX_PROMPT_CHARS)
    notation: str = Field(min_length=1, max_length=MAX_NOTATION_BYTES)
    kind: Kind
    style: Style = "tui_flow"
    asks: Asks
    difficulty: Difficulty
    origin: Origin
    author: _Name = ""
    persona: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""
    domain: _Name = ""
    topic: _Name = ""
    width: Annotated[int, Field(ge=MIN_WIDTH, le=MAX_WIDTH)] | None = None
    height: Annotated[int, Field(ge=1, le=200)] | None = None
    split: Split = ""
    created: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""

    @model_validator(mode="after")
    def _sizes_belong_to_pictures(self) -> Row:
        if self.style != "ascii_art" and (self.width or self.height):
            raise ValueError("width and height belong to rows of the style ascii_art")
        return self

    @property
    def hash(self) -> str:
        """Sixteen hex digits of the folded prompt, the style and the notation."""
        content = "\0".join((folded(self.prompt), self.style, self.notation))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def question(self) -> str:
        """Prompt and style as they are compared: rows with the same ask the same."""
        return f"{self.style} {folded(self.prompt)}"

    def request(self) -> Request:
        """Return what the product would ask its model."""
        return Request(self.prompt, self.style, self.width, height=self.height)

    def to_json(self) -> JsonObject:
        """Return what is written to files: fields that say something, and the hash."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        return {**data, "hash": self.hash}


def folded(text: str) -> str:
    """Return the words of a text alone, in lower case."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def row_from_json(data: Mapping[str, object]) -> Row:
    """Make a row of a JSON object; a `hash` in it is dropped and computed anew.

    Raises:
        RowError: Fields that are missing, unknown or wrong; the message names them.
    """
    fields = {key: value for key, value in data.items() if key != "hash"}
    try:
        return Row.model_validate(fields)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, item['loc'])) or 'row'}: {item['msg']}" for item in error.errors()
        ]
        raise RowError("; ".join(faults)) from error


def read_rows(path: Path) -> Iterator[tuple[int, Row | RowError]]:
    """Yield the rows of a JSONL file with their line numbers, or why a line is none.

    Raises:
        RowError: The file cannot be read.
    """
    for number, data in read_json_lines(path):
        if isinstance(data, RowError):
            yield number, data
            continue
        try:
            yield number, row_from_json(data)
        except RowError as error:
            yield number, error


def load_rows(paths: Sequence[Path], *, may_be_empty: bool = False) -> list[Row]:
    """Return the rows of all files, in order.

    Args:
        paths: Files of rows.
        may_be_empty: Whether it is no fault that there is no row at all.

    Raises:
        RowError: A file cannot be read, a line is no row, or there are no rows.
    """
    rows: list[Row] = []
    for path in paths:
        for number, row in read_rows(path):
            if isinstance(row, RowError):
                raise RowError(f"{path}:{number}: {row}", hint="asciidoc-train store drops such")
            rows.append(row)
    if not rows and not may_be_empty:
        raise RowError(f"there are no rows in {', '.join(map(str, paths))}")
    return rows


def spread(things: Sequence[_T], count: int) -> list[_T]:
    """Return so many of the things, evenly spread; all where there are fewer."""
    count = min(count, len(things))
    return [things[index * len(things) // count] for index in range(count)]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as JSONL, sorted, so that a change shows as the lines that changed.

    Raises:
        StoreError: The file cannot be written.
    """
    ordered = sorted(rows, key=lambda row: (row.prompt.casefold(), row.prompt, row.notation))
    write_json_lines(path, (row.to_json() for row in ordered))
