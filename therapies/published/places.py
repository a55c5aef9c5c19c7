"""Where rows stand: each has a place, found by its id; an order is the places one after another."""

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from therapies.published import bits

MANY, NEAR = 1_000, 2_000


class Places:
    """Where each id stands."""

    def __init__(self, pks: NDArray[Any]) -> None:
        order = np.argsort(pks)
        self._pks = pks[order]
        self._places = order.astype(np.min_scalar_type(len(pks)))

    def __len__(self) -> int:
        return len(self._pks)

    def of(self, pks: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The places of those that stand somewhere, and of each whether it does."""
        if not len(self._pks):
            return np.zeros(0, np.int64), np.zeros(len(pks), np.bool_)
        near = np.minimum(np.searchsorted(self._pks, pks), len(self._pks) - 1)
        is_known = self._pks[near] == pks
        return self._places[near[is_known]].astype(np.int64), is_known


class Order(NamedTuple):
    """Places in an order asked for, and where in it each place stands."""

    places: NDArray[Any]
    ranks: NDArray[Any]

    @classmethod
    def of(cls, places: NDArray[Any], size: int) -> Self:
        """Those that are missing come last: what was taken off meanwhile is read no more."""
        is_missing = np.ones(size, np.bool_)
        is_missing[places] = False
        missing = is_missing.nonzero()[0]
        places = np.concatenate((places, missing)).astype(np.min_scalar_type(size))
        ranks = np.empty_like(places)
        ranks[places] = np.arange(size)
        return cls(places, ranks)

    def part(self, found: bits.Words, start: int, stop: int) -> list[int]:
        """Places of the rows found, from the start-th to before the stop-th."""
        is_found = bits.flags(found, len(self.ranks))
        if bits.number(found) > MANY:
            # The first of them stand near the beginning; to look there takes less than to sort.
            near = self.places[:NEAR]
            near = near.compress(is_found.take(near))
            if len(near) >= stop:
                return near[start:stop].tolist()
        ranks = self.ranks.compress(is_found)
        ranks.sort()
        return self.places.take(ranks[start:stop]).tolist()
