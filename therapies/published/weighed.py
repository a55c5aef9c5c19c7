"""How many side effects of each kind there are, by what facets say of datasets."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

from therapies.published.groups import Groups
from therapies.published.lanes import Lanes

MOST_REMEMBERED = 32

# Values by the facet of which they are asked.
Asked = Mapping[str, list[str]]


class Remembered:
    """What was asked before; what was asked longest ago is forgotten."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, Any] = OrderedDict()

    def recall(self, key: Any, find: Callable[[], Any]) -> Any:
        found = self._found.pop(key, None)
        if found is None:
            found = find()
        self._found[key] = found
        while len(self._found) > MOST_REMEMBERED:
            self._found.popitem(last=False)
        return found


class Weighed:
    """Places of which facets speak, each with its number of side effects of each kind.

    The numbers of one kind are one whole number, so that to choose kinds is to add, and to choose
    places is to mask. `groups` are those of the facets.
    """

    def __init__(
        self, groups: Mapping[str, Groups], weights: Iterable[array], lanes: Lanes
    ) -> None:
        self.groups = groups
        self.lanes = lanes
        self._weights = [lanes.packed(each) for each in weights]
        self._masks = Remembered()

    def packed(self, kinds: Sequence[int], asked: Asked) -> int:
        """Of each place that the facets asked let through, its side effects of these kinds: there
        is a 1 or a 0 for each. Of the others 0."""
        packed = sum(compress(self._weights, kinds))
        for name, values in asked.items():
            packed &= self._mask(name, values)
        return packed

    def totals(self, name: str, kinds: Sequence[int], asked: Asked) -> dict[str, int]:
        """The same for all places behind each choice of a facet."""
        return self.groups[name].totals(self.lanes.numbers(self.packed(kinds, asked)))

    def _mask(self, name: str, values: list[str]) -> int:
        key = name, *sorted(values)
        return self._masks.recall(key, lambda: self.lanes.mask(self.groups[name].of(values)))

    def together(self, *names: str) -> "Weighed":
        """Places of which these facets say the same, as one: there are far fewer of them."""
        parts = [self.groups[name].parts for name in names]
        said = zip(*(self.groups[name].part_of(self.lanes.size) for name in names), strict=True)
        numbered: dict[tuple[int, ...], int] = {}
        place_of = array("I", (numbered.setdefault(each, len(numbered)) for each in said))
        places = {place: place for place in numbered.values()}
        groups = {
            name: Groups(
                (
                    (place, value)
                    for each, place in numbered.items()
                    if each[at]
                    for value in parts[at][each[at] - 1][0]
                ),
                places,
            )
            for at, name in enumerate(names)
        }
        all_kinds = self._summed(sum(self._weights), place_of, array("Q", bytes(8 * len(places))))
        lanes = Lanes(len(places), max(all_kinds, default=0))
        weights = (self._summed(packed, place_of, lanes.empty()) for packed in self._weights)
        return Weighed(groups, weights, lanes)

    def _summed(self, packed: int, place_of: array, sums: array) -> array:
        numbers = self.lanes.numbers(packed)
        for place, number in zip(compress(place_of, numbers), filter(None, numbers), strict=True):
            sums[place] += number
        return sums
