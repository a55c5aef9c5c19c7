"""What the index answers is what the database answers: rows, their order, and every count."""

import os
from dataclasses import asdict

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.choices import Status
from tests import factories
from therapies import listings
from therapies.models import Entry, Target
from therapies.published.index import Index
from therapies.published.selection import Rows, read
from therapies.published.stored import Stored

pytestmark = pytest.mark.django_db
# Of each list; INDEX_EXAMPLES=200 for thousands in all.
EXAMPLES = int(os.environ.get("INDEX_EXAMPLES", "30"))
WORDS = ("a", "1", "drug", "ü", "%", "_", "nothing like it")
INDEXED = [each for each in listings.ALL if each is not listings.MILESTONES]


@pytest.fixture
def content():
    """Entries alike and unlike, with branches of trees, and some that are not published."""
    for number in range(1, 6):
        factories.full_drug(number)
        factories.glossary_term(f"Word {number}")
    for number in range(40):
        target = Target.objects.create(slug=f"target-of-many-{number}", name=f"T{number:02}")
        factories.drug(f"Aimed {number}").targets.add(target)
    root = factories.condition("Root")
    below = factories.condition("Below", parent=root)
    hidden = factories.condition("Hidden", parent=root)
    for number in (1, 2, 3):
        drug = factories.drug(f"Other {number}", modality="vaccine")
        for each in (below, hidden):
            indication = factories.indication(drug, condition=each, slug=each.slug)
            factories.approval(indication, decided_on=f"20{number}1-01-01")
    draft = {"status": Status.DRAFT, "published_at": None, "published_by": None}
    Entry.objects.filter(slug__in=["hidden", "drug-3", "side-effect-2"]).update(**draft)


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
    query = QueryDict(mutable=True)
    for name, facet in index.facets.items():
        values = [*facet.values, "no-such-choice"] if draw(st.booleans()) else facet.values
        if values and draw(st.integers(0, 2)) == 0:
            query.setlist(name, draw(st.lists(st.sampled_from(values), min_size=1, max_size=3)))
    for name, field in index.fields.items():
        if name in index.facets or draw(st.integers(0, 3)):
            continue
        if name == "sort":
            query[name] = draw(st.sampled_from([value for value, _label in field.choices]))
        elif name == "q":
            query[name] = draw(st.sampled_from(WORDS))
        else:
            query[name] = draw(st.sampled_from(["2011", "2014", "1999", "x", "3000"]))
    if draw(st.integers(0, 5)) == 0:
        query["choices"] = draw(st.sampled_from([*index.facets, "nothing"]))
    return query


@pytest.fixture
def index(content, listing):
    return Index(listing)


@pytest.fixture
def stored(content, listing):
    return Stored(listing, 1)


@pytest.mark.parametrize("listing", INDEXED, ids=lambda listing: listing.name)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_index_and_database_say_the_same(index, stored, listing, data):
    query = data.draw(queries(index))
    expected = plain(from_database(listing, query))
    assert plain(from_index(index, query)) == expected
    assert plain(from_index(stored, query)) == expected
