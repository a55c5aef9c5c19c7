"""Sets of places as whole numbers: bit n says that place n is in the set."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import compress, count, zip_longest
from operator import or_
from typing import Self

PLANES_OF_A_BYTE = 8
# One place in so many is found faster by searching than by looking at each.
MOST_SEARCHED = 12
AS_FLAGS = bytes.maketrans(b"01", b"\0\1")


def of(places: Iterable[int], size: int) -> int:
    """`size` is greater than every place."""
    marks = bytearray(size // 8 + 1)
    for place in places:
        marks[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(marks, "little")


def flags(bits: int, size: int) -> bytes:
    """A 1 or a 0 for each place."""
    return f"{bits:0{size}b}"[::-1].encode().translate(AS_FLAGS)


def places(bits: int) -> list[int]:
    """Lowest first."""
    digits = f"{bits:b}"[::-1]
    if bits.bit_count() * MOST_SEARCHED > len(digits):
        return list(compress(range(len(digits)), digits.encode().translate(AS_FLAGS)))
    find = digits.find
    found: list[int] = []
    at = find("1")
    while at >= 0:
        found.append(at)
        at = find("1", at + 1)
    return found


class Sums:
    """In how many of some sets each place is, as the digits of binary numbers: a set of places for
    each power of two.

    The sets are added up as the columns of a sum: three bits of one plane become one that stays
    and one that is carried. So a set costs some steps over whole numbers, however many places.
    """

    def __init__(self, planes: Iterable[int]) -> None:
        self.planes = list(planes)

    @classmethod
    def of(cls, *powers: Sequence[int]) -> Self:
        """Sets that count once, those that count twice, four times, and so on."""
        return cls(_planes(powers))

    def less(self, others: "Sums") -> "Sums":
        """None of the others is greater than ours."""
        planes: list[int] = []
        borrowed = 0
        for ours, theirs in zip_longest(self.planes, others.planes, fillvalue=0):
            planes.append(ours ^ theirs ^ borrowed)
            borrowed = ~ours & (theirs | borrowed) | theirs & borrowed
        return Sums(planes)

    @cached_property
    def present(self) -> int:
        """The places that are in any set."""
        return reduce(or_, self.planes, 0)

    def leading(self, most: int) -> tuple[int, int]:
        """Places that are in most sets; and those which equally share what room they leave."""
        certain, equal = 0, self.present
        for plane in reversed(self.planes):
            higher = equal & plane
            if certain.bit_count() + higher.bit_count() < most:
                certain |= higher
                equal &= ~plane
            else:
                equal = higher
        return certain, equal

    def numbers(self, width: int) -> Sequence[int]:
        """Of each place below `width`; none is in more than 65,535 sets."""
        low = high = 0
        ones = _ones(width)
        for number, plane in enumerate(self.planes):
            spread = int.from_bytes(f"{plane:0{width}b}".encode(), "big") & ones
            if number < PLANES_OF_A_BYTE:
                low |= spread << number
            else:
                high |= spread << number - PLANES_OF_A_BYTE
        if not high:
            return low.to_bytes(width, "little")
        both = bytearray(2 * width)
        both[0::2] = low.to_bytes(width, "little")
        both[1::2] = high.to_bytes(width, "little")
        return struct.unpack(f"<{width}H", both)


@lru_cache(64)
def _ones(width: int) -> int:
    return int.from_bytes(b"\1" * width, "little")


class Numbers:
    """How often each of few places was counted."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers

    def __getitem__(self, place: int) -> int:
        return self._numbers[place]

    def __len__(self) -> int:
        """Of places that were counted at all."""
        return sum(map(bool, self._numbers))

    def listed(self) -> dict[int, int]:
        """Places in their order, and how often each was counted."""
        numbers = self._numbers
        return dict(zip(compress(count(), numbers), filter(None, numbers), strict=True))

    def best(self, most: int) -> dict[int, int]:
        """The same of those that were counted most, of equals the first."""
        listed = self.listed()
        ranked = sorted(listed, key=listed.__getitem__, reverse=True)[:most]
        return {place: listed[place] for place in ranked}


def planes_of(numbers: Mapping[int, int], width: int) -> list[int]:
    """The digits of numbers by their place, as of `Sums`."""
    powers = range(max(numbers.values(), default=0).bit_length())
    items = numbers.items()
    return [
        of([place for place, number in items if number >> power & 1], width) for power in powers
    ]


def _planes(powers: Sequence[Sequence[int]]) -> Iterable[int]:
    """The sums of bits, lowest plane first."""
    carried: list[int] = []
    for power in count():
        sets: Sequence[int] = [*carried, *(powers[power] if power < len(powers) else ())]
        if not sets:
            if power >= len(powers):
                return
            yield 0
            continue
        carried = []
        while len(sets) > 1:
            kept: list[int] = []
            keep, carry = kept.append, carried.append
            three = iter(sets)
            for one, two, last in zip(three, three, three, strict=False):
                differing = one ^ two
                keep(differing ^ last)
                carry(one & two | differing & last)
            rest = sets[len(kept) * 3 :]
            if len(sets) == 2:  # noqa: PLR2004
                carry(sets[0] & sets[1])
                rest = [sets[0] ^ sets[1]]
            sets = [*kept, *rest]
        yield sets[0]
