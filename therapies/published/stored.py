"""One list as the database answers for it: what an index says of a list, without holding its rows.

Held for a version of the content is what many questions share and does not change while it is in
force: the choices that there are, which rows one filter lets through, what stands behind the
choices of short facets, orders, rows that were written, and the counts of the whole list. A set of
rows is one bit for each, so that of a million it takes an eighth of a megabyte.
"""

from array import array
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from itertools import repeat
from operator import or_, sub
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import CharField, Value

from editorial import databases
from editorial.edition import Edition
from therapies.filters import counting
from therapies.filters.base import SORT
from therapies.filters.counting import Part
from therapies.filters.facets import RelationFacet, TreeFacet
from therapies.listings import Listing
from therapies.published import bits
from therapies.published.ahead import Ahead
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.index import MOST_ROWS, Published, Write
from therapies.published.selection import Selection
from therapies.published.told import Choices, Order
from therapies.published.written import Store, texts

MOST_REMEMBERED = 1_000
# Bytes of what was asked of filters and is remembered, of each list.
MOST_OF_SETS = 8_000_000
MOST_ORDERS = 12


class Asked(Selection):
    """The rows that pass every filter; behind the choices of long facets the database counts."""

    index: "Stored"

    def _base(self, name: str) -> int:
        return self._narrowed(without=name) if name in self.used else self.found

    @cached_property
    def _numbers(self) -> dict[str, array]:
        long = (name for name, facet in self.index.facets.items() if not facet.is_short)
        return self.index.numbers({name: self._base(name) for name in long})

    def _counts_of(self, name: str, facet: FacetIndex) -> list[int]:
        base = self._base(name)
        return [(each & base).bit_count() for each in self.index.sets(name)]

    def _tally_of(self, name: str, facet: FacetIndex) -> bits.Numbers:
        return bits.Numbers(self._numbers[name])


