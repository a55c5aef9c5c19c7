"""check_reference finds each thing that it says it looks for, and nothing in a sound reference."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests import factories
from therapies.models import Approval, Drug, Entry, SafetyDataset
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
