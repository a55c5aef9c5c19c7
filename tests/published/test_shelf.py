"""Who waits for an index, and who does not."""

import weakref
from threading import Event

import pytest

from therapies import listings
from therapies.published.shelf import Shelf


@pytest.fixture(autouse=True)
def version_in_force(monkeypatch, settings):
    settings.PUBLISHED_INDEX = True
    monkeypatch.setattr("therapies.published.shelf.version_in_force", lambda: 7)
    monkeypatch.setattr("therapies.published.shelf.watch.current", lambda: None)


def test_who_asks_for_a_list_waits_for_its_index():
    shelf = Shelf(lambda listing, version, former: (listing.name, version), patience=60)
    assert shelf.current(listings.DRUGS) == ("drugs", 7)


def test_who_has_no_patience_asks_the_database():
    built = Event()
    shelf = Shelf(lambda listing, version, former: built.wait())
    assert shelf.current(listings.DRUGS) is None
    built.set()


def test_an_index_that_fails_keeps_nobody_waiting():
    def fail(listing, version, former):
        raise ValueError(listing, version)

    assert Shelf(fail, patience=60).current(listings.DRUGS) is None


@pytest.mark.parametrize(("takes_over", "gone"), [(False, True), (True, False)])
def test_what_nothing_is_made_of_goes_before_the_next_is_built(monkeypatch, takes_over, gone):
    class Made:
        pass

    there = []

    def make(listing, version, former):
        there.append((former is None, not there or ref() is None))
        return Made()

    shelf = Shelf(make, takes_over=takes_over)
    shelf.build(listings.DRUGS, 7)
    ref = weakref.ref(shelf.current(listings.DRUGS))
    monkeypatch.setattr("therapies.published.shelf.version_in_force", lambda: 8)
    shelf.build(listings.DRUGS, 8)
    assert there == [(True, True), (gone, gone)]


@pytest.mark.parametrize("takes_over", [True, False])
def test_what_is_out_of_force_is_let_go_of_where_nothing_is_made_of_it(monkeypatch, takes_over):
    shelf = Shelf(lambda listing, version, former: version, takes_over=takes_over)
    shelf.build(listings.DRUGS, 7)
    shelf.let_go()
    assert shelf.at_hand(listings.DRUGS) == 7
    monkeypatch.setattr("therapies.published.shelf.version_in_force", lambda: 8)
    shelf.let_go()
    monkeypatch.setattr("therapies.published.shelf.version_in_force", lambda: 7)
    assert shelf.at_hand(listings.DRUGS) == (7 if takes_over else None)
