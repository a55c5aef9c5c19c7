"""Sets of places as whole numbers: bit n says that place n is in the set."""

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache

PLANES_OF_A_BYTE = 8


def of(places: Iterable[int], size: int) -> int:
    """`size` is greater than every place."""
    marks = bytearray(size // 8 + 1)
    for place in places:
        marks[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(marks, "little")


def places(bits: int) -> list[int]:
    """Lowest first."""
    find = f"{bits:b}"[::-1].find
    found: list[int] = []
    at = find("1")
    while at >= 0:
        found.append(at)
        at = find("1", at + 1)
    return found


def tally(sets: Sequence[int], width: int) -> Sequence[int]:
    """In how many of the sets each place below `width` is; at most 65,535 sets.

    The sets are added up as the columns of a sum: three bits of one plane become one that stays
    and one that is carried. So a set costs some steps over whole numbers, however many places.
    """
    low = high = 0
    ones = _ones(width)
    for number, plane in enumerate(_planes(sets)):
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


def _planes(sets: Sequence[int]) -> Iterable[int]:
    """The sums of bits, lowest plane first."""
    while sets:
        carried: list[int] = []
        while len(sets) > 1:
            kept: list[int] = []
            three = iter(sets)
            for one, two, last in zip(three, three, three, strict=False):
                differing = one ^ two
                kept.append(differing ^ last)
                carried.append(one & two | differing & last)
            rest = sets[len(kept) * 3 :]
            if len(sets) == 2:  # noqa: PLR2004
                carried.append(sets[0] & sets[1])
                rest = [sets[0] ^ sets[1]]
            sets = [*kept, *rest]
        yield sets[0]
        sets = carried
