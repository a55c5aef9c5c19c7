"""Percentages as people: rounding never turns someone into no one, or nearly all into all."""

from decimal import Decimal

import pytest

from tests import factories
from therapies import frequencies


@pytest.mark.parametrize(
    ("percent", "people", "text"),
    [
        ("0", 0, "none of the people counted"),
        ("0.004", 0, "fewer than 1 in 10,000 people"),
        ("0.04", 0, "fewer than 1 in 100 people (about 4 in 10,000)"),
        ("0.4", 0, "fewer than 1 in 100 people (about 4 in 1,000)"),
        ("0.97", 0, "fewer than 1 in 100 people"),
        ("1", 1, "about 1 in 100 people"),
        ("31.5", 32, "about 32 in 100 people"),
        ("99.4", 99, "about 99 in 100 people"),
        ("99.6", 99, "more than 99 in 100 people"),
        ("100", 100, "all of the people counted"),
    ],
)
def test_people_of_a_hundred(percent, people, text):
    found = frequencies.in_hundred(Decimal(percent))
    assert (found.people, found.text) == (people, text)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ("1", "fewer than 1 in 100 people"),
        ("5.000", "fewer than 5 in 100 people"),
        ("0.1", "fewer than 1 in 1,000 people"),
        ("2.5", "fewer than 25 in 1,000 people"),
        ("0.001", "fewer than 0.001 % of people"),
    ],
)
def test_a_limit_keeps_its_size_and_fills_no_figure(limit, text):
    found = frequencies.in_hundred(Decimal(limit), is_bound=True)
    assert (found.people, found.text) == (0, text)


def test_the_second_number_is_brief():
    assert frequencies.in_hundred(Decimal(12)).brief == "about 12"
    assert frequencies.in_hundred(Decimal("0.97")).brief == "fewer than 1 in 100 people"


@pytest.mark.django_db
def test_of_a_rate_takes_the_count_where_there_is_no_percentage():
    dataset = factories.dataset(factories.drug(), treated=50)
    rate = factories.rate(dataset, percent=None, events=4)
    assert frequencies.of_rate(rate).people == 8
    assert frequencies.of_rate(rate, "percent_grade_3_plus") is None
