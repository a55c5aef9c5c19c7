"""Things brought together by what a facet says of them."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter


class Groups:
    """Places of which a facet says the same stand side by side, so that they are counted at once.

    A place may have several values, as what stands below a node of a tree has.
    """

    def __init__(self, pairs: Iterable[tuple[int, str]], places: dict[int, int]) -> None:
        said: dict[int, list[str]] = defaultdict(list)
        for pk, value in pairs:
            if pk in places:
                said[places[pk]].append(value)
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, each in said.items():
            alike[tuple(sorted(set(each))) if each[1:] else (each[0],)].append(place)
        self.order = array("I")
        self.parts: list[tuple[tuple[str, ...], int, int]] = []
        for values in sorted(alike):
            start = len(self.order)
            self.order.extend(sorted(alike[values]))
            self.parts.append((values, start, len(self.order)))
        order = self.order.tolist()
        self._arranged = itemgetter(*order, *order[:1]) if order else lambda numbers: ()

    def totals(self, numbers: Sequence[int]) -> dict[str, int]:
        """The sum of the numbers that stand at the places of each value."""
        found: dict[str, int] = defaultdict(int)
        arranged = self._arranged(numbers)
        for values, start, stop in self.parts:
            if total := sum(arranged[start:stop]):
                for value in values:
                    found[value] += total
        return found

    def of(self, wanted: Iterable[str]) -> Iterator[int]:
        """The places of any of the values."""
        known = set(wanted)
        for values, start, stop in self.parts:
            if not known.isdisjoint(values):
                yield from self.order[start:stop]

    def part_of(self, size: int) -> array:
        """Of each of so many places the number of its part, from 1; 0 of those in none."""
        found = array("I", bytes(array("I").itemsize * size))
        for number, (_values, start, stop) in enumerate(self.parts, 1):
            for place in self.order[start:stop]:
                found[place] = number
        return found

    @property
    def values(self) -> set[str]:
        return {value for values, _start, _stop in self.parts for value in values}
