"""What a database tells of a list: the choices of its facets."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from therapies.filters.counting import BETWEEN
from therapies.filters.facets import Facet, RelationFacet, TreeFacet
from therapies.published import bits
from therapies.published.choices import FacetIndex


class Choices:
    """The choices of one facet, and where each that the database names stands among them."""

    def __init__(self, facet: Facet, model: Any, rows: Sequence[tuple[int, str, str]] = ()) -> None:
        if isinstance(facet, TreeFacet):
            tree = facet.tree
            rows = [(pk, slug, tree.names[slug]) for pk, slug in tree.slugs.items()]
        if isinstance(facet, RelationFacet):
            self.index = FacetIndex.called(facet, {slug: name for _pk, slug, name in rows})
            pks = {slug: str(pk) for pk, slug, _name in rows}
            named = [pks[slug] for slug in self.index.values]
        else:
            self.index = FacetIndex.called(facet, facet.labels)
            named = list(self.index.values)
        self._places = {name: place for place, name in enumerate(named)}
        self._has_several = facet.has_several(model)
        above = self.index.above if self.index.is_tree else ()
        self._reached = defaultdict(
            tuple, {name: (place, *above[place]) for name, place in self._places.items() if above}
        )

    def sets(self, told: Iterable[tuple[str, bits.Words]], everything: bits.Words) -> bits.Words:
        """Of each choice the rows behind it."""
        found = np.zeros((len(self.index.values), len(everything)), np.uint64)
        for choice, rows in told:
            place = self._places.get(choice)
            if place is not None:
                for each in self._reached[choice] or (place,):
                    found[each] |= rows
        return found

    def numbers(self, told: Iterable[tuple[str, int]]) -> NDArray[Any]:
        """Of each choice how many rows stand behind it. Told is which choices some rows have, and
        how many rows, or of each row which it has."""
        rows: Counter[Any] = Counter()
        for choices, number in told:
            if self._has_several:
                rows.update(chain.from_iterable(map(self._of_row, choices.split(BETWEEN))))
            else:
                rows.update(dict.fromkeys(self._of_row(choices), number))
        numbers = np.zeros(len(self.index.values), np.int64)
        for choice, number in rows.items():
            place = choice if self._reached else self._places.get(choice)
            if place is not None:
                numbers[place] = number
        return numbers

    def _of_row(self, choices: str) -> set[Any]:
        """Each once: their names, or of a tree their places and those of what is above them."""
        named = choices.split(",")
        return set().union(*map(self._reached.__getitem__, named)) if self._reached else set(named)
