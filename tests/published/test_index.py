"""What the index answers is what the database answers: rows, their order, and every count."""

from dataclasses import asdict
from unittest.mock import patch

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from editorial.choices import Status
from tests.published.asking import of_facets, often
from therapies import listings
from therapies.models import Entry
from therapies.published import choices
from therapies.published.index import Index
from therapies.published.selection import Rows, read
from therapies.published.stored import Stored

pytestmark = pytest.mark.django_db
WORDS = ("a", "1", "drug", "ü", "%", "_", "nothing like it")
INDEXED = [each for each in listings.ALL if each is not listings.MILESTONES]


def from_database(listing, query):
    filterset = listing.filtered(query)
    if not filterset.is_valid():
        return None
    rows = list(listing.rows(filterset).values_list("pk", flat=True))
    return rows, filterset.facet_choices, filterset.chips


def from_index(index, query):
    selection = read(index, query)
    if selection is None:
        return None
    rows = selection.pks(0, len(Rows(selection)))
    return rows, selection.facet_choices, selection.chips


def plain(answer):
    if answer is None:
        return None
    rows, facets, chips = answer
    return rows, [asdict(facet) for facet in facets], [asdict(chip) for chip in chips]


@st.composite
def queries(draw, index):
    query = of_facets(draw, index.facets)
    for name, field in index.fields.items():
        if name in index.facets or draw(st.integers(0, 3)):
            continue
        if name == "sort":
            query[name] = draw(st.sampled_from([value for value, _label in field.choices]))
        elif name == "q":
            query[name] = draw(st.sampled_from(WORDS))
        else:
            query[name] = draw(st.sampled_from(["2011", "2014", "1999", "x", "3000"]))
    return query


@pytest.fixture
def index(content, listing):
    return Index(listing)


@pytest.fixture
def stored(content, listing):
    return Stored(listing, 1)


@pytest.fixture
def counted(content, listing):
    """One of which the database counts every facet, as it counts long ones."""
    return Stored(listing, 1)


@pytest.mark.parametrize("listing", INDEXED, ids=lambda listing: listing.name)
@often
@given(data=st.data())
def test_index_and_database_say_the_same(index, stored, counted, listing, data):
    query = data.draw(queries(index))
    expected = plain(from_database(listing, query))
    assert plain(from_index(index, query)) == expected
    assert plain(from_index(stored, query)) == expected
    with patch.object(choices, "MOST_SHOWN", -1):
        assert plain(from_index(counted, query)) == expected


def test_what_was_taken_off_meanwhile_is_not_read(content):
    index = Index(listings.DRUGS)
    Entry.objects.filter(slug="drug-1").update(
        status=Status.DRAFT, published_at=None, published_by=None
    )
    chosen = read(index, QueryDict("sort=-name"))
    names = [row.name for row in Rows(chosen)[0:100]]
    assert "Drug 2" in names
    assert "Drug 1" not in names
