"""One list of the reference as sets of bits: a place for each row, a set for each choice."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from therapies.filters.base import SORT
from therapies.listings import Listing
from therapies.published import bits
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.profiles import Profiles, alike
from therapies.published.written import Store, texts

# Beyond this the sets of one choice for each drug would fill the memory: the database answers.
MOST_ROWS = 50_000
MOST_REMEMBERED = 1_000
MOST_ORDERS = 12
Write = Callable[[Iterable[Any]], Iterable[str]]
NO_FILES: MultiValueDict = MultiValueDict()


class Order(NamedTuple):
    """Places in an order asked for, and where in it each place stands."""

    places: array
    ranks: array

    @classmethod
    def of(cls, places: array, size: int) -> Self:
        ranks = array("H", bytes(2 * size))
        for rank, place in enumerate(places):
            ranks[place] = rank
        return cls(places, ranks)

    def part(self, found: int, start: int, stop: int) -> list[int]:
        """Places of the rows found, from the start-th to before the stop-th. Of few rows the ranks
        are sorted; of many, those that stand first are come upon soon."""
        number, size = found.bit_count(), len(self.ranks)
        if number * number > stop * size:
            is_found = bits.flags(found, size).__getitem__
            return list(islice(filter(is_found, self.places), start, stop))
        ranks = sorted(map(self.ranks.__getitem__, bits.places(found)))
        return [self.places[rank] for rank in ranks[start:stop]]


class Published:
    """What is published of a listing, with its filters and what they let through when unset."""

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


class Index(Published):
    """A list as it was published; never changed once built, so that threads may share it."""

    def __init__(self, listing: Listing, version: int = 0) -> None:
        super().__init__(listing, version)
        pks = array("Q", listing.rows(self.filterset).values_list("pk", flat=True))
        places = {pk: place for place, pk in enumerate(pks)}
        rows = self.filterset.queryset
        self.facets = {
            name: FacetIndex.build(facet, facet.pairs(rows), places)
            for name, facet in self.filterset.facets.items()
        }
        del places
        self.usual = self._arrange(pks)
        self.everything = (1 << len(self.pks)) - 1
        self.profiles = Profiles(self.facets, len(self.pks))
        self.stores: dict[Hashable, Store] = {}
        self._remembered: OrderedDict[Any, Any] = OrderedDict()
        self._orders: OrderedDict[Any, Any] = OrderedDict()

    def _arrange(self, pks: array) -> Order:
        """Give rows that are alike neighbouring places; their usual order is returned."""
        arranged = alike(self.facets.values(), len(pks))
        self.pks = array("Q", map(pks.__getitem__, arranged))
        usual = Order.of(array("H", arranged), len(pks))
        for facet in self.facets.values():
            facet.rows = array("H", map(usual.ranks.__getitem__, facet.rows))
        return Order(usual.ranks, usual.places)

    @property
    def places(self) -> dict[int, int]:
        """Made when it is needed: it takes more memory than the ids."""
        return {pk: place for place, pk in enumerate(self.pks)}

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        """By the field of the filter; None if it refuses."""
        return self.recall((name, values), lambda: self._narrowing(name, values))

    def _narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        try:
            value = self.cleaned(name, values)
        except ValidationError:
            return None
        is_used = value != self.unset[name]
        if not is_used or name == SORT:
            return Narrowing(value, self.everything, {}, is_used)
        if facet := self.facets.get(name):
            return facet.narrowing(value)
        return Narrowing(value, self._selected(name, value), {}, is_used)

    def _selected(self, name: str, value: Any) -> int:
        """The rows that one filter lets through, as the filter itself says of the database."""
        rows = self.filterset.filters[name].filter(self.filterset.queryset, value)
        return bits.of(self._placed(rows.order_by()), len(self.pks))

    def _placed(self, rows: QuerySet) -> array:
        places = self.places
        pks = array("Q", rows.values_list("pk", flat=True))
        return array("H", (places[pk] for pk in pks if pk in places))

    def order(self, sort: Any) -> Order:
        """The usual one if none is asked for."""
        if not sort:
            return self.usual
        return self.recall(tuple(sort), lambda: self._order(sort), self._orders, MOST_ORDERS)

    def _order(self, sort: Any) -> Order:
        query = QueryDict(mutable=True)
        query.setlist(SORT, sort)
        rows = self.listing.rows(self.listing.filtered(query))
        return Order.of(self._placed(rows), len(self.pks))

    def recall(
        self,
        key: Hashable,
        found: Callable[[], Any],
        remembered: OrderedDict[Any, Any] | None = None,
        most: int = MOST_REMEMBERED,
    ) -> Any:
        """What was looked up before; the oldest is forgotten when there is too much."""
        kept = self._remembered if remembered is None else remembered
        try:
            return kept[key]
        except KeyError:
            value = kept[key] = found()
            if len(kept) > most:
                kept.popitem(last=False)
            return value

    def read(self, places: Iterable[int]) -> dict[int, Any]:
        """The rows themselves, from the database, by place."""
        pks = {place: self.pks[place] for place in places}
        found = self.filterset.queryset.for_list().in_bulk(list(pks.values()))
        return {place: found[pk] for place, pk in pks.items() if pk in found}

    def texts(self, form: Hashable, places: Sequence[int], write: Write) -> list[bytes]:
        """The rows in some form; `write` gives the text of each row."""
        store = self.stores.get(form)
        if store is None:
            store = self.stores.setdefault(form, Store())
            self.on_new_form(form, write)

        def written(missing: list[int]) -> dict[int, bytes]:
            rows = self.read(missing)
            every = zip(rows, write(rows.values()), strict=True)
            return {place: text.encode() for place, text in every}

        return texts(store, places, written)

    def on_new_form(self, form: Hashable, write: Write) -> None:
        """Whoever holds the index may have the other rows written ahead."""
