"""Rows as text, each written once as long as its index is in force and there is room."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from threading import Lock
from weakref import WeakSet

from django.conf import settings

# What Python needs for a text beside its bytes, roughly.
OVERHEAD = 110
# Nothing is written ahead once packed texts take this part of the room.
NEARLY = 0.85
# Rows of one form are so much alike that a few of them, known beforehand, say most of the others.
EXAMPLES = 16
RAW = -13
MOST_AT_ONCE = 500


class Store:
    """Texts of the rows of one index in one form, by place; those that were written first are
    packed where room is short."""

    def __init__(self) -> None:
        self.texts: dict[int, bytes] = {}
        self._packed: dict[int, bytes] = {}
        self._examples = b""
        self.size = self.size_of_packed = 0

    def find(self, place: int) -> bytes | None:
        text = self.texts.get(place)
        if text is None and (packed := self._packed.get(place)) is not None:
            return zlib.decompressobj(RAW, self._examples).decompress(packed)
        return text

    def put(self, place: int, text: bytes) -> None:
        if place not in self.texts and place not in self._packed:
            self.texts[place] = text
            self.size += len(text) + OVERHEAD

    def moved(self, places: Mapping[int, int]) -> "Store":
        """The same texts where their rows stand now; of rows that stand nowhere, none."""
        store = Store()
        store._examples = self._examples
        for place, text in list(self.texts.items()):
            if place in places:
                store.put(places[place], text)
        for place, packed in list(self._packed.items()):
            if place in places and places[place] not in store.texts:
                store._packed[places[place]] = packed
                store._count_packed(len(packed) + OVERHEAD)
        return store

    def shed(self) -> None:
        """Pack of what was written first; forget of what is packed if that is all."""
        if not self.texts:
            for place in _first(self._packed):
                self._count_packed(-len(self._packed.pop(place)) - OVERHEAD)
        elif not self._examples:
            self._examples = b"".join(islice(self.texts.values(), EXAMPLES))
        for place in _first(self.texts):
            # Packed before it is let go of, for others read meanwhile.
            packed = self._packed[place] = self._pack(self.texts[place])
            self._count_packed(len(packed) + OVERHEAD)
            self.size -= len(self.texts.pop(place)) + OVERHEAD

    def _pack(self, text: bytes) -> bytes:
        packer = zlib.compressobj(6, zlib.DEFLATED, RAW, zdict=self._examples)
        return packer.compress(text) + packer.flush()

    def _count_packed(self, change: int) -> None:
        self.size += change
        self.size_of_packed += change


def _first(texts: dict[int, bytes]) -> list[int]:
    """As many as keep others waiting for some milliseconds at most."""
    return list(islice(texts, min((len(texts) + 1) // 2, MOST_AT_ONCE)))


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
        return sum(each.size_of_packed for each in self._stores) > self.most * NEARLY

    def hand_over(self, former: Store, store: Store) -> None:
        """The texts of one are those of the other, which is not counted any more."""
        with self._lock:
            self._stores.discard(former)
            self._stores.add(store)

    def put(self, store: Store, texts: dict[int, bytes]) -> None:
        with self._lock:
            self._stores.add(store)
            for place, text in texts.items():
                store.put(place, text)
            while self.size > self.most:
                max(self._stores, key=lambda each: each.size).shed()


room = Room()
# Gives the texts of places; of a row that is gone by now, none.
Writer = Callable[[list[int]], dict[int, bytes]]


def texts(store: Store, places: Sequence[int], write: Writer) -> list[bytes]:
    """Of these places in their order; those that nobody wrote yet are written together."""
    found = list(map(store.texts.get, places))
    if None in found:
        found = list(map(store.find, places))
    if None not in found:
        return found  # type: ignore[return-value]
    missing = [place for place, text in zip(places, found, strict=True) if text is None]
    written = write(missing)
    room.put(store, written)
    every = (text or written.get(place) for place, text in zip(places, found, strict=True))
    return [text for text in every if text]
