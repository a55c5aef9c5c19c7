"""Rows of small numbers, each row one whole number: added and masked all at once."""

import sys
from array import array
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Literal

BYTE = 256
# For each byte whether it is anything.
IS_ANY = bytes([0]) + bytes([1]) * (BYTE - 1)
LAST_BIT = BYTE // 2
CODES: tuple[Literal["B", "H", "I"], ...] = ("B", "H", "I")


class Lanes:
    """`size` numbers side by side, in lanes as wide as the greatest of them needs."""

    def __init__(self, size: int, greatest: int) -> None:
        self.size = size
        widths = {code: array(code).itemsize for code in CODES}
        self.code = next(code for code in CODES if greatest < BYTE ** widths[code])
        self.width = widths[self.code]

    def empty(self) -> array:
        return array(self.code, bytes(self.size * self.width))

    def packed(self, numbers: array) -> int:
        return int.from_bytes(numbers.tobytes(), sys.byteorder)

    def mask(self, places: Iterable[int]) -> int:
        """All bits in the lanes of these places."""
        lanes = self.empty()
        full = BYTE**self.width - 1
        for place in places:
            lanes[place] = full
        return self.packed(lanes)

    def numbers(self, packed: int) -> list[int]:
        text = packed.to_bytes(self.size * self.width, sys.byteorder)
        return memoryview(text).cast(self.code).tolist()


class Runs:
    """Neighbouring lanes that belong together, because they have the same owner."""

    def __init__(self, lanes: Lanes, owners: Iterable[Any]) -> None:
        self._width = lanes.width
        self._size = lanes.size * lanes.width
        last = bytearray(self._size)
        end = 0
        for _owner, run in groupby(owners):
            end += sum(self._width for _lane in run)
            last[end - 1] = LAST_BIT
        self._last = int.from_bytes(last, "little")
        self._below = (1 << 8 * self._size) - 1 - self._last

    def found(self, packed: int) -> bytes:
        """For each lane, whether it is the last of a run in which any number is not 0.

        All bits of a run but the last are ones; if anything is added to them, it carries to the
        last, and no further.
        """
        anything = packed.to_bytes(self._size, sys.byteorder).translate(IS_ANY)
        carried = int.from_bytes(anything, "little") + self._below & self._last
        return carried.to_bytes(self._size, "little")[self._width - 1 :: self._width]
