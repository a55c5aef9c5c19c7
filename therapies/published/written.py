"""Rows as text, each written once as long as its index is in force and there is room."""

from collections.abc import Callable, Sequence
from itertools import islice
from threading import Lock
from weakref import WeakSet

from django.conf import settings

# What Python needs for a text beside its bytes, roughly.
OVERHEAD = 150
# Nothing is written ahead beyond this part of the room.
NEARLY = 0.9


class Store:
    """Texts of the rows of one index in one form, by place."""

    def __init__(self) -> None:
        self.texts: dict[int, bytes] = {}
        self.size = 0

    def shed(self) -> None:
        """Forget the half that was written first."""
        for place in list(islice(self.texts, len(self.texts) // 2 + 1)):
            self.size -= len(self.texts.pop(place)) + OVERHEAD


class Room:
    """What all stores together may take. One that is used no more makes room by itself."""

    def __init__(self) -> None:
        self._stores: WeakSet[Store] = WeakSet()
        self._lock = Lock()

    @property
    def size(self) -> int:
        return sum(each.size for each in self._stores)

    @property
    def most(self) -> int:
        return settings.WRITTEN_ROWS_MB * 1024 * 1024

    @property
    def is_nearly_full(self) -> bool:
        return self.size > self.most * NEARLY

    def put(self, store: Store, texts: dict[int, bytes]) -> None:
        with self._lock:
            self._stores.add(store)
            for place, text in texts.items():
                if place not in store.texts:
                    store.texts[place] = text
                    store.size += len(text) + OVERHEAD
            while self.size > self.most:
                max(self._stores, key=lambda each: each.size).shed()


room = Room()
# Gives the texts of places; of a row that is gone by now, none.
Writer = Callable[[list[int]], dict[int, bytes]]


def texts(store: Store, places: Sequence[int], write: Writer) -> list[bytes]:
    """Of these places in their order; those that nobody wrote yet are written together."""
    find = store.texts.get
    found = [find(place) for place in places]
    if None not in found:
        return found  # type: ignore[return-value]
    missing = [place for place, text in zip(places, found, strict=True) if text is None]
    written = write(missing)
    room.put(store, written)
    every = (text or written.get(place) for place, text in zip(places, found, strict=True))
    return [text for text in every if text]
