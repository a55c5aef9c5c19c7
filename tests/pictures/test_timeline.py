"""Approvals by year: where marks stand, what names them, and what has no date."""

from datetime import date
from itertools import pairwise

import pytest

from tests import factories
from therapies.models import Indication
from therapies.pictures import timeline

pytestmark = pytest.mark.django_db


def indications():
    return list(Indication.objects.for_detail())


def test_one_row_per_regulator_and_no_mark_hides_another():
    drug = factories.drug()
    for number in range(3):
        factories.approval(factories.indication(drug, setting=f"line {number}"))
    factories.approval(
        factories.indication(drug, setting="late"),
        regulator=factories.regulator("ema"),
        decided_on=date(2020, 1, 1),
        decided_precision="year",
        status="conditional",
    )
    found = timeline.of_drug(indications())
    ema, fda = found.rows
    assert (str(ema.label), str(fda.label)) == ("EMA", "FDA")
    assert ema.words == "2020, Melanoma, conditional or accelerated"
    assert fda.brief == "3 approvals, 2014"
    assert len({(mark.across, mark.down) for mark in fda.marks}) == 3
    assert {mark.across for mark in fda.marks} == {"7.1%"}
    assert [shape for shape, _ in found.shapes] == ["full", "conditional"]


def test_a_withdrawn_approval_has_its_end_marked():
    factories.approval(
        factories.indication(factories.drug()),
        status="withdrawn",
        ended_on=date(2021, 7, 1),
        ended_precision="month",
    )
    (row,) = timeline.of_drug(indications()).rows
    assert [mark.shape for mark in row.marks] == ["withdrawn", "ended"]
    assert row.words == "4 September 2014, Melanoma, withdrawn; July 2021, Melanoma, ended"


def test_what_has_no_date_is_counted_in_words(client):
    drug = factories.drug()
    factories.approval(factories.indication(drug))
    for number in range(3):
        factories.approval(
            factories.indication(drug, setting=f"line {number}"),
            decided_on=None,
            decided_precision="",
        )
    found = timeline.of_drug(indications())
    assert (found.dated, found.undated, len(found.rows[0].marks)) == (1, 3, 1)
    text = client.get("/drugs/exemplumab/").content.decode()
    assert "3 approvals without a date found are in the table only." in text
    assert "The dates of 3 of 4 approvals were not found." in text


def test_nothing_dated_draws_nothing(client):
    indication = factories.indication(factories.drug())
    factories.approval(indication, decided_on=None, decided_precision="")
    assert timeline.of_drug(indications()) is None
    assert 'class="timeline"' not in client.get("/drugs/exemplumab/").content.decode()


def test_a_condition_has_one_row_per_drug_by_name(client):
    for name, year in (("Bmab", 2001), ("Amab", 2005)):
        indication = factories.indication(factories.drug(name))
        for slug, later in (("fda", 0), ("ema", 1)):
            factories.approval(
                indication,
                regulator=factories.regulator(slug),
                decided_on=date(year + later, 1, 1),
                decided_precision="year",
            )
    found = timeline.of_condition(indications())
    assert [(str(row.label), row.brief) for row in found.rows] == [
        ("Amab", "FDA 2005, EMA 2006"),
        ("Bmab", "FDA 2001, EMA 2002"),
    ]
    text = client.get("/conditions/melanoma/").content.decode()
    assert 'role="img" aria-label="Amab: 2005, FDA, Melanoma, full; 2006, EMA' in text


@pytest.mark.parametrize("last", [1950, 1960, 1975, 1990, 2026, 2300])
def test_columns_and_labels_stay_few_and_apart(last):
    axis = timeline.Axis.of([1950, last])
    places = [float(label.across.rstrip("%")) for label in axis.labels()]
    assert axis.columns <= 36
    assert 1 <= len(places) <= timeline.MOST_LABELS
    assert all(after - before >= 14 for before, after in pairwise(places))
