"""Sets of places as bits of words: bit n of all of them says that place n is in the set."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
# Places, or numbers of choices.
Places = NDArray[Any]
BITS = 64


def of(places: Iterable[int] | Places, size: int) -> Words:
    """`size` is greater than every place."""
    marks = np.zeros(breadth(size), bool)
    marks[np.fromiter(places, np.int64) if not isinstance(places, np.ndarray) else places] = True
    return packed(marks)


def every(size: int) -> Words:
    return of(np.arange(size), size)


def breadth(size: int) -> int:
    """Of the marks that fill whole words."""
    return -(-size // BITS) * BITS


def packed(marks: NDArray[np.bool_]) -> Words:
    """A word for each 64 marks of the last axis."""
    return np.packbits(marks, axis=-1, bitorder="little").view(np.uint64)


def flags(words: Words, size: int) -> NDArray[np.bool_]:
    """Of each place whether it is in the set."""
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def places(words: Words, size: int) -> Places:
    """Lowest first."""
    return flags(words, size).nonzero()[0]


def runs(words: Words, size: int) -> Places:
    """Of each run of neighbours, lowest first: the first place, and the one behind the last."""
    marks = np.zeros(size + 2, np.uint8)
    marks[1:-1] = np.unpackbits(words.view(np.uint8), count=size, bitorder="little")
    return (marks[1:] != marks[:-1]).nonzero()[0].reshape(-1, 2)


def number(words: Words) -> int:
    return int(np.bitwise_count(words).sum())


def numbers(sets: Words) -> list[int]:
    """Of each row of words."""
    return np.bitwise_count(sets).sum(axis=1, dtype=np.uint32).tolist()


def holds(words: Words, place: int) -> bool:
    word, bit = divmod(place, BITS)
    return word < len(words) and bool(int(words[word]) >> bit & 1)
