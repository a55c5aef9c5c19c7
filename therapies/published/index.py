"""One list of the reference in memory: a place for each row, and behind each choice its rows."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from numpy.typing import NDArray

from therapies.filters.base import SORT
from therapies.filters.facets import Facet
from therapies.listings import Listing
from therapies.published import bits, said
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.places import Order, Places
from therapies.published.profiles import Profiles, alike
from therapies.published.written import Store, texts

# Beyond this the sets of one choice for each drug would fill the memory: the database answers.
MOST_ROWS = 50_000
MOST_REMEMBERED = 1_000
MOST_ORDERS = 12
Write = Callable[[Iterable[Any]], Iterable[str]]
Read = Callable[[Facet, QuerySet], said.Said]
NO_FILES: MultiValueDict = MultiValueDict()


class Published:
    """What is published of a listing, with its filters and what they let through when unset."""

    # What passes where nothing is asked.
    everything: Any = None

    def __init__(self, listing: Listing, version: int) -> None:
        self.listing = listing
        self.version = version
        self.filterset = listing.filtered(QueryDict())
        self.fields = self.filterset.form.fields
        self.unset = {name: field.clean(None) for name, field in self.fields.items()}
        self._words: dict[str, dict[str, str]] = {}

    @property
    def words(self) -> dict[str, str]:
        """What the filters are called, in the language of who asks."""
        language = get_language()
        if language not in self._words:
            named = self.filterset.filters.items()
            self._words[language] = {name: str(each.label) for name, each in named}
        return self._words[language]

    def cleaned(self, name: str, values: tuple[str, ...]) -> Any:
        """By the field of the filter, which may refuse with a ValidationError."""
        field = self.fields[name]
        asked = MultiValueDict({name: list(values)})
        return field.clean(field.widget.value_from_datadict(asked, NO_FILES, name))

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        """By the field of the filter; None if it refuses, or if there is no such choice: the
        filters say why."""
        try:
            value = self.cleaned(name, values)
        except ValidationError:
            return None
        is_used = value != self.unset[name]
        if not is_used or name == SORT:
            return Narrowing(value, self.everything, {}, is_used)
        return self._narrowed(name, value)

    def _narrowed(self, name: str, value: Any) -> Narrowing | None:
        raise NotImplementedError


class Placed(Published):
    """A list of which each row has a place, and is written once as long as there is room."""

    pks: NDArray[Any]

    def __init__(self, listing: Listing, version: int) -> None:
        super().__init__(listing, version)
        self.stores: dict[Hashable, Store] = {}
        # Texts that a former version left.
        self.kept: dict[Hashable, Store] = {}

    @property
    def places(self) -> Places:
        """Made when it is needed: it takes as much memory as the ids."""
        return Places(self.pks)

    def read(self, places: Iterable[int]) -> dict[int, Any]:
        """The rows themselves, from the database, by place."""
        pks = {place: int(self.pks[place]) for place in places}
        found = self.filterset.queryset.for_list().in_bulk(list(pks.values()))
        return {place: found[pk] for place, pk in pks.items() if pk in found}

    def texts(self, form: Hashable, places: Sequence[int], write: Write) -> list[bytes]:
        """The rows in some form; `write` gives the text of each row."""
        store = self.stores.get(form)
        if store is None:
            store = self.stores.setdefault(form, self.kept.pop(form, Store()))
            self.on_new_form(form, write)

        def written(missing: list[int]) -> dict[int, bytes]:
            rows = self.read(missing)
            every = zip(rows, write(rows.values()), strict=True)
            return {place: text.encode() for place, text in every}

        return texts(store, places, written)

    def on_new_form(self, form: Hashable, write: Write) -> None:
        """Whoever holds the list may have the other rows written ahead."""


def recall(
    remembered: OrderedDict[Any, Any], key: Hashable, most: int, find: Callable[[], Any]
) -> Any:
    """What was looked up before; the oldest is forgotten when there is too much."""
    try:
        return remembered[key]
    except KeyError:
        found = remembered[key] = find()
        if len(remembered) > most:
            remembered.popitem(last=False)
        return found


@dataclass(frozen=True)
class Renewal:
    """What an index of a former version says, but for the rows that may say something else by
    now."""

    former: "Index"
    changed: Sequence[int]

    def has_rows(self, pks: NDArray[Any]) -> bool:
        """Whether these are the rows there were, in whatever order."""
        return np.array_equal(np.sort(pks), np.sort(self.former.pks))

    def read(self, facet: Facet, rows: QuerySet) -> said.Said:
        """Of all rows."""
        held = self.former.facets[facet.name].said(self.former.pks)
        return held.but(self.changed).along_with(self._read_changed(facet, rows))

    def facet(self, facet: Facet, rows: QuerySet, places: Places) -> FacetIndex:
        """Of the same rows as before, in the same places; the former one where it says the same."""
        former, pks = self.former.facets[facet.name], self.former.pks
        changed = self._read_changed(facet, rows)
        here, _is_known = places.of(np.array(self.changed, np.int64))
        if changed.pairs() == former.said_of(here, pks).pairs():
            return former
        others = former.said(pks).but(self.changed)
        return FacetIndex.build(facet, others.along_with(changed), places)

    def _read_changed(self, facet: Facet, rows: QuerySet) -> said.Said:
        return said.read(facet, rows.filter(pk__in=self.changed))


class Index(Placed):
    """A list as it was published; never changed once built, so that threads may share it."""

    def __init__(self, listing: Listing, version: int = 0, renewal: Renewal | None = None) -> None:
        super().__init__(listing, version)
        pks = said.ids(listing.rows(self.filterset))
        if renewal and renewal.has_rows(pks):
            self._take_over(renewal, pks)
        else:
            self._build(renewal.read if renewal else said.read, pks)
        self.everything = bits.every(len(pks))
        self._remembered: OrderedDict[Any, Any] = OrderedDict()
        self._orders: OrderedDict[Any, Any] = OrderedDict()
        self._ordering = Lock()

    def _build(self, read: Read, pks: NDArray[Any]) -> None:
        places = Places(pks)
        self.facets = {
            name: FacetIndex.build(facet, read(facet, self.filterset.queryset), places)
            for name, facet in self.filterset.facets.items()
        }
        arranged = alike(self.facets.values(), len(pks))
        self.pks = pks[arranged]
        self.usual = Order.of(np.argsort(arranged), len(pks))
        for facet in self.facets.values():
            facet.rows = self.usual.places[facet.rows]
        self.profiles = Profiles(self.facets, len(pks))

    def _take_over(self, renewal: Renewal, pks: NDArray[Any]) -> None:
        """Of the same rows: each stays in its place, and most facets say what they said."""
        former = renewal.former
        places = former.places
        self.pks = former.pks
        self.usual = Order.of(places.of(pks)[0], len(pks))
        self.facets = {
            name: renewal.facet(facet, self.filterset.queryset, places)
            for name, facet in self.filterset.facets.items()
        }
        is_as_it_was = self.facets == former.facets
        self.profiles = former.profiles if is_as_it_was else Profiles(self.facets, len(pks))

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        key, read = (name, values), super().narrowing
        return recall(self._remembered, key, MOST_REMEMBERED, lambda: read(name, values))

    def _narrowed(self, name: str, value: Any) -> Narrowing | None:
        if facet := self.facets.get(name):
            return facet.narrowing(value)
        return Narrowing(value, self._selected(name, value), {}, True)

    def _selected(self, name: str, value: Any) -> bits.Words:
        """The rows that one filter lets through, as the filter itself says of the database."""
        rows = self.filterset.filters[name].filter(self.filterset.queryset, value)
        return bits.of(self._placed(rows.order_by()), len(self.pks))

    def _placed(self, rows: QuerySet) -> NDArray[Any]:
        places, _is_known = self.places.of(said.ids(rows))
        return places

    def order(self, sort: Any) -> Order:
        """The usual one if none is asked for."""
        if not sort:
            return self.usual
        key = tuple(sort)
        if key in self._orders:
            return recall(self._orders, key, MOST_ORDERS, lambda: self._order(sort))
        # The first lists of a version are asked for by many at a time.
        with self._ordering:
            return recall(self._orders, key, MOST_ORDERS, lambda: self._order(sort))

    def _order(self, sort: Any) -> Order:
        query = QueryDict(mutable=True)
        query.setlist(SORT, sort)
        rows = self.listing.rows(self.listing.filtered(query))
        return Order.of(self._placed(rows), len(self.pks))
