"""Forest plots: what a trial's two values make, where it is drawn, and what is said of it."""

import pytest

from tests import factories
from therapies.models import Comparison
from therapies.pictures import forest

pytestmark = pytest.mark.django_db


def survival(drug, value, low, high, **fields):
    return factories.comparison(
        drug,
        measure="survival",
        value=value,
        comparator_value=None,
        interval_low=low,
        interval_high=high,
        **fields,
    )


def plots() -> list[forest.Plot]:
    return forest.plots(Comparison.objects.published().for_list())


@pytest.fixture
def drug():
    return factories.drug()


def test_difference_of_percentages_with_newcombes_interval(drug):
    factories.comparison(drug, value=80, treated=70, comparator_value=60, comparator_treated=80)
    ((line,),) = [group.lines for group in plots()[0].groups]
    assert line.effect.text == "+20.0"
    assert line.effect.interval == "+5.2 to +33.4"
    assert line.effect.side == "more"


def test_ratio_keeps_the_interval_of_the_source_on_a_log_axis(drug):
    survival(drug, "0.71", "0.5", "1.0")
    (plot,) = plots()
    (line,) = plot.groups[0].lines
    assert plot.is_ratio
    assert plot.axis.is_log
    assert (line.effect.text, line.effect.interval) == ("0.71", "0.50 to 1.00")
    assert (line.start, line.span, plot.axis.null_at) == ("0.0%", "50.0%", "50.0%")
    assert line.effect.side == "unclear"


def test_one_plot_a_measure_and_one_group_a_comparator_and_way_of_giving(drug):
    survival(drug, "0.7", "0.5", "0.9")
    factories.comparison(drug, comparator_kind="radiotherapy")
    factories.comparison(drug, is_added=True)
    factories.comparison(drug)
    harm, death = plots()
    assert [plot.measure.value for plot in (harm, death)] == ["grade_3_plus", "survival"]
    assert [(group.comparator, group.is_added) for group in harm.groups] == [
        ("chemotherapy", False),
        ("chemotherapy", True),
        ("radiotherapy", False),
    ]


def test_lines_stand_by_drug_and_trial_not_by_effect():
    for name, value in (("Zumab", 1), ("Amab", 30)):
        factories.comparison(factories.drug(name), value=value)
    names = [line.comparison.entry.name for line in plots()[0].groups[0].lines]
    assert names == ["Amab", "Zumab"]


def test_summary_counts_sides(drug):
    factories.comparison(drug, value=5, comparator_value=50)
    factories.comparison(drug, value=50, comparator_value=5)
    factories.comparison(drug, value=20, comparator_value=21)
    factories.comparison(drug, value=20, comparator_value=22)
    assert plots()[0].groups[0].summary == (
        "Trials: 4. Whole interval on the side of less: 1; on that of more: 1; on both: 2."
    )


def test_without_a_second_value_there_is_nothing_to_draw(drug):
    factories.comparison(drug, comparator_value=None)
    assert plots() == []


def test_ratio_without_interval_is_a_dot_that_decides_nothing(drug):
    survival(drug, "0.5", None, None)
    (line,) = plots()[0].groups[0].lines
    assert (line.span, line.effect.interval, line.effect.side) == ("0.0%", "", "unclear")
