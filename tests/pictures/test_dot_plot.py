"""Dot plots: what they draw, in which order, and what they say in words."""

import pytest

from tests import factories
from therapies.models import Rate, SafetyDataset
from therapies.pictures import dot_plot

pytestmark = pytest.mark.django_db


def loaded(dataset: SafetyDataset) -> SafetyDataset:
    return SafetyDataset.objects.for_detail().get(pk=dataset.pk)


def test_of_a_dataset():
    dataset = factories.dataset(factories.drug(), treated=100)
    factories.rate(dataset, side_effect=factories.side_effect("Rash"), percent=8)
    factories.rate(
        dataset, side_effect=factories.side_effect("Cough"), percent=20, percent_grade_3_plus=2
    )
    plot = dot_plot.of_dataset(loaded(dataset))
    cough, rash = plot.groups[0].lines
    assert (cough.label, cough.value) == ("Cough", "20 % (13.3–28.9 %)")
    assert cough.grave_value == "2 % (0.55–7 %)"
    assert [mark.shape for mark in cough.marks] == ["all", "grave"]
    assert plot.end == "40"
    assert (cough.marks[0].at, cough.marks[0].start, cough.marks[0].span) == (
        "50.0%",
        "33.3%",
        "38.9%",
    )
    assert [mark.shape for mark in rash.marks] == ["all"]
    assert plot.summary.startswith("Most frequent: Cough 20 %; Rash 8 %.")


def test_less_than_is_a_stroke_without_a_dot():
    dataset = factories.dataset(factories.drug())
    factories.rate(dataset, percent=1, upper_bounds=["percent"])
    (mark,) = dot_plot.of_dataset(loaded(dataset)).groups[0].lines[0].marks
    assert mark.is_bound
    assert mark.start == "0.0%"


def test_a_long_dataset_says_what_it_leaves_out():
    dataset = factories.dataset(factories.drug())
    for number in range(dot_plot.MOST_LINES + 3):
        effect = factories.side_effect(f"Effect {number}")
        factories.rate(dataset, side_effect=effect, percent=number + 1)
    plot = dot_plot.of_dataset(loaded(dataset))
    assert len(plot.groups[0].lines) == dot_plot.MOST_LINES
    assert (plot.total, plot.left_out) == (dot_plot.MOST_LINES + 3, 3)


def test_nothing_to_draw():
    dataset = factories.dataset(factories.drug())
    factories.rate(dataset, percent=None, stated_band="rare")
    assert dot_plot.of_dataset(loaded(dataset)) is None
    assert dot_plot.across_drugs(Rate.objects.across_drugs()) is None


def test_across_drugs_is_ordered_by_type_and_name_not_by_rate():
    first = factories.therapy_type("PD-1 inhibitors")
    second = factories.therapy_type("Vaccines", kind="vaccine")
    for name, kind, percent in (("Bmab", first, 50), ("Vax", second, 90), ("Amab", first, 5)):
        dataset = factories.dataset(factories.drug(name, primary_type=kind), treated=None)
        factories.rate(dataset, percent=percent)
    combined = factories.dataset(factories.drug("Cmab", primary_type=first))
    SafetyDataset.objects.filter(pk=combined.pk).update(regimen_kind="combination")
    factories.rate(combined, percent=7)
    plot = dot_plot.across_drugs(Rate.objects.across_drugs())
    drawn = [(group.label, [line.label for line in group.lines]) for group in plot.groups]
    assert drawn == [("PD-1 inhibitors", ["Amab", "Bmab", "Cmab"]), ("Vaccines", ["Vax"])]
    alone, _, combination = plot.groups[0].lines
    assert alone.value == "5 %"
    assert alone.detail == "alone, people not counted; adults with melanoma"
    assert [mark.shape for mark in combination.marks] == ["combined"]
    assert plot.summary.startswith("From 5 % to 90 %.")


@pytest.mark.parametrize(
    ("address", "table"),
    [
        ("/drugs/drug-1/", '<table class="rates'),
        ("/side-effects/effect-1/", '<table class="cards rates'),
    ],
)
def test_drawn_above_a_table_that_stays(client, address, table):
    factories.full_drug(1)
    text = client.get(address).content.decode()
    assert text.index('role="img"') < text.index(table)
    assert "12 % (7–19.8 %)" in text
    assert 'class="dot-grave"' in text
