"""Rows of small numbers, each row one whole number: added and masked all at once."""

import sys
from array import array
from collections.abc import Iterable
from typing import Literal

BYTE = 256


class Lanes:
    """`size` numbers side by side, in lanes as wide as the greatest of them needs."""

    def __init__(self, size: int, greatest: int) -> None:
        self.size = size
        self.code: Literal["B", "H"] = "B" if greatest < BYTE else "H"
        self.width = array(self.code).itemsize

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
