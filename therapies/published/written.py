"""Rows as text, each written once as long as its index is in force and there is room."""

import zlib
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import accumulate, islice, repeat
from threading import Lock
from typing import Any, NamedTuple, Self
from weakref import WeakSet

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

# What Python needs for a text beside its bytes, roughly, and for a block of them.
OVERHEAD, OVERHEAD_OF_BLOCK = 110, 400
# Nothing is written ahead once packed texts take this part of the room.
NEARLY = 0.85
# Rows of one form are so much alike that a few of them, known beforehand, say most of the others.
EXAMPLES = 16
RAW = -13
# Rows that are packed together.
MOST_AT_ONCE = 500
# Blocks are counted from 1.
NOWHERE = 0


class Block(NamedTuple):
    """Packed texts side by side, and where each ends."""

    held: bytes
    ends: array

    @classmethod
    def of(cls, packed: Collection[bytes]) -> Self:
        return cls(b"".join(packed), array("I", accumulate(map(len, packed), initial=0)))

    def text(self, number: int) -> bytes:
        return self.held[self.ends[number] : self.ends[number + 1]]

    @property
    def size(self) -> int:
        return len(self.held) + self.ends.itemsize * len(self.ends) + OVERHEAD_OF_BLOCK


class Store:
    """Texts of the rows of one index in one form, by place; those that were written first are
    packed where room is short, many together, for one by one they would take twice the memory."""

    def __init__(self) -> None:
        self.texts: dict[int, bytes] = {}
        self._blocks: dict[int, Block] = {}
        self._made = 0
        # By place: of the packed text the block and its number there, or NOWHERE.
        self._where = array("Q")
        self._examples = b""
        self.size = self.size_of_packed = 0

    def find(self, place: int) -> bytes | None:
        text = self.texts.get(place)
        if text is None and (packed := self._packed(place)) is not None:
            return zlib.decompressobj(RAW, self._examples).decompress(packed)
        return text

    def _packed(self, place: int) -> bytes | None:
        if place >= len(self._where):
            return None
        block, number = divmod(self._where[place], MOST_AT_ONCE)
        found = self._blocks.get(block)
        return found.text(number) if found else None

    def put(self, place: int, text: bytes) -> None:
        if place not in self.texts and self._packed(place) is None:
            self.texts[place] = text
            self.size += len(text) + OVERHEAD

    def moved(self, before: NDArray[Any], now: NDArray[Any]) -> "Store":
        """The same texts where their rows stand now; of other rows, none. Others may be reading
        and packing meanwhile."""
        store = Store()
        store._examples = self._examples
        places = dict(zip(before.tolist(), now.tolist(), strict=True))
        for place, text in list(self.texts.items()):
            if place in places:
                store.put(places[place], text)
        held = np.frombuffer(array("Q", self._where), np.uint64)
        is_held = before < len(held)
        where = np.full(now.max(initial=-1) + 1, NOWHERE, np.uint64)
        where[now[is_held]] = held[before[is_held]]
        store._where.frombytes(where.tobytes())
        store._blocks = dict(self._blocks)
        store._made = self._made
        store._count_packed(sum(block.size for block in store._blocks.values()))
        return store

    def shed(self) -> None:
        """Pack of what was written first; where little is left to pack, forget of what is
        packed."""
        if self._blocks and len(self.texts) <= MOST_AT_ONCE // 10:
            self._count_packed(-self._blocks.pop(next(iter(self._blocks))).size)
            return
        if not self._examples:
            self._examples = b"".join(islice(self.texts.values(), EXAMPLES))
        # As many as keep others waiting for some milliseconds at most.
        some = list(islice(self.texts, min((len(self.texts) + 1) // 2, MOST_AT_ONCE)))
        # Packed before they are let go of, for others read meanwhile.
        self._add({place: self._pack(self.texts[place]) for place in some})
        for place in some:
            self.size -= len(self.texts.pop(place)) + OVERHEAD

    def _pack(self, text: bytes) -> bytes:
        packer = zlib.compressobj(6, zlib.DEFLATED, RAW, zdict=self._examples)
        return packer.compress(text) + packer.flush()

    def _add(self, packed: Mapping[int, bytes]) -> None:
        if not packed:
            return
        self._made += 1
        block = self._blocks[self._made] = Block.of(packed.values())
        self._where.extend(repeat(NOWHERE, max(packed) + 1 - len(self._where)))
        for number, place in enumerate(packed):
            self._where[place] = self._made * MOST_AT_ONCE + number
        self._count_packed(block.size)

    def _count_packed(self, change: int) -> None:
        self.size += change
        self.size_of_packed += change


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
