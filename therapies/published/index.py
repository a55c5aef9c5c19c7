"""One list of the reference as sets of bits: a place for each row, a set for each choice."""

from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from therapies.filters.base import SORT
from therapies.filters.facets import MOST_SHOWN, Facet, TreeFacet
from therapies.listings import Listing
from therapies.published import bits
from therapies.published.written import Store, texts

# Beyond this the sets of one choice for each drug would fill the memory: the database answers.
MOST_ROWS = 50_000
MOST_REMEMBERED = 1_000
MOST_ORDERS = 12
Write = Callable[[Iterable[Any]], Iterable[str]]
NO_FILES: MultiValueDict = MultiValueDict()


@dataclass(frozen=True)
class Narrowing:
    """What one parameter asks: its cleaned value, the rows that it lets through (as a set of bits,
    or as the database is asked for them), and the labels of its choices."""

    value: Any
    rows: Any
    labels: dict[str, str]
    is_used: bool


class Order(NamedTuple):
    """Places in an order asked for, and where in it each place stands."""

    places: array
    ranks: array

    def sorted(self, places: Iterable[int], start: int, stop: int) -> list[int]:
        ranks = sorted(map(self.ranks.__getitem__, places))
        return [self.places[rank] for rank in ranks[start:stop]]


@dataclass
class FacetIndex:
    """The choices of one facet in the order in which equals stand, with the places of their rows.

    Places are below `MOST_ROWS`, so two bytes hold one. `first` is where the choices begin among
    those of all facets.
    """

    values: list[str]
    labels: dict[str, str]
    depths: dict[str, int]
    rows: dict[str, array]
    size: int
    is_tree: bool
    first: int
    at: dict[str, int] = field(init=False)
    # Each choice as pages show it, by language and place among the choices.
    written: dict[tuple[str, int, bool], tuple[bytes, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = {value: number for number, value in enumerate(self.values)}

    @classmethod
    def build(
        cls, facet: Facet, pairs: Iterable[tuple[int, str]], places: dict[int, int], first: int
    ) -> Self:
        found: dict[str, array] = defaultdict(lambda: array("H"))
        for pk, value in pairs:
            if (place := places.get(pk)) is not None:
                found[value].append(place)
        index = cls.named(facet, found)
        index.rows = {value: found[value] for value in index.values}
        index.size, index.first = len(places), first
        return index

    @classmethod
    def named(cls, facet: Facet, found: Collection[str]) -> Self:
        """With these choices, behind which no rows are set yet."""
        labels = facet.known(list(found)) if found else {}
        return cls.labelled(facet, {value: labels.get(value, value) for value in found})

    @classmethod
    def labelled(cls, facet: Facet, labels: dict[str, str]) -> Self:
        depths = dict(facet.tree.walk()) if isinstance(facet, TreeFacet) else {}
        found = labels
        if depths:
            values = [value for value in depths if value in found]
        else:
            values = sorted(found, key=lambda value: (labels[value], value))
        return cls(values, labels, depths, {}, 0, bool(depths), 0)

    def narrowing(self, values: list[str]) -> Narrowing | None:
        """None where a choice has no results at all: whether it exists the database knows."""
        found = 0
        for value in values:
            if value not in self.rows:
                return None
            found |= self.rows_of(value)
        return Narrowing(values, found, {value: self.labels[value] for value in values}, True)

    def rows_of(self, value: str) -> int:
        return self.sets[self.at[value]] if self.is_short else bits.of(self.rows[value], self.size)

    @property
    def is_short(self) -> bool:
        """All choices are shown, and a set of rows for each takes little memory."""
        return len(self.values) <= MOST_SHOWN

    @cached_property
    def sets(self) -> list[int]:
        """Of each choice; only short facets are asked for it."""
        return [bits.of(rows, self.size) for rows in self.rows.values()]

    def counts(self, base: int) -> Sequence[int]:
        """How many rows of the base stand behind each choice."""
        return [(each & base).bit_count() for each in self.sets]

    @cached_property
    def above(self) -> list[tuple[int, ...]]:
        """Of each choice of a tree the choices above it, all of which have its rows."""
        way: list[int] = []
        found = []
        for number, value in enumerate(self.values):
            del way[self.depths[value] :]
            found.append(tuple(way))
            way.append(number)
        return found


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
        self.pks = array("Q", listing.rows(self.filterset).values_list("pk", flat=True))
        self.places = {pk: place for place, pk in enumerate(self.pks)}
        self.everything = (1 << len(self.pks)) - 1
        rows = self.filterset.queryset
        self.facets: dict[str, FacetIndex] = {}
        self.width = 0
        for name, facet in self.filterset.facets.items():
            built = FacetIndex.build(facet, facet.pairs(rows), self.places, self.width)
            self.facets[name] = built
            self.width += len(built.values)
        self.profiles = self._profiles()
        self.totals = bits.Sums.of(self.profiles)
        self.stores: dict[Hashable, Store] = {}
        self._remembered: OrderedDict[Any, Any] = OrderedDict()
        self._orders: OrderedDict[Any, Any] = OrderedDict()

    def _profiles(self) -> list[int]:
        """Of each row the choices behind which it stands, among those of all facets."""
        breadth = self.width // 8 + 1
        # One buffer, which is given back whole.
        marks = bytearray(breadth * len(self.pks))
        choices = (rows for facet in self.facets.values() for rows in facet.rows.values())
        for number, rows in enumerate(choices):
            byte, bit = number >> 3, 1 << (number & 7)
            for place in rows:
                marks[place * breadth + byte] |= bit
        starts = range(0, len(marks), breadth)
        return [int.from_bytes(marks[start : start + breadth], "little") for start in starts]

    def sums(self, found: int, places: list[int]) -> bits.Sums:
        """Behind each choice of all facets, of the rows found; `places` are theirs."""
        if 2 * len(places) <= len(self.pks):
            return bits.Sums.of(list(map(self.profiles.__getitem__, places)))
        others = bits.places(self.everything & ~found)
        return self.totals.less(bits.Sums.of(list(map(self.profiles.__getitem__, others))))

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
        pks = rows.order_by().values_list("pk", flat=True)
        places = (self.places[pk] for pk in pks.iterator() if pk in self.places)
        return bits.of(places, len(self.places))

    def order(self, sort: Any) -> Order:
        return self.recall(tuple(sort), lambda: self._order(sort), self._orders, MOST_ORDERS)

    def _order(self, sort: Any) -> Order:
        query = QueryDict(mutable=True)
        query.setlist(SORT, sort)
        rows = self.listing.rows(self.listing.filtered(query)).values_list("pk", flat=True)
        places = array("H", (self.places[pk] for pk in rows if pk in self.places))
        ranks = array("H", bytes(2 * len(self.pks)))
        for rank, place in enumerate(places):
            ranks[place] = rank
        return Order(places, ranks)

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
