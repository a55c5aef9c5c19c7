"""One list of the reference as sets of bits: a place for each row, a set for each choice."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Self

from django.http import QueryDict

from therapies.filters.base import SORT
from therapies.filters.facets import MOST_SHOWN, Choice, Facet, FacetChoices, TreeFacet
from therapies.listings import Listing
from therapies.published import bits

# Beyond this the sets of one choice for each drug would fill the memory: the database answers.
MOST_ROWS = 50_000
MOST_REMEMBERED = 2_000


@dataclass
class FacetIndex:
    """The choices of one facet in the order in which equals stand."""

    values: list[str]
    labels: dict[str, str]
    depths: dict[str, int]
    sets: dict[str, int]
    is_tree: bool

    @classmethod
    def build(cls, facet: Facet, pairs: Iterable[tuple[int, str]], places: dict[int, int]) -> Self:
        found: dict[str, list[int]] = {}
        for pk, value in pairs:
            if pk in places:
                found.setdefault(value, []).append(places[pk])
        index = cls.named(facet, found)
        index.sets = {value: bits.of(found[value], len(places)) for value in index.values}
        return index

    @classmethod
    def named(cls, facet: Facet, found: Collection[str]) -> Self:
        """With these choices, behind which rows are still to be set."""
        labels = facet.known(list(found)) if found else {}
        labels = {value: labels.get(value, value) for value in found}
        depths = dict(facet.tree.walk()) if isinstance(facet, TreeFacet) else {}
        if depths:
            values = [value for value in depths if value in found]
        else:
            values = sorted(found, key=lambda value: (labels[value], value))
        return cls(values, labels, depths, {}, bool(depths))

    def count(self, base: int, known: dict[str, str], shown: FacetChoices) -> None:
        """Give the facet its choices with the rows of the base behind each."""
        counts = ((self.sets[value] & base).bit_count() for value in self.values)
        self.show(zip(self.values, counts, strict=True), known, shown)

    def show(
        self, counted: Iterable[tuple[str, int]], known: dict[str, str], shown: FacetChoices
    ) -> None:
        """Those of the choices with results, most first but for trees. Of a long flat facet only
        those are made that are shown."""
        found = [pair for pair in counted if pair[1]]
        if not self.is_tree:
            found.sort(key=itemgetter(1), reverse=True)
            if not shown.is_asked and len(found) > MOST_SHOWN:
                rest = [pair for pair in found[MOST_SHOWN:] if pair[0] in known]
                shown.left_out = len(found) - MOST_SHOWN - len(rest)
                found = found[:MOST_SHOWN] + rest
        results = dict(found)
        for value in known:
            results.setdefault(value, 0)
        shown.choices = [
            Choice(
                value,
                known.get(value) or self.labels[value],
                number,
                value in known,
                self.depths.get(value, 0),
            )
            for value, number in results.items()
        ]
        if len(results) > len(found):
            shown.choices = self._in_order(shown.choices)
        if self.is_tree and not shown.is_asked:
            shown.shorten()

    def _in_order(self, choices: list[Choice]) -> list[Choice]:
        """With those among them that were chosen and have no results."""
        if not self.is_tree:
            return sorted(choices, key=lambda each: (-each.results, each.label, each.value))
        order = {value: number for number, value in enumerate(self.depths)}
        return sorted(choices, key=lambda each: order[each.value])


class Index:
    """A list as it was published; never changed once built, so that threads may share it."""

    def __init__(self, listing: Listing, version: int = 0) -> None:
        self.listing = listing
        self.version = version
        self.filterset = listing.filtered(QueryDict())
        self.pks = list(listing.rows(self.filterset).values_list("pk", flat=True))
        self.places = {pk: place for place, pk in enumerate(self.pks)}
        self.everything = (1 << len(self.pks)) - 1
        self.fields = self.filterset.form.fields
        self.unset = {name: field.clean(None) for name, field in self.fields.items()}
        rows = self.filterset.queryset
        self.facets = {
            name: FacetIndex.build(facet, facet.pairs(rows), self.places)
            for name, facet in self.filterset.facets.items()
        }
        self.written: dict[tuple[str, str], dict[int, str]] = {}
        self._remembered: OrderedDict[Any, Any] = OrderedDict()

    def selected(self, name: str, value: Any) -> int:
        """The rows that one filter lets through, as the filter itself says of the database."""
        facet = self.facets.get(name)
        if facet is not None and all(each in facet.sets for each in value):
            found = 0
            for each in value:
                found |= facet.sets[each]
            return found
        key = (name, tuple(value) if isinstance(value, list) else value)
        return self._recall(key, lambda: self._asked(name, value))

    def _asked(self, name: str, value: Any) -> int:
        rows = self.filterset.filters[name].filter(self.filterset.queryset, value)
        pks = rows.order_by().values_list("pk", flat=True)
        places = (self.places[pk] for pk in pks.iterator() if pk in self.places)
        return bits.of(places, len(self.places))

    def order(self, sort: Any) -> Sequence[int] | None:
        """All places in the order asked for; None if it is the usual one."""
        if not sort:
            return None
        return self._recall((SORT, tuple(sort)), lambda: self._sorted(sort))

    def _sorted(self, sort: Any) -> Sequence[int]:
        query = QueryDict(mutable=True)
        query.setlist(SORT, sort)
        rows = self.listing.rows(self.listing.filtered(query))
        return [self.places[pk] for pk in rows.values_list("pk", flat=True) if pk in self.places]

    def known(self, name: str, values: list[str]) -> dict[str, str]:
        """Labels of the values of a facet that exist, with results or without."""
        if not values:
            return {}
        facet = self.facets[name]
        if all(value in facet.labels for value in values):
            return {value: facet.labels[value] for value in values}
        key = ("known", name, tuple(values))
        return self._recall(key, lambda: self.filterset.facets[name].known(values))

    def _recall(self, key: Any, found: Any) -> Any:
        """What was looked up before; the oldest is forgotten when there is too much."""
        try:
            return self._remembered[key]
        except KeyError:
            value = self._remembered[key] = found()
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
            return value
