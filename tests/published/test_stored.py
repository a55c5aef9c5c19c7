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


def edition(version):
    return SimpleNamespace(version=SimpleNamespace(pk=version))


@pytest.fixture
def _outside(monkeypatch):
    """Of a transaction."""
    connection = SimpleNamespace(in_atomic_block=False, vendor="sqlite")
    monkeypatch.setattr(stored.databases, "connection", lambda: connection)


@pytest.mark.usefixtures("_outside")
def test_one_is_held_for_each_version():
    shelf = Shelf()
    first = shelf.current(listings.DRUGS, edition(1))
    assert shelf.current(listings.DRUGS, edition(1)) is first
    assert shelf.current(listings.DRUGS, edition(2)).version == 2


@pytest.mark.usefixtures("_outside")
def test_nothing_is_held_for_who_is_answered_whatever_is_in_force():
    assert Shelf().current(listings.DRUGS, None) is None


def test_within_a_transaction_nothing_is_held():
    assert Shelf().current(listings.DRUGS, edition(1)) is None


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
