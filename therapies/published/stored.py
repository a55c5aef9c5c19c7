"""One list as the database answers for it: what an index says of a list, without holding its rows.

Held for a version of the content is what does not change while it is in force: the choices that
there are, the statements that count them, rows that were written, and the counts of the whole list.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import CharField, Value

from editorial import databases
from editorial.edition import Edition
from therapies.filters import counting
from therapies.filters.base import SORT
from therapies.filters.counting import FOUND, Part
from therapies.filters.facets import Facet, RelationFacet, TreeFacet
from therapies.listings import Listing
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.index import Published, Write
from therapies.published.selection import Selection
from therapies.published.tally import Tally
from therapies.published.written import Store, texts

MOST_REMEMBERED = 1_000


# Which choices some rows have together, and how many rows.
Told = Iterable[tuple[str, int]]


class Choices:
    """The choices of one facet, and where each that the database names stands among them."""

    def __init__(self, facet: Facet, rows: Sequence[tuple[int, str, str]]) -> None:
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

    def numbers(self, told: Told) -> array:
        """Of each choice how many rows stand behind it."""
        numbers = array("I", bytes(4 * len(self.index.values)))
        for place, rows in self._of_tree(told) if self.index.is_tree else self._of_each(told):
            numbers[place] = rows
        return numbers

    def _of_each(self, told: Told) -> Iterable[tuple[int, int]]:
        rows: Counter[str] = Counter()
        for choices, number in told:
            if number == 1:
                rows.update(set(choices.split(",")))
            else:
                rows[choices] += number
        places = self._places
        return ((places[choice], rows[choice]) for choice in rows if choice in places)

    def _of_tree(self, told: Told) -> Iterable[tuple[int, int]]:
        """With all that is above: what has the same choices is looked at once."""
        together: Counter[str] = Counter()
        for choices, number in told:
            together[choices] += number
        rows: Counter[int] = Counter()
        places, above = self._places, self.index.above
        for choices, number in together.items():
            found = {places[each] for each in choices.split(",") if each in places}
            for place in found.union(*(above[each] for each in found)):
                rows[place] += number
        return rows.items()


class Asked(Selection):
    """The rows that pass every filter, which the database counts."""

    index: "Stored"

    @cached_property
    def _filters(self) -> dict[str, Part]:
        return {name: each.rows for name, each in self.used.items()}

    @cached_property
    def _results(self) -> tuple[int, dict[str, array]]:
        if not self.used:
            return self.index.of_all
        # Without its own filter, what is narrowed by nothing else is the whole list.
        whole = [name for name in self.used if len(self.used) == 1 and name in self.index.facets]
        counted = [name for name in self.index.facets if name not in whole]
        total, numbers = self.index.results(self._filters, counted)
        return total, numbers | {name: self.index.of_all[1][name] for name in whole}

    @cached_property
    def number(self) -> int:
        return self._results[0]

    def _counts_of(self, name: str, facet: FacetIndex) -> array:
        return self._results[1][name]

    def _tally_of(self, name: str, facet: FacetIndex) -> Tally:
        return Tally(self._results[1][name])

    def ordered(self, start: int, stop: int) -> list[int]:
        """Ids: a stored list has no other places."""
        return self.index.ordered(self._filters, self.sort, start, stop)

    pks = ordered


class Stored(Published):
    """Threads may share it: what it remembers is the same whoever finds it first."""

    selected = Asked

    def __init__(self, listing: Listing, version: int) -> None:
        super().__init__(listing, version)
        self.model = self.filterset.queryset.model
        self._published = counting.ids(self.filterset.queryset)
        rows = self._named()
        self.choices = {
            name: Choices(facet, rows.get(name, []))
            for name, facet in self.filterset.facets.items()
        }
        self.facets = {name: each.index for name, each in self.choices.items()}
        self._numbers = {name: number for number, name in enumerate(self.facets)}
        self._parts: dict[Hashable, Part] = {}
        self._narrowings: dict[Any, Narrowing | None] = {}
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

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        """By the field of the filter; None if it refuses, or there is no such choice: the filters
        say why."""
        key = name, values
        if key not in self._narrowings:
            if len(self._narrowings) >= MOST_REMEMBERED:
                self._narrowings.clear()
            self._narrowings[key] = self._narrowing(name, values)
        return self._narrowings.get(key)

    def _narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        try:
            value = self.cleaned(name, values)
        except ValidationError:
            return None
        is_used = value != self.unset[name]
        if not is_used or name == SORT:
            return Narrowing(value, Part(""), {}, is_used)
        labels = {}
        if facet := self.facets.get(name):
            named = facet.labelled(value)
            if named is None:
                return None
            labels = named
        rows = self.filterset.filters[name].filter(self.model._default_manager.all(), value)
        try:
            return Narrowing(value, counting.ids(rows), labels, True)
        except EmptyResultSet:
            return None

    def results(
        self, filters: Mapping[str, Part], facets: Iterable[str]
    ) -> tuple[int, dict[str, array]]:
        """How many rows pass all filters, and behind each choice of these facets how many pass all
        filters but its own."""
        facets = list(facets)
        apart = [name for name in facets if name in filters]
        parts = [counting.number_found(), *(self._count(name, name in filters) for name in facets)]
        told: dict[int, list[tuple[str, int]]] = defaultdict(list)
        named = counting.narrowed(self._published, filters, apart)
        for number, choices, rows in counting.ask(named, parts):
            if choices is not None:
                told[number] += [(each, rows) for each in choices.split(counting.BETWEEN)]
        ((_all, total),) = told[counting.ALL_ROWS]
        return total, {
            name: self.choices[name].numbers(told[self._numbers[name]]) for name in facets
        }

    @cached_property
    def of_all(self) -> tuple[int, dict[str, array]]:
        """The same of the whole list."""
        return self.results({}, self.facets)

    def _count(self, name: str, is_apart: bool) -> Part:
        key = name, is_apart
        if key not in self._parts:
            number = self._numbers[name]
            among = counting.without(name) if is_apart else FOUND
            facet = self.filterset.facets[name]
            self._parts[key] = counting.counted(number, facet, among, self.model)
        return self._parts[key]

    def ordered(self, filters: Mapping[str, Part], sort: Any, start: int, stop: int) -> list[int]:
        """Ids of the rows from the start-th to before the stop-th, in the order asked for."""
        named = counting.narrowed(self._published, filters, ())
        limits = Part(" LIMIT %s OFFSET %s", (max(stop - start, 0), start))
        return [pk for (pk,) in counting.ask(named, [self._order(sort)], limits)]

    def _order(self, sort: Any) -> Part:
        key = SORT, *(sort or ())
        if key not in self._parts:
            rows = counting.among(self.listing.queryset.all(), FOUND)
            rows = self.listing.in_order(rows, self.filterset.filters.get(SORT), sort)
            self._parts[key] = counting.part_of(rows.values_list("pk"))
        return self._parts[key]

    def read(self, pks: Sequence[int]) -> dict[int, Any]:
        """The rows themselves, by id."""
        found = self.filterset.queryset.for_list().in_bulk(list(pks))
        return {pk: found[pk] for pk in pks if pk in found}

    def texts(self, form: Hashable, pks: Sequence[int], write: Write) -> list[bytes]:
        """The rows in some form; `write` gives the text of each row."""

        def written(missing: list[int]) -> dict[int, bytes]:
            rows = self.read(missing)
            return {pk: text.encode() for pk, text in zip(rows, write(rows.values()), strict=True)}

        return texts(self._stores.setdefault(form, Store()), pks, written)


class Shelf:
    """Of each list the one of the version in force."""

    def __init__(self) -> None:
        self._held: dict[str, Stored] = {}

    def current(self, listing: Listing, edition: Edition | None) -> Stored | None:
        """None for who is answered whatever is in force, as editors are, and within a transaction:
        what is seen there may be undone."""
        if edition is None or databases.connection().in_atomic_block:
            return None
        version = edition.version.pk
        held = self._held.get(listing.name)
        if held is None or held.version != version:
            held = self._held[listing.name] = Stored(listing, version)
        return held


shelf = Shelf()
