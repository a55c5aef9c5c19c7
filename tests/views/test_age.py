"""How old a review is, and how complete a drug's page."""

from datetime import date

import pytest
from django.utils import timezone

from tests import factories
from therapies.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2027, 3, 15))


def page(client, drug) -> str:
    response = client.get(drug.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("reviewed_on", "words"),
    [
        (date(2027, 3, 15), "less than a month ago"),
        (date(2027, 2, 16), "less than a month ago"),
        (date(2027, 2, 15), "1 month ago"),
        (date(2026, 11, 1), "4 months ago"),
        (date(2026, 3, 31), "11 months ago"),
        (date(2027, 4, 1), "less than a month ago"),
    ],
)
def test_age_of_the_review_is_said(client, reviewed_on, words):
    text = page(client, factories.drug(reviewed_on=reviewed_on))
    assert f">{words}<" in text
    assert "review-due" not in text


@pytest.mark.parametrize(
    ("reviewed_on", "due_on", "is_due"),
    [
        (date(2026, 11, 1), date(2027, 3, 14), True),
        (date(2026, 11, 1), date(2027, 3, 15), False),
        (date(2026, 3, 1), None, True),
        (date(2026, 3, 15), None, False),
        (date(2025, 1, 1), date(2028, 1, 1), False),
    ],
)
def test_due_review_is_said_in_stronger_words_and_by_shape(client, reviewed_on, due_on, is_due):
    drug = factories.drug(reviewed_on=reviewed_on, review_due_on=due_on)
    text = page(client, drug)
    assert ("The next review was due on" in text) is is_due
    assert ('class="warning-mark"' in text) is is_due


def test_never_reviewed(client):
    drug = factories.drug()
    Entry.objects.filter(pk=drug.pk).update(reviewed_on=None, reviewed_by=None)
    assert "Not reviewed yet" in page(client, drug)


def test_completeness_counts_what_is_there(client):
    drug = factories.full_drug(1)
    undated = factories.indication(drug, setting="second line")
    factories.approval(undated, decided_on=None, decided_precision="")
    dataset = factories.dataset(drug)
    factories.rate(dataset, percent=None, stated_band="common")
    factories.rate(dataset, side_effect=factories.side_effect("Rash"), percent=None, events=3)
    text = page(client, drug)
    for words in (
        "1 of 2 approvals have a date",
        "2 of 3 rates of side effects have a number",
        "2 safety datasets",
        "1 thing was looked for and not found",
        '<meter id="dated-approvals" min="0" max="2" value="1">1 of 2</meter>',
    ):
        assert words in text, words


def test_completeness_against_the_label(client):
    drug = factories.drug()
    for setting, status in (("first line", "full"), ("third line", "withdrawn")):
        factories.approval(factories.indication(drug, setting=setting), status=status)
    assert "The indications of the labels were not counted yet" in page(client, drug)
    factories.label_count(drug, indications=3)
    text = page(client, drug)
    assert "1 of 3 indications of the current FDA label are here" in text
    assert '<meter id="label-fda" min="0" max="3" value="1">1 of 3</meter>' in text


def test_completeness_of_a_bare_drug_has_no_meter(client):
    text = page(client, factories.drug())
    assert "No approval is recorded" in text
    assert "No rate of a side effect is recorded" in text
    assert "<meter" not in text
