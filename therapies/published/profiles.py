"""Behind how many of some rows each choice stands.

All choices that a row has stand side by side, and those of the next row follow. Rows that are alike
are neighbours, so what is found is mostly a few runs of rows, and to count them takes one look at
each choice that they have.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from therapies.published import bits
from therapies.published.bits import Words
from therapies.published.choices import FacetIndex

# To cut out more runs than these one by one takes longer than to look every choice up.
FEW_RUNS = 200


def alike(facets: Iterable[FacetIndex], size: int) -> NDArray[Any]:
    """Places in an order in which those that short facets say the same of are neighbours.

    Facets that say one thing of each row come first, for they divide the rows into parts.
    """
    short = (facet for facet in facets if facet.is_short)
    kinds = [np.arange(size)]
    for facet in sorted(short, key=lambda each: (len(each.rows), len(each.values)), reverse=True):
        kind = np.zeros(size, np.int64)
        for number in range(len(facet.values)):
            kind[facet.rows_of(number)] |= 1 << number
        kinds.append(kind)
    return np.lexsort(kinds)


class Profiles:
    """Never changed once built."""

    def __init__(self, facets: Mapping[str, FacetIndex], size: int) -> None:
        self._size = size
        self._parts: dict[str, slice] = {}
        rows, columns, self._width = [np.zeros(0, np.uint16)], [np.zeros(0, np.int64)], 0
        for name, facet in facets.items():
            number = len(facet.values)
            self._parts[name] = slice(self._width, self._width + number)
            rows.append(facet.rows)
            columns.append(facet.numbers() + self._width)
            self._width += number
        every = np.concatenate(rows)
        order = np.argsort(every, kind="stable")
        narrow = np.min_scalar_type(self._width)
        self._columns = np.concatenate(columns).astype(narrow)[order]
        self._ends = np.zeros(size + 1, np.int64)
        np.cumsum(np.bincount(every, minlength=size), out=self._ends[1:])

    @cached_property
    def _totals(self) -> NDArray[Any]:
        return np.bincount(self._columns, minlength=self._width)

    def of(self, found: Words) -> NDArray[Any]:
        """Of the rows found, behind each choice; or of all, less those of the others."""
        if 2 * bits.number(found) <= self._size:
            return self._of(found)
        return self._totals - self._of(bits.every(self._size) & ~found)

    def part(self, name: str, numbers: NDArray[Any]) -> NDArray[Any]:
        """Of the choices of one facet."""
        return numbers[self._parts[name]]

    def _of(self, found: Words) -> NDArray[Any]:
        starts, ends = self._ends.take(bits.runs(found, self._size)).T
        return np.bincount(self._between(starts, ends), minlength=self._width)

    def _between(self, starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
        if len(starts) == 1:
            return self._columns[starts[0] : ends[0]]
        if 0 < len(starts) <= FEW_RUNS:
            runs = zip(starts.tolist(), ends.tolist(), strict=True)
            return np.concatenate([self._columns[start:end] for start, end in runs])
        lengths = ends - starts
        before = lengths.cumsum() - lengths
        return self._columns.take(np.arange(lengths.sum()) + np.repeat(starts - before, lengths))
