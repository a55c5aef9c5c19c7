"""Cells of a CSV file, and values of JSON."""

from datetime import date
from decimal import Decimal

import pytest

from therapies.exports import cell, plain


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
