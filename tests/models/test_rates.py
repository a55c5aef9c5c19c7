"""How a rate is written, and the band that follows from its number."""

from decimal import Decimal

import pytest

from therapies.models import Rate, SafetyDataset


def rate(**fields):
    return Rate(dataset=SafetyDataset(treated=200), **fields)


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        ("10", "very_common"),
        ("9.9", "common"),
        ("1", "common"),
        ("0.99", "uncommon"),
        ("0.1", "uncommon"),
        ("0.09", "rare"),
        ("0.01", "rare"),
        ("0.009", "very_rare"),
        ("0", "very_rare"),
    ],
)
def test_band_follows_from_the_number(percent, band):
    assert rate(percent=Decimal(percent), stated_band="common").band == band


def test_band_is_the_stated_one_without_a_number():
    assert rate(stated_band="rare").band == "rare"
    assert rate(percent=Decimal(1), upper_bounds=["percent"], stated_band="").band == ""


def test_percent_from_people_affected():
    assert rate(events=5).best_percent == Decimal("2.5")
    assert rate(events=5).percent_text == "2.5 %"


@pytest.mark.parametrize(
    ("percent", "text"),
    [("28", "28 %"), ("28.40", "28.4 %"), ("0.9", "0.9 %"), ("0.05", "0.05 %"), ("0", "0 %")],
)
def test_percent_is_written_as_given(percent, text):
    assert rate(percent=Decimal(percent)).percent_text == text


def test_upper_bound_is_written_as_less_than():
    bounded = rate(
        percent=Decimal(5), percent_grade_3_plus=Decimal(1), upper_bounds=["percent_grade_3_plus"]
    )
    assert bounded.percent_text == "5 %"
    assert bounded.grade_3_plus_text == "< 1 %"
    assert bounded.comparator_text == ""
