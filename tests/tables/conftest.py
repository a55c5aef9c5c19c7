"""Files as somebody would send them, and what comes of them."""

import csv
import io

import pytest

from tests import factories
from therapies.tables import files, proposing, separated
from therapies.tables.declared import SHEETS


@pytest.fixture
def drug():
    return factories.full_drug(1)


def csv_of(headers: str, *lines: str) -> bytes:
    return "\n".join([headers, *lines]).encode()


def lines_of(content: bytes) -> list[dict[str, str]]:
    """The cells of a written file, guarded as they are."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def check(sheet: str, content: bytes, name: str = "file.csv") -> proposing.Report:
    return proposing.check(SHEETS[sheet], name, content)


def read(sheet: str, content: bytes, name: str = "file.csv") -> files.Table:
    return files.read(SHEETS[sheet], name, content)


def said(report: proposing.Report) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.message) for each in report.problems]


def written(rows: list[list[str]]) -> bytes:
    return separated.write(rows)
