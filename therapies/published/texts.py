"""Many short texts in little memory: one buffer and numbers, no object for each."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, Self

from therapies.search.question import Alternatives

ENCODING = "utf-8"
# No text holds the first; no character is encoded with the second.
LOWEST, HIGHEST = b"\x00", b"\xff"
# The lowest, and the bytes of a number.
NUMBER = 1 + array("I").itemsize
AT_ONCE = 4_096


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


class Beginnings:
    """Numbers by texts that stand for them, sorted, so that those which begin alike are neighbours.

    Sorted as UTF-8, which is the order of code points, as in both databases.
    """

    def __init__(self, pairs: list[bytes]) -> None:
        """Of texts with an `ending`; the list is emptied."""
        self._texts = Texts()
        self._numbers = array("I")
        pairs.sort()
        for start in range(0, len(pairs), AT_ONCE):
            some = pairs[start : start + AT_ONCE]
            self._texts.extend([pair[:-NUMBER] for pair in some])
            self._numbers.frombytes(b"".join([pair[-NUMBER + 1 :] for pair in some]))
        if sys.byteorder == "little":
            self._numbers.byteswap()
        pairs.clear()

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

    def matching(self, groups: Iterable[Alternatives]) -> set[int]:
        """Numbers of whose texts some begin, for each group, with all words of an alternative."""
        found: set[int] | None = None
        for group in groups:
            some = set().union(*map(self._all, group))
            found = some if found is None else found & some
            if not found:
                break
        return found or set()

    def _all(self, words: Iterable[str]) -> set[int]:
        first, *rest = sorted(map(self.of, dict.fromkeys(words)), key=len)
        return set(first).intersection(*rest)

    @property
    def size(self) -> int:
        return self._texts.size + self._numbers.itemsize * len(self._numbers)


def ending(number: int) -> bytes:
    """What makes of a text something that sorts like the pair and takes little memory."""
    return LOWEST + number.to_bytes(NUMBER - 1)
