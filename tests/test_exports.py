"""Cells of a CSV file, and values of JSON."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from tests import factories
from therapies import exports, listings
from therapies.exports import FORMATS, cell, plain


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
