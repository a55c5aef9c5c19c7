"""Many short texts in little memory: one buffer and numbers, no object for each."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, Self

from therapies.search.question import Alternatives

ENCODING = "utf-8"
# No text holds the first; no character is encoded with the second.
LOWEST, HIGHEST = b"\x00", b"\xff"
# The lowest, and the bytes of a number.
NUMBER = 1 + array("I").itemsize


class Texts(Sequence[str]):
    """Texts by their place."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._ends = array("I", [0])

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        found = cls()
        for text in texts:
            found.append(text.encode(ENCODING))
        return found

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: Any) -> Any:
        return self.raw(place).decode(ENCODING)

    def append(self, text: bytes) -> None:
        self._held += text
        self._ends.append(len(self._held))

    def extend(self, texts: Sequence[bytes]) -> None:
        self._held += b"".join(texts)
        self._ends.extend(accumulate(map(len, texts), initial=self._ends.pop()))

    def raw(self, place: int) -> bytes:
        return bytes(self._held[self._ends[place] : self._ends[place + 1]])

    @property
    def size(self) -> int:
        return len(self._held) + self._ends.itemsize * len(self._ends)


class Pairs:
    """Texts and the numbers that they stand for, on their way to be sorted: by their first byte, so
    that few of them at a time are objects, whose places nobody else would fill."""

    def __init__(self) -> None:
        self._by_first: defaultdict[int, Texts] = defaultdict(Texts)

    def add(self, text: bytes, number: int) -> None:
        # Sorts like the pair and takes little memory.
        pair = text + LOWEST + number.to_bytes(NUMBER - 1)
        self._by_first[pair[0]].append(pair)

    def in_order(self) -> Iterator[list[bytes]]:
        """All, some at a time; they are there once."""
        for first in sorted(self._by_first):
            texts = self._by_first.pop(first)
            yield sorted(map(texts.raw, range(len(texts))))


class Beginnings:
    """Numbers by texts that stand for them, sorted, so that those which begin alike are neighbours.

    Sorted as UTF-8, which is the order of code points, as in both databases.
    """

    def __init__(self, pairs: Pairs) -> None:
        self._texts = Texts()
        self._numbers = array("I")
        for some in pairs.in_order():
            self._texts.extend([pair[:-NUMBER] for pair in some])
            self._numbers.frombytes(b"".join([pair[-NUMBER + 1 :] for pair in some]))
        if sys.byteorder == "little":
            self._numbers.byteswap()

    def of(self, beginning: str) -> Sequence[int]:
        sought = beginning.encode(ENCODING)
        return self._between(sought, bisect_left, sought + HIGHEST)

    def of_whole(self, text: str) -> Sequence[int]:
        sought = text.encode(ENCODING)
        return self._between(sought, bisect_right, sought)

    def _between(self, first: bytes, bisect: Callable[..., int], last: bytes) -> Sequence[int]:
        places = range(len(self._texts))
        start = bisect_left(places, first, key=self._texts.raw)
        stop = bisect(places, last, start, key=self._texts.raw)
        return self._numbers[start:stop]

    @property
    def size(self) -> int:
        return self._texts.size + self._numbers.itemsize * len(self._numbers)


def matching(find: Callable[[str], Sequence[int]], groups: Iterable[Alternatives]) -> set[int]:
    """Numbers of whose texts some begin, for each group, with all words of an alternative; `find`
    gives those of one beginning."""
    found: set[int] | None = None
    for group in groups:
        some = set().union(*(_all(find, words) for words in group))
        found = some if found is None else found & some
        if not found:
            break
    return found or set()


def _all(find: Callable[[str], Sequence[int]], words: Iterable[str]) -> set[int]:
    first, *rest = sorted(map(find, dict.fromkeys(words)), key=len)
    return set(first).intersection(*rest)
