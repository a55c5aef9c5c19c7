"""check_reference finds each thing that it says it looks for, and nothing in a sound reference."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests import factories
from therapies.models import Approval, Drug, Entry, Rate, SafetyDataset
from therapies.quality import findings

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    return factories.full_drug(1)


def found() -> list[tuple[str, str]]:
    return [(finding.check, finding.where) for finding in findings()]


def test_sound_reference(drug):
    assert findings() == []
    out = StringIO()
    call_command("check_reference", stdout=out)
    assert "nothing found" in out.getvalue()


def test_dead_slug(drug):
    factories.statement(drug, section="benefits", text="See /drugs/drug-1/ and /drugs/nowhere/ .")
    assert [(finding.where, finding.what) for finding in findings()] == [
        ("Drug 1", "/drugs/nowhere/")
    ]


@pytest.mark.parametrize("name", ["Condition 1", "Effect 1", "Cancer immunotherapy", "Country 1"])
def test_published_under_unpublished(drug, name):
    Entry.objects.filter(name=name).update(status="draft")
    assert {check for check, _ in found()} == {"published under unpublished"}


def test_overdue_review(drug):
    Entry.objects.filter(pk=drug.pk).update(review_due_on=timezone.localdate() - timedelta(days=1))
    Entry.objects.filter(pk=drug.pk).update(reviewed_on=date(2020, 1, 1))
    assert found() == [("overdue reviews", "Drug 1")]


def test_rate_without_population(drug):
    SafetyDataset.objects.update(population=" ")
    assert found() == [("rates without population", "Drug 1")]


def test_drug_without_brand_or_record_of_none(drug):
    drug.names.all().delete()
    assert found() == [("drugs without brand", "Drug 1")]
    drug.not_found.create(topic="brand", place="the label", looked_on=date(2026, 11, 1))
    assert findings() == []


def test_primary_type_missing(drug):
    drug.therapy_types.clear()
    assert found() == [("primary type missing", "Drug 1")]


def test_decision_in_the_future(drug):
    Approval.objects.update(decided_on=timezone.localdate() + timedelta(days=3))
    assert found() == [("decisions in the future", "Drug 1")]


def test_side_effect_that_does_not_say_when_to_call_for_help():
    effect = factories.side_effect()
    assert found() == [("side effects without help", "Nausea")]
    factories.statement(effect, section="seek_help")
    assert findings() == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"url": "https://a.example/x"}, {"url": "http://www.a.example/x/"}),
        ({"doi": "10.1000/ABC"}, {"doi": "10.1000/abc"}),
    ],
)
def test_duplicate_sources(first, second):
    factories.source(**first)
    factories.source(**second)
    assert [check for check, _ in found()] == ["duplicate sources"]


def test_rate_that_is_not_its_events_among_the_treated(drug):
    dataset = factories.dataset(drug, treated=200)
    factories.rate(dataset, events=20, percent=10)
    assert findings() == []
    Rate.objects.filter(dataset=dataset).update(percent=20)
    assert [check for check, _ in found()] == ["rates against counts"]


def test_events_are_not_held_against_a_percentage_that_is_a_bound(drug):
    dataset = factories.dataset(drug, treated=1000)
    factories.rate(dataset, events=1, percent=2, upper_bounds=["percent"])
    assert findings() == []


@pytest.mark.parametrize(
    ("published", "is_found"),
    [("2014", False), ("2014-09", False), ("2014-09-04", False), ("2014-08", True), ("", False)],
)
def test_decision_later_than_the_document_that_gives_its_date(drug, published, is_found):
    Approval.objects.update(
        decided_on=date(2014, 9, 4),
        decided_precision="day",
        source=factories.source(published=published),
    )
    assert ("decisions after their document" in dict(found())) is is_found


def test_year_of_a_decision_is_held_against_the_year_of_its_document(drug):
    Approval.objects.update(
        decided_on=date(2015, 1, 1),
        decided_precision="year",
        source=factories.source(published="2014-12-30"),
    )
    assert [check for check, _ in found()] == ["decisions after their document"]


def test_sentence_that_stands_in_two_entries(drug):
    other = factories.full_drug(2)
    sentence = "It binds to a brake of the immune system."
    for each in (drug, other):
        factories.statement(
            each, section="how_it_works", text=f"{each} is given weekly. {sentence}"
        )
    assert [each.what for each in findings()].count(sentence) == 1


def test_entries_that_share_a_name_in_two_spellings():
    factories.condition("Leukaemia")
    factories.condition("Blood cancer", synonyms=["Leukemia"])
    assert [check for check, _ in found()] == ["entries twice"]


def test_awaited_drug_that_is_here(drug):
    factories.awaited_drug(drug.primary_type, name="DRUG 1")
    factories.awaited_drug(drug.primary_type, name="Drug 9")
    assert found() == [("awaited drugs that are here", str(drug.primary_type))]


@pytest.mark.parametrize(
    "url", ["https://en.wikipedia.org/wiki/Nivolumab", "https://www.ema.europa.eu/"]
)
def test_encyclopedias_and_front_pages_are_no_sources(url):
    factories.source(url=url, kind="regulator")
    assert [check for check, _ in found()] == ["unfit sources"]


def test_front_page_of_an_institution_may_be_what_was_read():
    factories.source(url="https://hospital.example/", kind="institution")
    assert findings() == []


def test_malformed_identifiers(drug):
    factories.source(doi="doi:10.1000/x", pmid="PMC123")
    Drug.objects.update(atc_codes=["L01FF2"])
    assert [check for check, _ in found()] == ["malformed identifiers"] * 3


def test_source_read_before_it_was_published():
    factories.source(published="2026-12")
    assert [check for check, _ in found()] == ["impossible ages"]


def test_command_shows_a_table_and_fails(drug):
    Drug.objects.get().names.all().delete()
    out = StringIO()
    with pytest.raises(CommandError, match="1 findings") as caught:
        call_command("check_reference", stdout=out)
    assert caught.value.returncode == 1
    assert "Drug 1" in out.getvalue()
