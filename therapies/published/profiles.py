"""Behind how many of some rows each choice of the long facets stands.

Each row has the choices that are common as one set of bits, and a list of the others: bits for all
would fill the memory, lists alone take long to count. Rows that are alike are neighbours, so that
most of what is found are whole blocks, which are counted already.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

from therapies.published import bits
from therapies.published.bits import Sums
from therapies.published.choices import FacetIndex

# A choice is common if one row in so many stands behind it.
COMMON = 256
# Rows of a block, as many as the bits of an array's "Q".
BLOCK = 64
WHOLE, NONE = b"\xff" * 8, bytes(8)
WHOLE_NUMBER = int.from_bytes(WHOLE)


def alike(facets: Iterable[FacetIndex], size: int) -> list[int]:
    """Places in an order in which those that short facets say the same of are neighbours.

    Facets that say one thing of each row come first, for they divide the rows into parts.
    """
    kinds = [0] * size
    short = (facet for facet in facets if facet.is_short)
    for facet in sorted(short, key=lambda each: (len(each.rows), len(each.values))):
        kinds = [kind << len(facet.values) for kind in kinds]
        for number in range(len(facet.values)):
            for place in facet.rows_of(number):
                kinds[place] |= 1 << number
    return sorted(range(size), key=kinds.__getitem__)


@dataclass(frozen=True)
class Columns:
    """Where a facet has its choices among all: its common ones, and the others."""

    common: int
    rare: int
    # Of each column of the facet the choice, the common first; and of each choice the column.
    choices: array
    number_of_common: int

    @cached_property
    def of_choices(self) -> array:
        found = array("I", bytes(4 * len(self.choices)))
        for column, choice in enumerate(self.choices):
            found[choice] = column
        return found

    def numbers(self, numbers: Sequence[int]) -> Sequence[int]:
        """Of the facet's own columns."""
        common = numbers[self.common : self.common + self.number_of_common]
        rare = len(self.choices) - self.number_of_common
        return *common, *numbers[self.rare : self.rare + rare]

    def sums(self, sums: Sums) -> Sums:
        common = (1 << self.number_of_common) - 1
        rare = (1 << len(self.choices) - self.number_of_common) - 1
        return Sums(
            plane >> self.common & common | (plane >> self.rare & rare) << self.number_of_common
            for plane in sums.planes
        )


class Tally:
    """How many rows stand behind each choice of a long facet."""

    def __init__(self, columns: Columns, sums: Sums, numbers: Sequence[int]) -> None:
        self._columns = columns
        self._sums = columns.sums(sums)
        self._numbers = columns.numbers(numbers)

    def __len__(self) -> int:
        """Of choices with results."""
        return self._sums.present.bit_count()

    def __getitem__(self, choice: int) -> int:
        return self._numbers[self._columns.of_choices[choice]]

    def listed(self) -> dict[int, int]:
        """Choices with results, and how many."""
        return self._results(bits.places(self._sums.present))

    def best(self, most: int) -> dict[int, int]:
        """The same of those with most results, of equals the first."""
        certain, equal = map(bits.places, self._sums.leading(most))
        if len(certain) + len(equal) > most:
            equal.sort(key=self._columns.choices.__getitem__)
        return self._results(certain + equal[: most - len(certain)])

    def _results(self, columns: Sequence[int]) -> dict[int, int]:
        choices = map(self._columns.choices.__getitem__, columns)
        return dict(zip(choices, map(self._numbers.__getitem__, columns), strict=True))


class Profiles:
    """Never changed once built."""

    def __init__(self, facets: dict[str, FacetIndex], size: int) -> None:
        self.size = size
        self.everything = (1 << size) - 1
        self.columns: dict[str, Columns] = {}
        self.width = 0
        self._place({name: each for name, each in facets.items() if not each.is_short})
        self._common: list[int] = []
        self._rare, self._ends = array("I"), array("I", [0])
        self._fill(facets)
        starts = range(0, size, BLOCK)
        self._blocks: list[list[int]] = []
        self._blocks = [self._of(range(at, min(at + BLOCK, size)), ()).planes for at in starts]
        self.totals = self._of((), range(len(self._blocks)))

    def _place(self, facets: dict[str, FacetIndex]) -> None:
        """Columns for the common choices of all facets, then for the others."""
        parts: dict[str, tuple[list[int], list[int]]] = {}
        for name, facet in facets.items():
            every = range(len(facet.values))
            is_common = [facet.number_of_rows(each) * COMMON >= self.size for each in every]
            parts[name] = (
                [each for each in every if is_common[each]],
                [each for each in every if not is_common[each]],
            )
        self.number_of_common = rare_at = sum(len(common) for common, _rare in parts.values())
        common_at = 0
        for name, (common, rare) in parts.items():
            self.columns[name] = Columns(common_at, rare_at, array("I", common + rare), len(common))
            common_at += len(common)
            rare_at += len(rare)
        self.width = rare_at

    def _fill(self, facets: dict[str, FacetIndex]) -> None:
        breadth = self.number_of_common // 8 + 1
        # One buffer, which is given back whole.
        marks = bytearray(breadth * self.size)
        listed: list[list[int]] = [[] for _row in range(self.size)]
        for name, columns in self.columns.items():
            facet = facets[name]
            for column, choice in enumerate(columns.choices):
                if column < columns.number_of_common:
                    byte, bit = divmod(columns.common + column, 8)
                    for place in facet.rows_of(choice):
                        marks[place * breadth + byte] |= 1 << bit
                else:
                    number = columns.rare + column - columns.number_of_common
                    for place in facet.rows_of(choice):
                        listed[place].append(number)
        for place, rare in enumerate(listed):
            text = marks[place * breadth : (place + 1) * breadth]
            self._common.append(int.from_bytes(text, "little"))
            self._rare.extend(rare)
            self._ends.append(len(self._rare))

    def of(self, found: int) -> Sums:
        """Of the rows found, behind each choice; or of all, less those of the others."""
        if 2 * found.bit_count() <= self.size:
            return self._of(*self._divided(found))
        return self.totals.less(self._of(*self._divided(self.everything & ~found)))

    def _divided(self, found: int) -> tuple[Sequence[int], Sequence[int]]:
        """Single rows, and whole blocks."""
        marks = bytearray(found.to_bytes(len(self._blocks) * len(NONE), "little"))
        words = memoryview(bytes(marks)).cast("Q").tolist()
        blocks = [number for number, word in enumerate(words) if word == WHOLE_NUMBER]
        if not blocks:
            return bits.places(found), blocks
        for number in blocks:
            marks[number * 8 : number * 8 + 8] = NONE
        return bits.places(int.from_bytes(marks, "little")), blocks

    def _of(self, rows: Sequence[int], blocks: Sequence[int]) -> Sums:
        powers = [list(map(self._common.__getitem__, rows))]
        ends, every = self._ends, self._rare
        rare = Counter(chain.from_iterable(every[ends[row] : ends[row + 1]] for row in rows))
        planes = map(self._blocks.__getitem__, blocks)
        counted = zip_longest(*planes, bits.planes_of(rare, self.width), fillvalue=0)
        powers += map(list, counted)
        if len(powers) > 1:
            powers[:2] = [powers[0] + powers[1]]
        return Sums.of(*powers)
