"""Rows in Parquet files, by pyarrow (extra `parquet`)."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject, cannot_write
from asciidoc_train.rows import Row, row_from_json

_BATCH = 1024


def _module(name: str) -> Any:
    # pyarrow has no types of its own
    return importlib.import_module(name)


def read_parquet(path: Path) -> Iterator[tuple[int, Row | RowError]]:
    """Yield the rows of a file with their numbers, from 1, or why a row is none.

    Raises:
        RowError: The file cannot be read or is no Parquet.
    """
    arrow, parquet = _module("pyarrow"), _module("pyarrow.parquet")
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                for data in cast("list[JsonObject]", batch.to_pylist()):
                    number += 1
                    yield number, _row(data)
    except (OSError, arrow.ArrowException) as error:
        raise RowError(f"{path}: {str(error).partition(chr(10))[0]}") from error


def _row(data: JsonObject) -> Row | RowError:
    try:
        return row_from_json({key: value for key, value in data.items() if value is not None})
    except RowError as error:
        return error


def write_parquet(path: Path, rows: Iterable[Row]) -> None:
    """Write rows with all their fields and their hashes.

    Raises:
        StoreError: The file cannot be written.
    """
    arrow, parquet = _module("pyarrow"), _module("pyarrow.parquet")
    fields = [("hash", arrow.string())]
    for name in Row.model_fields:
        fields.append((name, arrow.int32() if name in {"width", "height"} else arrow.string()))
    data = [{**row.model_dump(mode="json"), "hash": row.hash} for row in rows]
    table = arrow.Table.from_pylist(data, schema=arrow.schema(fields))
    temporary = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(table, temporary, compression="zstd")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, error) from error
