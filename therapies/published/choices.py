"""The choices of one facet with the places of their rows, in little memory."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple, Self

from therapies.filters.facets import MOST_SHOWN, Facet, TreeFacet
from therapies.published import bits
from therapies.published.texts import Texts


class Narrowing(NamedTuple):
    """What one parameter asks: its cleaned value, the rows that it lets through (as a set of bits,
    or as the database is asked for them), and the labels of its choices."""

    value: Any
    rows: Any
    labels: dict[str, str]
    is_used: bool


@dataclass
class FacetIndex:
    """Choices are numbered in the order in which equals stand, and have no object each: some
    facets have a choice for every drug. Places are below `MOST_ROWS`, so two bytes hold one."""

    values: Texts
    labels: Texts
    depths: bytes
    size: int = 0
    rows: array = field(default_factory=lambda: array("H"))
    ends: array = field(default_factory=lambda: array("I", [0]))
    # Choices as pages show them, by language and whether they are chosen.
    written: dict[tuple[str, bool], dict[int, bytes]] = field(default_factory=dict)

    @classmethod
    def build(
        cls, facet: Facet, pairs: Iterable[tuple[int, str]], places: Mapping[int, int]
    ) -> Self:
        found: dict[str, array] = defaultdict(lambda: array("H"))
        for pk, value in pairs:
            if (place := places.get(pk)) is not None:
                found[value].append(place)
        index = cls.named(facet, found)
        index.size = len(places)
        for value in index.values:
            index.rows.extend(found.pop(value))
            index.ends.append(len(index.rows))
        return index

    @classmethod
    def named(cls, facet: Facet, found: Collection[str]) -> Self:
        """With these choices, behind which no rows are set yet."""
        labels = facet.known(list(found)) if found else {}
        return cls.called(facet, {value: labels.get(value, value) for value in found})

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
        found = reduce(or_, map(self._set, map(self.number, labels)), 0)
        return Narrowing(values, found, labels, True)

    def rows_of(self, number: int) -> array:
        return self.rows[self.ends[number] : self.ends[number + 1]]

    def number_of_rows(self, number: int) -> int:
        return self.ends[number + 1] - self.ends[number]

    def _set(self, number: Any) -> int:
        return self.sets[number] if self.is_short else bits.of(self.rows_of(number), self.size)

    @property
    def is_short(self) -> bool:
        """All choices are shown, and a set of rows for each takes little memory."""
        return len(self.values) <= MOST_SHOWN

    @cached_property
    def sets(self) -> list[int]:
        """Of each choice; only short facets are asked for it."""
        return [bits.of(self.rows_of(each), self.size) for each in range(len(self.values))]

    def counts(self, base: int) -> Sequence[int]:
        """How many rows of the base stand behind each choice."""
        return [(each & base).bit_count() for each in self.sets]

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