class Stored(Published):
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
        self._published = counting.ids(self.filterset.queryset)
        self.pks = array("Q", sorted(self._ids(self._published)))
        self.everything = (1 << len(self.pks)) - 1
        self._most = min(MOST_REMEMBERED, MOST_OF_SETS * 8 // (len(self.pks) + 1) + 1)
        self._parts: dict[Hashable, Part] = {}
        self._sets: dict[str, list[int]] = {}
        self._narrowings: OrderedDict[Any, Narrowing | None] = OrderedDict()
        self._orders: OrderedDict[Any, Order] = OrderedDict()
        self._stores: dict[Hashable, Store] = {}

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

    def _ids(self, rows: Part) -> Iterable[int]:
        ((told,),) = counting.ask([counting.together(rows)])
        return _numbers_of(told)

    def _set_of(self, ids: Iterable[int]) -> int:
        """Those of them that are rows of the list."""
        return bits.of(self._placed(ids), len(self.pks))

    def _placed(self, ids: Iterable[int]) -> Iterable[int]:
        pks, size = self.pks, len(self.pks)
        places = ((bisect_left(pks, pk), pk) for pk in ids)
        return (place for place, pk in places if place < size and pks[place] == pk)

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        """By the field of the filter; None if it refuses, or there is no such choice: the filters
        say why."""
        key = name, values
        return _recall(self._narrowings, key, self._most, lambda: self._narrowing(*key))

    def _narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        try:
            value = self.cleaned(name, values)
        except ValidationError:
            return None
        is_used = value != self.unset[name]
        if not is_used or name == SORT:
            return Narrowing(value, self.everything, {}, is_used)
        facet = self.facets.get(name)
        labels = facet.labelled(value) if facet else {}
        if labels is None:
            return None
        if facet and facet.is_short:
            chosen: Any = map(facet.number, labels)
            found = reduce(or_, map(self.sets(name).__getitem__, chosen))
            return Narrowing(value, found, labels, True)
        rows = self.filterset.filters[name].filter(self.model._default_manager.all(), value)
        try:
            return Narrowing(value, self._set_of(self._ids(counting.ids(rows))), labels, True)
        except EmptyResultSet:
            return None

    def sets(self, name: str) -> list[int]:
        """Of each choice of a short facet the rows behind it."""
        if name not in self._sets:
            told = counting.ask([counting.behind(self.filterset.facets[name], self.model)])
            sets = ((choice, self._set_of(_numbers_of(pks))) for choice, pks in told)
            self._sets[name] = self.choices[name].sets(sets)
        return self._sets[name]

    def numbers(self, wanted: Mapping[str, int]) -> dict[str, array]:
        """How many of some rows, for each facet of its own, stand behind each of its choices. Most
        of the list is counted as the whole without the others."""
        counted = {
            name: min(rows, self.everything ^ rows, key=int.bit_count)
            for name, rows in wanted.items()
        }
        names = {rows: f"found_{number}" for number, rows in enumerate({*counted.values()})}
        named = {name: counting.listed(self._pks_of(rows)) for rows, name in names.items() if rows}
        numbers = self._told({name: names[rows] for name, rows in counted.items()}, named)
        return {
            name: each if counted[name] == wanted[name] else _less(self._of_all[name], each)
            for name, each in numbers.items()
        }

    def _pks_of(self, rows: int) -> Iterable[int]:
        return map(self.pks.__getitem__, bits.places(rows))

    @cached_property
    def _of_all(self) -> dict[str, array]:
        long = (name for name, facet in self.facets.items() if not facet.is_short)
        return self._told(dict.fromkeys(long, "everything"), {"everything": self._published})

    def _told(self, names: Mapping[str, str], named: Mapping[str, Part]) -> dict[str, array]:
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
        return _recall(self._orders, key, MOST_ORDERS, lambda: self._order(sort))

    def _order(self, sort: Any) -> Order:
        rows = self.listing.in_order(
            self.filterset.queryset.all(), self.filterset.filters.get(SORT), sort
        )
        places = array("I", self._placed(rows.values_list("pk", flat=True)))
        # What was taken off meanwhile is read no more.
        places.extend(set(range(len(self.pks))).difference(places))
        ranks = array("I", bytes(4 * len(places)))
        for rank, place in enumerate(places):
            ranks[place] = rank
        return Order(places, ranks)

    def read(self, places: Iterable[int]) -> dict[int, Any]:
        """The rows themselves, by place."""
        pks = {place: self.pks[place] for place in places}
        found = self.filterset.queryset.for_list().in_bulk(list(pks.values()))
        return {place: found[pk] for place, pk in pks.items() if pk in found}

    def texts(self, form: Hashable, places: Sequence[int], write: Write) -> list[bytes]:
        """The rows in some form; `write` gives the text of each row."""

        def written(missing: list[int]) -> dict[int, bytes]:
            rows = self.read(missing)
            every = zip(rows, write(rows.values()), strict=True)
            return {place: text.encode() for place, text in every}

        if (store := self._stores.get(form)) is None:
            store = self._stores.setdefault(form, Store())
            self.on_new_form(form, write)
        return texts(store, places, written)

    def on_new_form(self, form: Hashable, write: Write) -> None:
        """Whoever holds the list may have the other rows written ahead."""


class StoredAhead(Ahead, Stored):
    def in_usual_order(self) -> Sequence[int]:
        return self.order(None).places

    def on_new_form(self, form: Hashable, write: Write) -> None:
        """Rows of an index that is being built are written instead of these."""
        if not settings.PUBLISHED_INDEX or len(self.pks) > MOST_ROWS:
            super().on_new_form(form, write)


def _numbers_of(told: str | None) -> Iterable[int]:
    return map(int, told.split(",")) if told else ()


def _less(ours: array, theirs: array) -> array:
    """Theirs may be counted of what was published since."""
    return array("I", map(max, map(sub, ours, theirs), repeat(0)))


def _recall(
    remembered: OrderedDict[Any, Any], key: Hashable, most: int, find: Callable[[], Any]
) -> Any:
    """What was asked before; the oldest is forgotten when there is too much."""
    try:
        return remembered[key]
    except KeyError:
        found = remembered[key] = find()
        if len(remembered) > most:
            remembered.popitem(last=False)
        return found


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
