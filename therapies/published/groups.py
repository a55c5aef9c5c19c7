"""Things brought together by what a facet says of them."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
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
        values = {place: tuple(sorted(set(each))) for place, each in said.items()}
        order = sorted(values, key=lambda place: (values[place], place))
        self.order = array("I", order)
        self._arranged = itemgetter(*order, *order[:1]) if order else lambda numbers: ()
        self.parts: list[tuple[tuple[str, ...], int, int]] = []
        start = 0
        for each, group in groupby(order, key=values.__getitem__):
            stop = start + len(list(group))
            self.parts.append((each, start, stop))
            start = stop

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

    @property
    def values(self) -> set[str]:
        return {value for values, _start, _stop in self.parts for value in values}
