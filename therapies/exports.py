"""Rows of a list as CSV or JSON."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

FORMATS = ("csv", "json")
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
BATCH = 500
LICENCE = "CC BY 4.0"
Response = TypeVar("Response", bound=HttpResponseBase)
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

    def response(self, rows: Iterable[Any], form: str) -> StreamingHttpResponse:
        """The rows as a download with a dated name."""
        response = StreamingHttpResponse(content_type=CONTENT_TYPES[form])
        response.streaming_content = self._parts(rows, form)
        return self.named(response, form)

    def named(self, response: Response, form: str) -> Response:
        name = f"immunoref-{self.name}-{timezone.localdate():%Y-%m-%d}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def joined(self, lines: list[bytes], form: str, day: date) -> bytes:
        """A whole file of rows that are written already."""
        head, between, foot = self._around(form, day)
        first = between.removeprefix(",").encode() if lines else b""
        return head.encode() + first + between.encode().join(lines) + foot.encode()

    def lines(self, rows: Iterable[Any], form: str) -> Iterator[str]:
        """The text of each row."""
        writer = csv.writer(_Echo())
        for record in self.records(rows):
            if form == "csv":
                yield writer.writerow([cell(value) for value in record.values()])
            else:
                yield json.dumps(record, ensure_ascii=False, default=plain)

    def _parts(self, rows: Iterable[Any], form: str) -> Iterator[str]:
        head, between, foot = self._around(form, timezone.localdate())
        yield head
        before = between.removeprefix(",")
        for line in self.lines(rows, form):
            yield before + line
            before = between
        yield foot

    def _around(self, form: str, day: date) -> tuple[str, str, str]:
        """What stands before, between and after the rows."""
        if form == "csv":
            names = csv.writer(_Echo()).writerow([column.name for column in self.columns])
            return f"\ufeff{names}", "", ""
        head = {"name": self.name, "generated_on": f"{day:%Y-%m-%d}", "licence": LICENCE}
        return json.dumps(head)[:-1] + ', "results": [', ",\n", "\n]}\n"


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
