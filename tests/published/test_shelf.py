"""Who waits for an index, and who does not."""

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
