"""Sets of places as whole numbers: bit n says that place n is in the set."""

from collections.abc import Iterable, Sequence

BLOCK = 2048


def of(places: Iterable[int], size: int) -> int:
    """`size` is greater than every place."""
    marks = bytearray(size // 8 + 1)
    for place in places:
        marks[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(marks, "little")


def window(bits: int, start: int, stop: int) -> list[int]:
    """The places from the start-th to before the stop-th, counted from 0, lowest first."""
    text = f"{bits:b}"[::-1]
    found: list[int] = []
    at, passed = 0, 0
    while at < len(text) and passed + (here := text.count("1", at, at + BLOCK)) <= start:
        passed += here
        at += BLOCK
    at -= 1
    for number in range(passed, stop):
        at = text.find("1", at + 1)
        if at < 0:
            break
        if number >= start:
            found.append(at)
    return found


def in_order(bits: int, order: Sequence[int], start: int, stop: int) -> list[int]:
    """The same, in the order that a sequence of all places gives."""
    text = f"{bits:b}"[::-1]
    size = len(text)
    found: list[int] = []
    number = 0
    for place in order:
        if place < size and text[place] == "1":
            if number >= start:
                found.append(place)
            number += 1
            if number >= stop:
                break
    return found
