"""Rows of a list as CSV or JSON."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

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


@dataclass(frozen=True)
class Column:
    """One published field: its name, what it means, how a row gives it, and what that is."""

    name: str
    meaning: Any
    value: Callable[[Any], Any]
    type: FieldType = FieldType.TEXT


@dataclass(frozen=True)
class Export:
    name: str
    columns: tuple[Column, ...]

    def records(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        if isinstance(rows, QuerySet):
            rows = rows.iterator(chunk_size=BATCH)
        for row in rows:
            yield {column.name: column.value(row) for column in self.columns}

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

    def _csv(self, rows: Iterable[Any]) -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow([column.name for column in self.columns])
        for record in self.records(rows):
            yield writer.writerow([cell(value) for value in record.values()])

    def _json(self, rows: Iterable[Any]) -> Iterator[str]:
        head = {
            "name": self.name,
            "generated_on": f"{timezone.localdate():%Y-%m-%d}",
            "licence": LICENCE,
        }
        yield json.dumps(head)[:-1] + ', "results": ['
        for number, record in enumerate(self.records(rows)):
            yield (",\n" if number else "\n") + json.dumps(
                record, ensure_ascii=False, default=plain
            )
        yield "\n]}\n"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def plain(value: Any) -> Any:
    """Decimals as numbers and dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cell(value: Any) -> Any:
    """A value for a CSV cell; text that a spreadsheet would run is kept from running."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(str(each) for each in value)
    elif isinstance(value, Decimal):
        return plain(value)
    elif not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(RUN_AS_FORMULA) else value
