"""What an address asks of a list, answered from its index."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from therapies.filters.base import CHOICES, SORT, AskedInAddress
from therapies.filters.facets import MOST_AT_A_GLANCE, MOST_SHOWN, Choice, FacetChoices
from therapies.published import bits
from therapies.published.index import FacetIndex, Index, Narrowing


def read(index: Any, query: QueryDict) -> "Selection | None":
    """None if something in the address is refused, so that the filters themselves say why."""
    narrowings = read_narrowings(index, query)
    if narrowings is None:
        return None
    kind = Selection if isinstance(index, Index) else index.selected
    return kind(index, query, narrowings)


def read_narrowings(index: Any, query: QueryDict) -> dict[str, Narrowing] | None:
    """Every parameter goes through the field of its filter; None if one of them is refused."""
    narrowings: dict[str, Narrowing] = {}
    for name, values in query.lists():
        if name in index.fields:
            narrowing = index.narrowing(name, tuple(values))
            if narrowing is None:
                return None
            narrowings[name] = narrowing
    asked = query.get(CHOICES, "")
    return narrowings if not asked or asked in index.facets else None


@dataclass
class Shown:
    """A facet with how many rows stand behind each choice, and which choices are shown."""

    index: FacetIndex
    name: str
    label: str
    numbers: Sequence[int]
    shown: list[int]
    left_out: int
    chosen: set[int]
    selection: "Selection"

    @property
    def is_asked(self) -> bool:
        return self.name == self.selection.asked_facet

    @property
    def all_url(self) -> str:
        return self.selection.url_of_all(self.name)

    @property
    def total(self) -> int:
        return len(self.shown) + self.left_out

    @property
    def is_used(self) -> bool:
        return bool(self.chosen)

    @property
    def is_open(self) -> bool:
        return self.is_used or self.is_asked

    @property
    def is_long(self) -> bool:
        return not self.left_out and len(self.shown) > MOST_AT_A_GLANCE

    def choices(self) -> FacetChoices:
        """As the filters would count them."""
        index = self.index
        choices = []
        for number in self.shown:
            value, results = index.values[number], self.numbers[number]
            depth = index.depths.get(value, 0)
            chosen = number in self.chosen
            choices.append(Choice(value, index.labels[value], results, chosen, depth))
        return FacetChoices(
            self.name, self.label, choices, self.left_out, self.is_asked, self.all_url
        )


class Selection(AskedInAddress):
    """The rows that pass every filter, and the choices near them."""

    def __init__(self, index: Any, query: QueryDict, narrowings: dict[str, Narrowing]) -> None:
        self.index = index
        self.filters = index.filterset.filters
        sort = narrowings.pop(SORT, None)
        self.sort = sort.value if sort else None
        self.used = {name: each for name, each in narrowings.items() if each.is_used}
        self._query = query

    @cached_property
    def words(self) -> dict[str, str]:
        return self.index.words

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Label of each selected choice that exists, by facet."""
        return {name: each.labels for name, each in self.used.items() if name in self.index.facets}

    def _narrowed(self, without: str = "") -> int:
        found = self.index.everything
        for name, each in self.used.items():
            if name != without:
                found &= each.rows
        return found

    @cached_property
    def found(self) -> int:
        return self._narrowed()

    @property
    def number(self) -> int:
        return self.found.bit_count()

    @cached_property
    def places(self) -> list[int]:
        """Of the rows found, in the usual order."""
        return bits.places(self.found)

    @property
    def form(self) -> forms.Form:
        """The filters as fields, with what was asked."""
        return self.index.listing.filterset_class(
            self._query, queryset=self.index.filterset.queryset
        ).form

    @cached_property
    def _sums(self) -> bits.Sums:
        """Of the rows found, behind each choice of all facets."""
        return self.index.sums(self.found, self.places)

    @cached_property
    def counted(self) -> list[Shown]:
        """Each facet with the shown among its choices."""
        return [self._count(name, facet) for name, facet in self.index.facets.items()]

    def _count(self, name: str, facet: FacetIndex) -> Shown:
        """What each choice would give beside the other filters."""
        chosen = {facet.at[value] for value in self.labels.get(name, ())}
        sums, size = self._sums_of(name, facet), len(facet.values)
        numbers = sums.numbers(size)
        listed = sums.present | bits.of(chosen, size) if chosen else sums.present
        total = listed.bit_count()
        is_long = total > MOST_SHOWN and name != self.asked_facet
        best = bits.places(sums.best(MOST_SHOWN) if is_long else listed)
        if not facet.is_tree:
            shown = _ranked(best, numbers) + _ranked(chosen.difference(best), numbers)
        elif is_long:
            shown = _branches(facet, listed, numbers, chosen.union(best))
        else:
            shown = best
        return Shown(
            facet, name, self.words[name], numbers, shown, total - len(shown), chosen, self
        )

    def _sums_of(self, name: str, facet: FacetIndex) -> bits.Sums | bits.Numbers:
        """Of one facet: what each of its choices would give beside the other filters."""
        if facet.is_short:
            return bits.Numbers(facet.counts(self._narrowed(without=name)))
        sums = self._sums
        if name in self.used:
            base = self._narrowed(without=name)
            sums = self.index.sums(base, bits.places(base))
        return sums.part(facet.first, len(facet.values))

    @cached_property
    def facet_choices(self) -> list[FacetChoices]:
        return [each.choices() for each in self.counted]

    def ordered(self, start: int, stop: int) -> list[int]:
        """Places of the rows from the start-th to before the stop-th, in the order asked for."""
        if not self.sort:
            return self.places[start:stop]
        return self.index.order(self.sort).sorted(self.places, start, stop)

    def pks(self, start: int, stop: int) -> list[int]:
        return [self.index.pks[place] for place in self.ordered(start, stop)]


def _ranked(choices: Iterable[int], numbers: Sequence[int]) -> list[int]:
    """Those with most results first, equals as they stand."""
    return sorted(sorted(choices), key=numbers.__getitem__, reverse=True)


def _branches(facet: FacetIndex, listed: int, numbers: Sequence[int], kept: set[int]) -> list[int]:
    """What is kept of a tree, and what stands above it."""
    if all(numbers[number] for number in kept):
        found = {above for number in kept for above in facet.above[number]}
        return sorted(kept | found)
    # Above a choice without results there may be nothing else that is listed.
    depths, values = facet.depths, facet.values
    shown: list[int] = []
    depth = 0
    for number in reversed(bits.places(listed)):
        here = depths[values[number]]
        if number in kept or here < depth:
            shown.append(number)
            depth = here
    return shown[::-1]


class Rows:
    """The rows of a selection as a sequence that pages are cut from."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    def __len__(self) -> int:
        return self.selection.number

    def __getitem__(self, part: slice) -> "Part":
        stop = len(self) if part.stop is None else part.stop
        return Part(self.selection.index, self.selection.ordered(part.start or 0, stop))


class Part:
    """Some rows, by their places; read from the database only when something is asked of them."""

    def __init__(self, index: Index, places: list[int]) -> None:
        self.index = index
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.index.read(self.places).values())

    def written(self, template: str, **context: Any) -> list[bytes]:
        """Each row by its template; a row is written once as long as there is room, so the
        context is the same for every reader."""

        def write(rows: Iterable[Any]) -> Iterator[SafeString]:
            return (render_to_string(template, context | {"row": row}) for row in rows)

        return self.index.texts((template, get_language()), self.places, write)
