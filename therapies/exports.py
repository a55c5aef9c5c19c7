"""Rows of a list as CSV or JSON."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise

from therapies.values import EachOnce, Values, follow, values_of

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


STARTS = frozenset(RUN_AS_FORMULA)
_first = itemgetter(slice(1))
_needs_quotes = re.compile('[,"\r\n]').search
END_OF_LINE = "\r\n"


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
            # Neighbours are often alike. What is translated is so once for all of them.
            made = {value: _as_it_stands(self.make(value)) for value in set(values[0])}
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
        write = self._writer(form)
        for columns in self._batches(rows):
            yield from write(columns)

    def _parts(self, rows: Iterable[Any], form: str) -> Iterator[str]:
        head, between, foot = self._around(form, timezone.localdate())
        yield head
        before, write = between.removeprefix(","), self._writer(form)
        for columns in self._batches(rows):
            yield before + between.join(write(columns))
            before = between
        if foot:
            yield foot

    def _batches(self, rows: Iterable[Any]) -> Iterator[list[Sequence[Any]]]:
        """The columns, of some hundred rows at a time."""
        if isinstance(rows, QuerySet):
            paths = dict.fromkeys(path for column in self.columns for path in column.paths)
            for found in values_of(rows, list(paths), BATCH):
                yield [column.values(found) for column in self.columns]
        elif read := list(rows):
            yield [[column.value(row) for row in read] for column in self.columns]

    def _writer(self, form: str) -> Callable[[list[Sequence[Any]]], Iterable[str]]:
        """Gives the text of each of some rows, and of others after them."""
        return self._csv() if form == "csv" else self._json

    def _csv(self) -> Callable[[list[Sequence[Any]]], list[str]]:
        cells = [Cells(column.type) for column in self.columns]

        def lines(columns: list[Sequence[Any]]) -> list[str]:
            written = (each.of(values) for each, values in zip(cells, columns, strict=True))
            return [",".join(row) + END_OF_LINE for row in zip(*written, strict=True)]

        return lines

    def _json(self, columns: list[Sequence[Any]]) -> Iterable[str]:
        names = [column.name for column in self.columns]
        records = (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))
        return map(_ENCODER.encode, records)

    def _around(self, form: str, day: date) -> tuple[str, str, str]:
        """What stands before, between and after the rows."""
        if form == "csv":
            return "\ufeff" + ",".join(column.name for column in self.columns) + END_OF_LINE, "", ""
        head = {"name": self.name, "generated_on": f"{day:%Y-%m-%d}", "licence": LICENCE}
        return json.dumps(head)[:-1] + ', "results": [', ",\n", "\n]}\n"


class Cells:
    """Values of one column as they stand in CSV, those of some rows after those of others."""

    def __init__(self, kind: FieldType) -> None:
        self._kind = kind
        self._once = EachOnce(_cell_text)

    def of(self, values: Sequence[Any]) -> Sequence[str]:
        if self._kind is FieldType.INTEGER:
            return ["" if value is None else str(value) for value in values]
        if self._kind is not FieldType.TEXT:
            return self._once.of(values)
        different = list(set(values))
        if len(different) > len(values) // 2:
            return _texts(values)
        written = dict(zip(different, _texts(different), strict=True))
        return [written[value] for value in values]


def _texts(values: Sequence[str | None]) -> Sequence[str]:
    """Looks at all of them together before it looks at each."""
    texts = [value or "" for value in values]
    if not STARTS.isdisjoint(map(_first, texts)):
        texts = [f"'{text}" if text and text[0] in STARTS else text for text in texts]
    return [_quoted(text) for text in texts] if _needs_quotes("".join(texts)) else texts


def _as_it_stands(made: Any) -> Any:
    return str(made) if isinstance(made, Promise) else made


def _cell_text(value: Any) -> str:
    return _quoted(str(cell(value)))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _needs_quotes(text) else text


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


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=plain)
