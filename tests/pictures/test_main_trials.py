"""Results of main trials: people of a hundred, and hazard ratios in words that claim no more."""

import pytest

from tests import factories
from therapies.pictures import main_trials

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    return factories.drug()


def drawn(drug) -> main_trials.MainTrials | None:
    return main_trials.drawn(drug.results.for_list())


def test_share_says_how_many_had_it_and_how_many_had_not(drug):
    factories.result(drug, value=45)
    (share,) = drawn(drug).shares
    assert share.text == (
        "In about 45 in 100 people the disease shrank by the set amount or went away"
    )
    assert share.others == "in about 55 it did not"
    assert (share.line.at, share.line.start, share.line.span) == ("45.0%", "35.0%", "20.0%")
    assert share.comparator == ""


def test_share_beside_its_comparator(drug):
    factories.result(
        drug, measure="complete_response", value=41, comparator="R-CHOP", comparator_value=18
    )
    (share,) = drawn(drug).shares
    assert share.text == "In about 41 in 100 people no sign of the disease was found any more"
    assert share.others == "in about 59 this was not so"
    assert share.comparator == "with R-CHOP: about 18 in 100 people"


@pytest.mark.parametrize(
    ("value", "others"), [(0, ""), (100, ""), ("99.6", "in about 1 it did not")]
)
def test_nobody_and_everybody_leave_no_others(drug, value, others):
    factories.result(drug, value=value, interval_low=None, interval_high=None)
    (share,) = drawn(drug).shares
    assert share.others == others
    assert share.line.span == "0.0%"


def test_ratio_below_one_is_a_slower_pace_between_two_limits(drug):
    factories.ratio(drug)
    (row,) = drawn(drug).ratios
    assert row.told == (
        "Deaths came at a pace about 27 % lower than with docetaxel. "
        "From 11 % to 40 % lower would fit what was seen."
    )


def test_ratio_above_one_is_a_faster_pace(drug):
    factories.ratio(drug, value="1.25", interval_low="1.02", interval_high="1.55")
    assert drawn(drug).ratios[0].told == (
        "Deaths came at a pace about 25 % higher than with docetaxel. "
        "From 2 % to 55 % higher would fit what was seen."
    )


@pytest.mark.parametrize(("low", "high"), [("0.7", "1.1"), ("0.7", "1"), (None, None)])
def test_interval_that_holds_one_leaves_it_open(drug, low, high):
    factories.ratio(drug, value="0.9", interval_low=low, interval_high=high)
    assert drawn(drug).ratios[0].told == (
        "The trial leaves open whether deaths came sooner or later with it."
    )


def test_months_stand_in_a_table_without_a_line(drug):
    factories.result(
        drug,
        measure="overall_survival",
        unit="months",
        value="12.5",
        interval_low=None,
        interval_high=None,
    )
    (row,) = drawn(drug).medians
    assert row.line is None
    assert row.result.value_text == "12.5 months"


def test_results_are_numbered_in_the_order_of_the_page(drug):
    ratio, share = factories.ratio(drug), factories.result(drug)
    assert drawn(drug).results == [share, ratio]


def test_nothing_to_show(drug):
    assert drawn(drug) is None
