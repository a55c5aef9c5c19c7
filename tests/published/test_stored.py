"""Lists that the database counts: what is held of them, and how often it is asked."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from editorial.choices import Status
from tests import factories
from therapies import listings
from therapies.models import Entry, Target
from therapies.published import ahead, stored
from therapies.published import shelf as indexes
from therapies.published.selection import Rows, read
from therapies.published.stored import Shelf, Stored, StoredAhead

pytestmark = pytest.mark.django_db


def edition(version):
    return SimpleNamespace(version=SimpleNamespace(pk=version))


@pytest.fixture
def _outside(monkeypatch):
    """Of a transaction."""
    connection = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(stored, "databases", SimpleNamespace(connection=lambda: connection))


@pytest.mark.usefixtures("_outside")
def test_one_is_held_for_each_version():
    shelf = Shelf()
    first = shelf.current(listings.DRUGS, edition(1))
    assert shelf.current(listings.DRUGS, edition(1)) is first
    assert shelf.current(listings.DRUGS, edition(2)).version == 2
    assert not first.is_in_force


@pytest.mark.usefixtures("_outside")
def test_nothing_is_held_for_who_is_answered_whatever_is_in_force():
    assert Shelf().current(listings.DRUGS, None) is None


def test_within_a_transaction_nothing_is_held():
    assert Shelf().current(listings.DRUGS, edition(1)) is None


@pytest.fixture
def drugs():
    """As many targets as make a long facet."""
    full = factories.full_drug(1)
    for number in range(40):
        full.targets.add(Target.objects.create(slug=f"one-of-many-{number}", name=f"T{number}"))
    return Stored(listings.DRUGS, 1)


def test_the_database_counts_long_facets_in_one_statement(drugs, django_assert_num_queries):
    assert read(drugs, QueryDict("kind=cancer&route=oral")).facet_choices
    with django_assert_num_queries(1):
        chosen = read(drugs, QueryDict("kind=cancer&route=oral&target=one-of-many-1"))
        assert len(chosen.facet_choices) == len(drugs.facets)


def test_what_a_filter_lets_through_is_asked_once(drugs, django_assert_num_queries):
    for query in ("q=drug", "target=one-of-many-1", "modality=vaccine", "sort=-name"):
        read(drugs, QueryDict(query)).pks(0, 25)
    with django_assert_num_queries(0):
        asked = QueryDict("target=one-of-many-1&modality=vaccine&q=drug&sort=-name")
        assert read(drugs, asked).number + len(read(drugs, asked).pks(0, 25)) == 0


def test_the_whole_list_is_counted_once(drugs, django_assert_num_queries):
    assert read(drugs, QueryDict("")).facet_choices
    with django_assert_num_queries(0):
        for query in ("", "page=2", "kind=cancer"):
            assert read(drugs, QueryDict(query)).facet_choices


def test_what_questions_share_is_read_beforehand(drugs, django_assert_num_queries):
    drugs.prepare()
    with django_assert_num_queries(0):
        chosen = read(drugs, QueryDict("kind=cancer&modality=monoclonal_antibody"))
        assert chosen.number == 1 == len(chosen.pks(0, 25))
        assert read(drugs, QueryDict("")).facet_choices


@pytest.mark.usefixtures("_outside")
def test_a_list_too_large_for_the_memory_is_held_for_readers_and_prepared(monkeypatch):
    prepared = []

    def prepare(held):
        prepared.append(held)

    monkeypatch.setattr(stored, "shelf", Shelf())
    monkeypatch.setattr(Stored, "prepare", prepare)
    monkeypatch.setattr(indexes, "MOST_ROWS", -1)
    monkeypatch.setattr(indexes.watch, "current", lambda: edition(3))
    made = indexes._index(listings.DRUGS, 3, None)
    assert made is stored.shelf.current(listings.DRUGS, edition(3))
    assert prepared == [made]
    assert indexes._index(listings.DRUGS, 3, made) is made


def test_no_more_sets_are_remembered_than_there_is_room_for(drugs, monkeypatch):
    monkeypatch.setattr(stored, "MOST_OF_SETS", 0)
    drugs = Stored(listings.DRUGS, 1)
    for word in ("a", "b", "c"):
        read(drugs, QueryDict(f"q={word}"))
    assert len(drugs._narrowings) == 1


def test_what_was_taken_off_meanwhile_is_not_read(drugs):
    chosen = read(drugs, QueryDict(""))
    Entry.objects.filter(slug="drug-1").update(
        status=Status.DRAFT, published_at=None, published_by=None
    )
    assert not list(Rows(chosen)[0:25])
    assert all(each.results >= 0 for facet in chosen.facet_choices for each in facet.choices)


@pytest.mark.parametrize("is_index_coming", [True, False])
def test_rows_are_written_ahead_where_no_index_comes(drugs, is_index_coming, settings, monkeypatch):
    started = []
    thread = SimpleNamespace(start=lambda: started.append(1))
    monkeypatch.setattr(ahead, "Thread", lambda **asked: thread)
    settings.PUBLISHED_INDEX = is_index_coming
    held = StoredAhead(listings.DRUGS, 1)
    for _time in range(2):
        assert held.texts("names", [0], lambda rows: [row.name for row in rows])
    assert len(started) == (0 if is_index_coming else 1)
    assert list(held.in_usual_order()) == [0]


def test_statements_are_remembered_however_many_questions(drugs):
    for number in range(2, 6):
        factories.full_drug(number)
    several = Stored(listings.DRUGS, 1)
    known = set()
    for number in range(1, 6):
        assert read(several, QueryDict(f"q=Drug {number}")).facet_choices
        known.add(len(several._parts))
    assert len(known) == 1
