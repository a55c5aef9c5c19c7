"""One list as the database answers for it: what an index says of a list, without holding its rows.

Held for a version of the content is what many questions share and does not change while it is in
force: the choices that there are, which rows one filter lets through, what stands behind the
choices of short facets, orders, rows that were written, and the counts of the whole list. A set of
rows is one bit for each, so that of a million it takes an eighth of a megabyte.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import CharField, Value
from numpy.typing import NDArray

from editorial import databases
from editorial.edition import Edition
from therapies.filters import counting
from therapies.filters.base import SORT
from therapies.filters.counting import Part
from therapies.filters.facets import RelationFacet, TreeFacet
from therapies.listings import Listing
from therapies.published import bits, said
from therapies.published.ahead import Ahead
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.index import MOST_ROWS, Placed, Write, recall
from therapies.published.places import Order
from therapies.published.selection import Selection
from therapies.published.tally import Tally
from therapies.published.told import Choices

MOST_REMEMBERED = 1_000
# Bytes of what was asked of filters and is remembered, of each list.
MOST_OF_SETS = 8_000_000
MOST_ORDERS = 12


class Asked(Selection):
    """The rows that pass every filter; behind the choices of long facets the database counts."""

    index: "Stored"

    def _base(self, name: str) -> bits.Words:
        return self._narrowed(without=name) if name in self.used else self.found

    @cached_property
    def _numbers(self) -> dict[str, NDArray[Any]]:
        long = (name for name, facet in self.index.facets.items() if not facet.is_short)
        return self.index.numbers({name: self._base(name) for name in long})

    def _counts_of(self, name: str, facet: FacetIndex) -> list[int]:
        return bits.numbers(self.index.sets(name) & self._base(name))

    def _tally_of(self, name: str, facet: FacetIndex) -> Tally:
        return Tally(self._numbers[name])


class Stored(Placed):
    """Threads may share it: what it remembers is the same whoever finds it first. A row's place is
    that of its id among all ids."""

    selected = Asked

    def __init__(self, listing: Listing, version: int) -> None:
        super().__init__(listing, version)
        self.model = self.filterset.queryset.model
        rows = self._named()
        self.choices = {
            name: Choices(facet, self.model, rows.get(name, ()))
            for name, facet in self.filterset.facets.items()
        }
        self.facets = {name: each.index for name, each in self.choices.items()}
        published = self.filterset.queryset.order_by()
        self._published = counting.ids(published)
        self.pks = np.sort(said.ids(published))
        self.everything = bits.every(len(self.pks))
        self._most = min(MOST_REMEMBERED, MOST_OF_SETS * 8 // (len(self.pks) + 1) + 1)
        self._parts: dict[Hashable, Part] = {}
        self._sets: dict[str, bits.Words] = {}
        self._narrowings: OrderedDict[Any, Narrowing | None] = OrderedDict()
        self._orders: OrderedDict[Any, Order] = OrderedDict()

    def prepare(self) -> None:
        """Read what questions share. Of a million rows it takes longer than a reader may wait."""
        for name, facet in self.facets.items():
            if facet.is_short:
                self.sets(name)
        self.order(None)
        _ = self._of_all

    def _named(self) -> dict[str, list[tuple[int, str, str]]]:
        """(pk, slug, name) of all choices that are rows, by facet."""
        named = {
            name: facet.visible().annotate(facet=Value(name, CharField()))
            for name, facet in self.filterset.facets.items()
            if isinstance(facet, RelationFacet) and not isinstance(facet, TreeFacet)
        }
        if not named:
            return {}
        first, *others = (
            each.values_list("facet", "pk", "slug", "name") for each in named.values()
        )
        found: dict[str, list[tuple[int, str, str]]] = {name: [] for name in named}
        for name, *row in first.union(*others, all=True) if others else first:
            found[name].append(tuple(row))
        return found

    def _set_of(self, ids: NDArray[Any]) -> bits.Words:
        """Those of them that are rows of the list."""
        places, _is_known = self.places.of(ids)
        return bits.of(places, len(self.pks))

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        read = super().narrowing
        return recall(self._narrowings, (name, values), self._most, lambda: read(name, values))

    def _narrowed(self, name: str, value: Any) -> Narrowing | None:
        facet = self.facets.get(name)
        labels = facet.labelled(value) if facet else {}
        if labels is None:
            return None
        if facet and facet.is_short:
            chosen: Any = [facet.number(each) for each in labels]
            found = np.bitwise_or.reduce(self.sets(name)[chosen])
            return Narrowing(value, found, labels, True)
        rows = self.filterset.filters[name].filter(self.model._default_manager.all(), value)
        return Narrowing(value, self._set_of(said.ids(rows.order_by())), labels, True)

    def sets(self, name: str) -> bits.Words:
        """Of each choice of a short facet the rows behind it."""
        if name not in self._sets:
            told = counting.ask([counting.behind(self.filterset.facets[name], self.model)])
            sets = ((choice, self._set_of(said.numbers_of(pks))) for choice, pks in told)
            self._sets[name] = self.choices[name].sets(sets, self.everything)
        return self._sets[name]

    def numbers(self, wanted: Mapping[str, bits.Words]) -> dict[str, NDArray[Any]]:
        """How many of some rows, for each facet of its own, stand behind each of its choices. Most
        of the list is counted as the whole without the others."""
        is_most = {name: 2 * bits.number(rows) > len(self.pks) for name, rows in wanted.items()}
        counted = {
            name: self.everything & ~rows if is_most[name] else rows
            for name, rows in wanted.items()
        }
        # The same rows have the same name, and names are few: statements are remembered by them.
        keys = {name: rows.tobytes() for name, rows in counted.items()}
        found = {key: f"found_{number}" for number, key in enumerate(dict.fromkeys(keys.values()))}
        names = {name: found[key] for name, key in keys.items()}
        named = {
            names[name]: counting.listed(self.pks[bits.places(rows, len(self.pks))].tolist())
            for name, rows in counted.items()
            if rows.any()
        }
        return {
            name: _less(self._of_all[name], each) if is_most[name] else each
            for name, each in self._told(names, named).items()
        }

    @cached_property
    def _of_all(self) -> dict[str, NDArray[Any]]:
        long = (name for name, facet in self.facets.items() if not facet.is_short)
        return self._told(dict.fromkeys(long, "everything"), {"everything": self._published})

    def _told(self, names: Mapping[str, str], named: Mapping[str, Part]) -> dict[str, NDArray[Any]]:
        """Behind the choices of each facet, how many of the rows that are named; of no rows there
        is no part."""
        numbers = {name: number for number, name in enumerate(names)}
        parts = [
            self._count(numbers[facet], facet, name)
            for facet, name in names.items()
            if name in named
        ]
        told: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for number, choices, rows in counting.ask(parts, named) if parts else ():
            if choices is not None:
                told[number].append((choices, rows))
        return {name: self.choices[name].numbers(told[numbers[name]]) for name in names}

    def _count(self, number: int, facet: str, name: str) -> Part:
        key = number, facet, name
        if key not in self._parts:
            self._parts[key] = counting.counted(
                number, self.filterset.facets[facet], name, self.model
            )
        return self._parts[key]

    def order(self, sort: Any) -> Order:
        """The usual one if none is asked for."""
        key = tuple(sort or ())
        return recall(self._orders, key, MOST_ORDERS, lambda: self._order(sort))

    def _order(self, sort: Any) -> Order:
        rows = self.listing.in_order(
            self.filterset.queryset.all(), self.filterset.filters.get(SORT), sort
        )
        places, _is_known = self.places.of(said.ids(rows))
        return Order.of(places, len(self.pks))


class StoredAhead(Ahead, Stored):
    def in_usual_order(self) -> Sequence[int]:
        return self.order(None).places.tolist()

    def on_new_form(self, form: Hashable, write: Write) -> None:
        """Rows of an index that is being built are written instead of these."""
        if not settings.PUBLISHED_INDEX or len(self.pks) > MOST_ROWS:
            super().on_new_form(form, write)


def _less(ours: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
    """Theirs may be counted of what was published since."""
    return np.maximum(ours - theirs, 0)


class Shelf:
    """Of each list the one of the version in force."""

    def __init__(self) -> None:
        self._held: dict[str, StoredAhead] = {}

    def current(self, listing: Listing, edition: Edition | None) -> Stored | None:
        """None for who is answered whatever is in force, as editors are, and within a transaction:
        what is seen there may be undone."""
        if edition is None or databases.connection().in_atomic_block:
            return None
        version = edition.version.pk
        held = self._held.get(listing.name)
        if held is None or held.version != version:
            former, held = held, StoredAhead(listing, version)
            self._held[listing.name] = held
            if former:
                former.is_in_force = False
        return held


shelf = Shelf()


def prepared(listing: Listing, edition: Edition | None) -> Stored | None:
    """The list that readers ask who cannot wait; what is read of it by now is there for them."""
    held = shelf.current(listing, edition)
    if held:
        held.prepare()
    return held
