"""The choices of one facet with the places of their rows, in little memory."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from therapies.filters.facets import MOST_SHOWN, Facet, TreeFacet
from therapies.published import bits
from therapies.published.places import Places
from therapies.published.said import Said
from therapies.published.texts import Texts


class Narrowing(NamedTuple):
    """What one parameter asks: its cleaned value, the rows that it lets through (as a set of bits,
    or as the database is asked for them), and the labels of its choices."""

    value: Any
    rows: Any
    labels: dict[str, str]
    is_used: bool


def _each_once(pairs: NDArray[Any]) -> NDArray[Any]:
    """In order. To sort takes much less time than to look for what comes twice."""
    pairs = np.sort(pairs)
    return pairs[np.diff(pairs, prepend=-1) > 0]


@dataclass(eq=False)
class FacetIndex:
    """Choices are numbered in the order in which equals stand, and have no object each: some
    facets have a choice for every drug."""

    values: Texts
    labels: Texts
    depths: bytes
    size: int = 0
    rows: NDArray[Any] = field(default_factory=lambda: np.zeros(0, np.uint16))
    ends: NDArray[Any] = field(default_factory=lambda: np.zeros(1, np.uint32))
    # Choices as pages show them, by language and whether they are chosen.
    written: dict[tuple[str, bool], dict[int, bytes]] = field(default_factory=dict)

    @classmethod
    def build(cls, facet: Facet, said: Said, places: Places) -> Self:
        """Choices behind which no row stands are left out."""
        size = len(places)
        rows, is_known = places.of(said.pks)
        numbers = said.numbers[is_known]
        used = np.flatnonzero(np.bincount(numbers, minlength=len(said.values)))
        index = cls.called(facet, {said.values[each]: said.labels[each] for each in used.tolist()})
        numbered = {value: number for number, value in enumerate(index.values)}
        renumbered = np.zeros(len(said.values), np.int64)
        renumbered[used] = [numbered[said.values[each]] for each in used.tolist()]
        pairs = _each_once(renumbered[numbers] * size + rows)
        index.size = size
        index.rows = (pairs % max(size, 1)).astype(np.min_scalar_type(size))
        index.ends = np.searchsorted(pairs, np.arange(len(index.values) + 1) * size)
        index.ends = index.ends.astype(np.uint32)
        return index

    @classmethod
    def called(cls, facet: Facet, labels: Mapping[str, str]) -> Self:
        depths = dict(facet.tree.walk()) if isinstance(facet, TreeFacet) else {}
        if depths:
            values = [value for value in depths if value in labels]
        else:
            values = sorted(labels, key=lambda value: (labels[value], value))
        return cls(
            Texts.of(values),
            Texts.of(map(labels.__getitem__, values)),
            bytes(map(depths.__getitem__, values)) if depths else b"",
        )

    def numbers(self) -> NDArray[Any]:
        """Of each row the choice behind which it stands."""
        return np.repeat(np.arange(len(self.values)), np.diff(self.ends))

    def marked(self, values: Iterable[str]) -> NDArray[np.bool_]:
        """Of each row whether it stands behind one of the choices."""
        marks = np.zeros(self.size, np.bool_)
        for number in map(self.number, values):
            marks[self.rows_of(number)] = True
        return marks

    def totals(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """The sum of the numbers of the rows behind each choice."""
        return np.add.reduceat(numbers.take(self.rows), self.ends[:-1])

    def said(self, pks: NDArray[Any]) -> Said:
        """As it was read, of rows with these ids."""
        return Said(pks[self.rows], self.numbers(), self.values, self.labels)

    def said_of(self, places: NDArray[Any], pks: NDArray[Any]) -> Said:
        """The same of the rows in these places."""
        here = np.isin(self.rows, places).nonzero()[0]
        numbers = np.searchsorted(self.ends, here, side="right") - 1
        return Said(pks[self.rows[here]], numbers, self.values, self.labels)

    @property
    def is_tree(self) -> bool:
        return bool(self.depths)

    @cached_property
    def _by_value(self) -> array:
        return array("I", sorted(range(len(self.values)), key=self.values.raw))

    def number(self, value: str) -> int | None:
        sought = value.encode(errors="surrogatepass")
        at = bisect_left(self._by_value, sought, key=self.values.raw)
        if at < len(self._by_value) and self.values.raw(number := self._by_value[at]) == sought:
            return number
        return None

    def depth(self, number: int) -> int:
        return self.depths[number] if self.depths else 0

    def labelled(self, values: Iterable[str]) -> dict[str, str] | None:
        """The choices with their labels; None where one has no results at all: whether it exists
        the database knows."""
        labels = {}
        for value in values:
            number = self.number(value)
            if number is None:
                return None
            labels[value] = self.labels[number]
        return labels

    def narrowing(self, values: list[str]) -> Narrowing | None:
        labels = self.labelled(values)
        if labels is None:
            return None
        found = reduce(or_, map(self._set, map(self.number, labels)))
        return Narrowing(values, found, labels, True)

    def rows_of(self, number: Any) -> NDArray[Any]:
        return self.rows[self.ends[number] : self.ends[number + 1]]

    def _set(self, number: Any) -> bits.Words:
        return self.sets[number] if self.is_short else bits.of(self.rows_of(number), self.size)

    @property
    def is_short(self) -> bool:
        """All choices are shown, and a set of rows for each takes little memory."""
        return len(self.values) <= MOST_SHOWN

    @cached_property
    def sets(self) -> bits.Words:
        """A row of words for each choice; only short facets are asked for it."""
        marks = np.zeros((len(self.values), bits.breadth(self.size)), np.bool_)
        marks[self.numbers(), self.rows] = True
        return bits.packed(marks)

    @cached_property
    def above(self) -> list[tuple[int, ...]]:
        """Of each choice of a tree the choices above it, all of which have its rows."""
        way: list[int] = []
        found = []
        for number, depth in enumerate(self.depths):
            del way[depth:]
            found.append(tuple(way))
            way.append(number)
        return found
