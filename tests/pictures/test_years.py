"""Drugs by the year of their first approval: what is counted, what is left out, how it is drawn."""

from datetime import date

import pytest

from tests import factories
from therapies.choices import Kind
from therapies.models import Approval
from therapies.pictures import years

pytestmark = pytest.mark.django_db


def approved(name: str, *decisions: tuple[str, str | None], **fields):
    drug = factories.drug(name, **fields)
    for regulator, day in decisions:
        factories.approval(
            factories.indication(drug, setting=f"{regulator} {day}"),
            regulator=factories.regulator(regulator),
            decided_on=day and date.fromisoformat(day),
            decided_precision="day" if day else "",
        )
    return drug


def chart(drugs: int) -> years.YearChart | None:
    rows = Approval.objects.published().first_decisions(years.REGULATORS, by="regulator__slug")
    return years.by_regulator(rows, drugs)


def test_each_drug_counts_once_for_each_regulator_in_its_first_year():
    approved("Amab", ("fda", "2014-09-04"), ("fda", "2016-01-01"), ("ema", "2015-07-17"))
    approved("Bmab", ("fda", "2014-12-22"), ("tga", "2010-01-01"))
    approved("Cmab", ("ema", None))
    approved("Draftumab", ("fda", "2001-01-01"), status="draft")
    found = chart(drugs=3)
    fda, ema = found.regulators
    assert (fda.name, fda.total, fda.undated, fda.undecided) == ("FDA", 2, 0, 1)
    assert (ema.name, ema.total, ema.undated, ema.undecided) == ("EMA", 1, 1, 1)
    assert found.table == [(2014, [2, 0]), (2015, [0, 1])]
    assert found.summary == (
        "First approvals from 2014 to 2015: FDA 2, EMA 1; at most 2 in one year."
    )
    (column,) = fda.columns
    assert (column.x, column.y, column.width, column.height) == (
        "23.00%",
        "0.00%",
        "4.00%",
        "100.00%",
    )
    assert ema.columns[0].height == "50.00%"


def test_an_undated_approval_beside_a_dated_one_does_not_hide_it():
    approved("Amab", ("fda", None), ("fda", "2014-09-04"))
    assert chart(drugs=1).table == [(2014, [1, 0])]


def test_no_chart_without_any_date():
    approved("Amab", ("fda", None), ("tga", "2014-01-01"))
    assert chart(drugs=1) is None
    assert years.growth([(1, "cancer", None)], {"cancer": 1}) is None


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (2014, 2014, [2014]),
        (2014, 2022, [2014, 2016, 2018, 2020, 2022]),
        (1992, 2026, [2000, 2010, 2020]),
        (1950, 2026, [1960, 1980, 2000, 2020]),
    ],
)
def test_few_years_are_named(first, last, ticks):
    rows = [(1, "fda", date(first, 1, 1)), (2, "fda", date(last, 1, 1))]
    assert [tick.year for tick in years.by_regulator(rows, 2).ticks] == ticks


def test_growth_by_kind():
    cancer = factories.therapy_type()
    gene = factories.therapy_type("Gene therapy", kind="gene")
    approved("Amab", ("ema", "2009-03-01"), ("fda", "2008-05-01"), primary_type=cancer)
    approved("Acel", ("fda", "2011-08-30"), primary_type=cancer, therapy_types=[cancer, gene])
    approved("Undatedcel", ("fda", None), primary_type=gene)
    rows = Approval.objects.published().first_decisions(
        years.REGULATORS, by="indication__drug__therapy_types__kind"
    )
    found = years.growth(rows, {"cancer": 2, "gene": 2})
    kinds = {each.kind: each for each in found.kinds}
    assert list(kinds) == list(Kind)
    assert (found.first, found.last, found.highest) == (2008, 2011, 2)
    assert (kinds["cancer"].total, kinds["cancer"].undated) == (2, 0)
    assert (kinds["gene"].total, kinds["gene"].undated) == (1, 1)
    assert [each.kind for each in found.left_out] == ["gene"]
    assert found.table == [(2010, [0, 0, 1, 0, 0]), (2011, [0, 0, 2, 0, 1])]
    assert kinds["cancer"].stair == "M0 50.0H25.00V50.0H50.00V50.0H75.00V0.0H100.00"
    assert kinds["cancer"].area == ("M0 100V50.0H25.00V50.0H50.00V50.0H75.00V0.0H100.00V100Z")


def test_type_page_has_the_columns_and_the_same_as_a_table(client):
    kind = factories.therapy_type()
    approved("Amab", ("fda", "2014-09-04"), ("ema", "2015-07-17"))
    approved("Bmab", ("ema", None))
    text = client.get(kind.get_absolute_url()).content.decode()
    assert 'aria-label="First approvals from 2014 to 2015: FDA 1, EMA 1' in text
    assert '<th scope="row">2014</th><td class="number">1</td><td class="number">0</td>' in text
    assert "FDA: 1 drug; 1 with no approval recorded here." in text
    assert "EMA: 1 drug; 1 more with an approval but no date." in text


def test_first_page_shows_growth_and_says_its_limits(client):
    factories.therapy_type()
    approved("Amab", ("fda", "2014-09-04"))
    approved("Bmab")
    text = client.get("/").content.decode()
    assert text.count('class="growth-stair"') == 5
    assert "Cancer: 1 drug with a first approval from 2014 to 2014." in text
    assert "drugs of this reference only" in text
    assert "Left out, because they have no such date: Cancer 1." in text
    assert '<th scope="row">2014</th>' in text
