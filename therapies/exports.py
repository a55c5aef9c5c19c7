"""Rows of a list as CSV or JSON."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from therapies.values import Values, follow, values_of

FORMATS = ("csv", "json")
BATCH = 500
LICENCE = "CC BY 4.0"
# A spreadsheet runs a cell that starts with one of these.
RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class FieldType(StrEnum):
    """What a field holds where it holds anything. A date that may be known to the month or year
    alone is text."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


STARTS = frozenset(RUN_AS_FORMULA)
# In CSV.
WRITTEN_AS_THEY_ARE = (FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE)


@dataclass(frozen=True)
class Column:
    """One published field: its name, what it means, of which values of a row it is made.

    `of` names them as querysets do; `make` is given them in this order, none needed for one.
    """

    name: str
    meaning: Any
    of: str | tuple[str, ...]
    type: FieldType = FieldType.TEXT
    make: Callable[..., Any] | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.of,) if isinstance(self.of, str) else self.of

    def value(self, row: Any) -> Any:
        """What it says of one row that is there with what it leads to."""
        values = [follow(row, path) for path in self.paths]
        return values[0] if self.make is None else self.make(*values)

    def values(self, found: Values) -> Sequence[Any]:
        """The same of many rows."""
        values = [found[path] for path in self.paths]
        if self.make is None:
            return values[0]
        if self.type is FieldType.TEXT and len(values) == 1:
            # Neighbours are often alike.
            made = {value: self.make(value) for value in set(values[0])}
            return [made[value] for value in values[0]]
        return list(map(self.make, *values))


@dataclass(frozen=True)
class Export:
    name: str
    columns: tuple[Column, ...]

    def records(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        names = [column.name for column in self.columns]
        for columns in self._batches(rows):
            for values in zip(*columns, strict=True):
                yield dict(zip(names, values, strict=True))

    def response(self, rows: Iterable[Any], file_format: str) -> StreamingHttpResponse:
        """The rows as a download with a dated name."""
        body, content_type = {
            "csv": (self._csv, "text/csv; charset=utf-8"),
            "json": (self._json, "application/json"),
        }[file_format]
        response = StreamingHttpResponse(body(rows), content_type=content_type)
        name = f"immunoref-{self.name}-{timezone.localdate():%Y-%m-%d}.{file_format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _batches(self, rows: Iterable[Any]) -> Iterator[list[Sequence[Any]]]:
        """The columns, of some hundred rows at a time."""
        if isinstance(rows, QuerySet):
            paths = dict.fromkeys(path for column in self.columns for path in column.paths)
            for found in values_of(rows, list(paths), BATCH):
                yield [column.values(found) for column in self.columns]
        elif read := list(rows):
            yield [[column.value(row) for row in read] for column in self.columns]

    def _csv(self, rows: Iterable[Any]) -> Iterator[str]:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        text.write("\ufeff")
        writer.writerow([column.name for column in self.columns])
        for columns in self._batches(rows):
            cells = map(_cells, self.columns, columns)
            writer.writerows(zip(*cells, strict=True))
            yield text.getvalue()
            text.seek(0)
            text.truncate()
        yield text.getvalue()

    def _json(self, rows: Iterable[Any]) -> Iterator[str]:
        head = {
            "name": self.name,
            "generated_on": f"{timezone.localdate():%Y-%m-%d}",
            "licence": LICENCE,
        }
        encode = json.JSONEncoder(ensure_ascii=False, default=plain).encode
        start = json.dumps(head)[:-1] + ', "results": ['
        records = self.records(rows)
        while batch := [encode(record) for record in islice(records, BATCH)]:
            yield start + "\n" + ",\n".join(batch)
            start = ","
        yield (start if start != "," else "") + "\n]}\n"


def _cells(column: Column, values: Sequence[Any]) -> Iterable[Any]:
    if column.type in WRITTEN_AS_THEY_ARE:
        return values
    if column.type is FieldType.TEXT:
        # Written out, because most of all cells are text.
        return [f"'{text}" if text and text[0] in STARTS else text for text in values]
    return map(cell, values)


def plain(value: Any) -> Any:
    """Decimals as numbers and dates as ISO text."""
    if isinstance(value, Decimal):
        whole = int(value)
        return whole if whole == value else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cell(value: Any) -> Any:
    """A value for a CSV cell; text that a spreadsheet would run is kept from running."""
    if not isinstance(value, str):
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return plain(value)
        if not isinstance(value, list | tuple):
            return value
        value = "; ".join(str(each) for each in value)
    return f"'{value}" if value.startswith(RUN_AS_FORMULA) else value
