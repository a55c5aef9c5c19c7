"""Wilson's interval against published values, and where there is none."""

import pytest

from tests import factories
from therapies import intervals

# Affected, people, limits in percent: method 3 of Newcombe RG, Stat Med 1998;17:857–872, table I.
NEWCOMBE = [
    (81, 263, 25.53, 36.62),
    (15, 148, 6.24, 16.05),
    (0, 20, 0.0, 16.11),
    (1, 29, 0.61, 17.18),
]


@pytest.mark.parametrize(("affected", "people", "low", "high"), NEWCOMBE)
def test_published_values(affected, people, low, high):
    found = intervals.wilson(100 * affected / people, people)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


@pytest.mark.parametrize("people", [1, 7, 100_000])
@pytest.mark.parametrize("percent", [0, 0.001, 50, 99.9, 100])
def test_stays_within_bounds_and_holds_the_percentage(percent, people):
    found = intervals.wilson(percent, people)
    assert 0 <= found.low <= percent + 1e-9
    assert percent - 1e-9 <= found.high <= 100


def test_more_people_narrow_it():
    few, many = intervals.wilson(30, 20), intervals.wilson(30, 2000)
    assert few.low < many.low < 30 < many.high < few.high


def test_text_and_overlap():
    found = intervals.wilson(31, 100)
    assert found.text == "22.8–40.6 %"
    assert found.overlaps(intervals.wilson(45, 100))
    assert not found.overlaps(intervals.wilson(80, 100))


@pytest.mark.django_db
def test_of_a_rate():
    drug = factories.drug()
    dataset = factories.dataset(drug, treated=100, comparator="placebo", comparator_treated=50)
    rate = factories.rate(
        dataset,
        percent=10,
        percent_grade_3_plus=1,
        comparator_percent=4,
        upper_bounds=["percent_grade_3_plus"],
    )
    assert intervals.of_rate(rate) == intervals.wilson(10, 100)
    assert intervals.of_rate(rate, "comparator_percent") == intervals.wilson(4, 50)
    assert intervals.of_rate(rate, "percent_grade_3_plus") is None
    assert intervals.of_rate(rate, "comparator_percent_grade_3_plus") is None
    dataset.treated = None
    assert intervals.of_rate(rate) is None


# Affected and people twice, limits of the difference: method 10 of Newcombe RG, Stat Med
# 1998;17:873–890, table II.
DIFFERENCES = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("one", "other", "low", "high"), DIFFERENCES)
def test_published_differences(one, other, low, high):
    found = intervals.newcombe(100 * one[0] / one[1], one[1], 100 * other[0] / other[1], other[1])
    assert (round(found.low / 100, 4), round(found.high / 100, 4)) == (low, high)


def test_a_difference_turned_round_has_its_interval_turned_round():
    there = intervals.newcombe(15, 100, 35, 120)
    back = intervals.newcombe(35, 120, 15, 100)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
