"""Cells of a CSV file, and values of JSON."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from tests import factories
from therapies import exports, listings
from therapies.columns.shared import columns
from therapies.exports import FORMATS, Export, FieldType, cell, plain
from therapies.models import Rate
from therapies.values import values_of


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_would_run_is_kept_from_running(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell([f"{start}a", "b"]) == f"'{start}a; b"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("a=b", "a=b"),
        (Decimal("12.500"), 12.5),
        (Decimal("12.000"), 12),
        (Decimal("-74.00597"), -74.00597),
        (5, 5),
        (True, True),
        (["a", "b"], "a; b"),
        ([], ""),
        (date(2026, 11, 1), date(2026, 11, 1)),
    ],
)
def test_cell(value, written):
    assert cell(value) == written


def test_plain():
    assert plain(date(2026, 11, 1)) == "2026-11-01"
    assert plain(Decimal("0.900")) == 0.9


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
def test_it_does_not_show_where_one_batch_ends(file_format, monkeypatch):
    for number in (1, 2, 3):
        factories.full_drug(number)

    def download():
        rows = listings.DRUGS.rows(listings.DRUGS.filtered(QueryDict()))
        return list(listings.DRUGS.export.response(rows, file_format))

    whole = download()
    monkeypatch.setattr(exports, "BATCH", 2)
    pieces = download()
    assert len(pieces) > len(whole)
    assert b"".join(pieces) == b"".join(whole)


@pytest.mark.django_db
def test_a_download_asks_once_and_holds_one_batch(django_assert_num_queries, monkeypatch):
    for number in (1, 2, 3):
        factories.full_drug(number)
    monkeypatch.setattr(exports, "BATCH", 1)
    rows = listings.RATES.rows(listings.RATES.filtered(QueryDict()))
    with django_assert_num_queries(1):
        sizes = [piece.count(b"\r\n") for piece in listings.RATES.export.response(rows, "csv")]
    assert sizes == [1] * len(sizes)


TEXTS = [
    "plain",
    "",
    None,
    "a,b",
    'a "b"',
    "two\r\nlines",
    "one\rtwo",
    " ",
    "=1",
    "＝1,2",
    "é\u2028",
]


@pytest.mark.parametrize("texts", [["plain", "é", " "], ["plain", None], TEXTS])
def test_lines_are_those_that_the_csv_module_writes(texts):
    written = {
        FieldType.TEXT: texts,
        FieldType.LIST: [[text or "", "b"] for text in texts],
        FieldType.NUMBER: [Decimal("12.500"), 0.00001, None, Decimal("1E+3")] * 3,
        FieldType.INTEGER: [1, None, -3] * 4,
        FieldType.BOOLEAN: [True, False, None] * 4,
        FieldType.DATE: [date(2026, 11, 1), None] * 6,
    }
    export = Export("x", columns(*((kind, "", kind, kind) for kind in written)))
    values = [each[: len(texts)] for each in written.values()]
    file = io.StringIO()
    csv.writer(file).writerows([cell(each) for each in row] for row in zip(*values, strict=True))
    assert "".join(export._writer("csv")(values)) == file.getvalue()


@pytest.mark.django_db
def test_values_are_those_of_the_queryset():
    for number in (1, 2):
        factories.full_drug(number)
    paths = ("percent", "events", "upper_bounds", "dataset__slug", "dataset__comparator_treated")
    rows = Rate.objects.order_by("pk")
    (found,) = values_of(rows, paths, 500)
    assert list(zip(*(found[path] for path in paths), strict=True)) == list(
        rows.values_list(*paths)
    )
    assert len({id(value) for value in found["upper_bounds"]}) < len(rows)
