"""Rows that nobody has are not asked for; rows that somebody has are always shown."""

from types import SimpleNamespace

import pytest

from editorial import edition
from tests import factories
from therapies.models import Comparison, LabelCount, Trial
from therapies.published import owners

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_service(monkeypatch):
    """As outside of a transaction, with an edition that the test moves on."""
    now = SimpleNamespace(in_atomic_block=False, stamp="owners-1")
    monkeypatch.setattr(owners, "connection", now)
    monkeypatch.setattr(edition, "connection", now)
    monkeypatch.setattr(edition.watch, "current", lambda: now)
    return now


def test_owners_are_known_once_for_each_edition(in_service, django_assert_num_queries):
    drug, other = factories.full_drug(1), factories.full_drug(2)
    LabelCount.objects.filter(drug=other).delete()
    with django_assert_num_queries(1):
        assert owners.may_have(drug, LabelCount, "drug")
        assert not owners.may_have(other, LabelCount, "drug")
    LabelCount.objects.all().delete()
    assert owners.may_have(drug, LabelCount, "drug"), "of the same edition"
    in_service.stamp = "owners-2"
    assert not owners.may_have(drug, LabelCount, "drug")


def test_within_a_transaction_rows_are_asked_for(django_assert_num_queries):
    drug = factories.full_drug(1)
    Comparison.objects.all().delete()
    with django_assert_num_queries(0):
        assert owners.may_have(drug, Comparison, "entry")


def test_a_page_is_the_same_with_what_is_known(client, monkeypatch):
    full, bare = factories.full_drug(1), factories.full_drug(2)
    bare.trials.clear()
    LabelCount.objects.filter(drug=bare).delete()
    pages = [drug.get_absolute_url() for drug in (full, bare)]
    asked = [client.get(page).content for page in pages]
    monkeypatch.setattr(owners, "connection", SimpleNamespace(in_atomic_block=False))
    assert not owners.may_have(bare, Trial.drugs.through, "drug")
    assert [client.get(page).content for page in pages] == asked
