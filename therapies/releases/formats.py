"""A table as CSV and as JSON Lines, both for programs.

Unlike the downloads of the site, which are made for spreadsheets, CSV of a release holds every
value as it is: no apostrophe keeps a cell from being run as a formula, no mark of byte order comes
first, and a list is a JSON array. Cells are separated by commas, lines end with CR LF (RFC 4180).
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from therapies.releases.tables import Table

BATCH = 500


def as_csv(table: Table) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([cell(value) for value in row.values()])
        if number % BATCH == 0:
            yield _taken(text)
    yield _taken(text)


def cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def as_lines(table: Table) -> Iterator[bytes]:
    for row in table.rows:
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _taken(text: io.StringIO) -> bytes:
    written = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return written
