"""Rows that are written stay within their room, and are what they were."""

import gc
import tracemalloc

import numpy as np
import pytest

from therapies.published import written

ROW = "<tr><td>{0}</td><td>Monoclonal antibody of the drug {0}</td></tr>"
ROWS = {place: (ROW.format(place) * 5).encode() for place in range(200)}


@pytest.fixture
def room(monkeypatch):
    room = written.Room()
    monkeypatch.setattr(written, "room", room)
    return room


def ask(store, places):
    """The texts, and which of them had to be written."""
    missing = []

    def write(places):
        missing.extend(places)
        return {place: ROWS[place] for place in places}

    return written.texts(store, places, write), missing


def test_rows_that_were_written_first_are_packed_where_room_is_short(room, settings):
    settings.WRITTEN_ROWS_MB = sum(map(len, ROWS.values())) / 1024 / 1024
    store = written.Store()
    for place in ROWS:
        ask(store, [place])
    assert room.size <= room.most
    assert ask(store, list(reversed(ROWS))) == (list(reversed(ROWS.values())), [])


def test_rows_are_forgotten_where_packing_is_not_enough(room, settings, monkeypatch):
    monkeypatch.setattr(written, "MOST_AT_ONCE", 1)
    settings.WRITTEN_ROWS_MB = 0.004
    store = written.Store()
    for place in ROWS:
        ask(store, [place])
        assert room.size <= room.most
    texts, missing = ask(store, list(ROWS))
    assert texts == list(ROWS.values())
    assert missing
    assert room.is_nearly_full


def test_a_store_that_nobody_uses_makes_room(room):
    store = written.Store()
    ask(store, [1, 2])
    assert room.size
    del store
    assert not room.size


def test_packed_rows_stay_packed_where_their_rows_move(room, settings):
    settings.WRITTEN_ROWS_MB = sum(map(len, ROWS.values())) / 1024 / 1024
    store = written.Store()
    for place in ROWS:
        ask(store, [place])
    assert store.size_of_packed
    before = np.array([place for place in ROWS if place != 3])
    moved = store.moved(before, before + 7)
    assert moved.size_of_packed
    assert moved.find(3) is None
    assert moved.find(10) is None
    assert all(moved.find(place + 7) == ROWS[place] for place in ROWS if place != 3)
    assert moved.size <= store.size


def test_packed_rows_take_the_memory_that_is_counted(room, settings):
    settings.WRITTEN_ROWS_MB = 0.1
    rows = {place: ROW.format(place).encode() * 5 for place in range(3_000)}
    gc.collect()
    tracemalloc.start()
    try:
        store = written.Store()
        for place in rows:
            written.texts(store, [place], lambda places: {each: rows[each] for each in places})
        gc.collect()
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The texts themselves are those of `rows`.
    assert store.size_of_packed / 2 < held < 1.5 * room.most
    assert store.find(2_999) == rows[2_999]
