"""Lists that the database counts: what is held of them, and how often it is asked."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from tests import factories
from therapies import listings
from therapies.published import stored
from therapies.published.selection import read
from therapies.published.stored import Shelf, Stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(monkeypatch):
    """The version, which a test may raise; outside of a transaction."""
    version = SimpleNamespace(pk=1)
    monkeypatch.setattr(stored.watch, "current", lambda: SimpleNamespace(version=version))
    connection = SimpleNamespace(in_atomic_block=False, vendor="sqlite")
    monkeypatch.setattr(stored.databases, "connection", lambda: connection)
    return version


def test_one_is_held_for_each_version(in_force):
    shelf = Shelf()
    first = shelf.current(listings.DRUGS)
    assert shelf.current(listings.DRUGS) is first
    in_force.pk = 2
    assert shelf.current(listings.DRUGS).version == 2


def test_within_a_transaction_nothing_is_held():
    assert Shelf().current(listings.DRUGS) is None


def test_counts_of_all_facets_are_one_statement(django_assert_num_queries):
    factories.full_drug(1)
    drugs = Stored(listings.DRUGS, 1)
    chosen = read(drugs, QueryDict("kind=cancer&route=oral"))
    with django_assert_num_queries(1):
        assert len(chosen.facet_choices) == len(drugs.facets)


def test_the_whole_list_is_counted_once(django_assert_num_queries):
    factories.full_drug(1)
    drugs = Stored(listings.DRUGS, 1)
    with django_assert_num_queries(1):
        for query in ("", "page=2", "sort=-name"):
            assert read(drugs, QueryDict(query)).number == 1
