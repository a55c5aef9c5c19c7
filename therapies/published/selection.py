"""What an address asks of a list, answered from its index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import and_
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from numpy.typing import NDArray

from therapies.filters.addresses import Lists
from therapies.filters.base import CHOICES, SORT, AskedInAddress
from therapies.filters.facets import MOST_AT_A_GLANCE, MOST_SHOWN, Choice, FacetChoices
from therapies.published import bits
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.index import Index
from therapies.published.tally import Tally


def read(index: Any, query: QueryDict) -> "Selection | None":
    return select(index, dict(query.lists()))


def select(index: Any, lists: Lists) -> "Selection | None":
    """None if something in the address is refused, so that the filters themselves say why."""
    narrowings = read_narrowings(index, lists)
    if narrowings is None:
        return None
    kind = Selection if isinstance(index, Index) else index.selected
    return kind(index, lists, narrowings)


def read_narrowings(index: Any, lists: Lists) -> dict[str, Narrowing] | None:
    """Every parameter goes through the field of its filter; None if one of them is refused."""
    narrowings: dict[str, Narrowing] = {}
    for name, values in lists.items():
        if name in index.fields:
            narrowing = index.narrowing(name, tuple(values))
            if narrowing is None:
                return None
            narrowings[name] = narrowing
    asked = lists.get(CHOICES, ("",))[-1]
    return narrowings if not asked or asked in index.facets else None


@dataclass
class Shown:
    """A facet with how many rows stand behind each choice, and which choices are shown."""

    index: FacetIndex
    name: str
    label: str
    numbers: Mapping[int, int] | Sequence[int]
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
            value, label = index.values[number], index.labels[number]
            chosen, depth = number in self.chosen, index.depth(number)
            choices.append(Choice(value, label, self.numbers[number], chosen, depth))
        return FacetChoices(
            self.name, self.label, choices, self.left_out, self.is_asked, self.all_url
        )


class Selection(AskedInAddress):
    """The rows that pass every filter, and the choices near them."""

    def __init__(self, index: Any, lists: Lists, narrowings: dict[str, Narrowing]) -> None:
        self.index = index
        self.filters = index.filterset.filters
        sort = narrowings.pop(SORT, None)
        self.sort = sort.value if sort else None
        self.used = {name: each for name, each in narrowings.items() if each.is_used}
        self.lists = lists

    @cached_property
    def words(self) -> dict[str, str]:
        return self.index.words

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Label of each selected choice that exists, by facet."""
        return {name: each.labels for name, each in self.used.items() if name in self.index.facets}

    def _narrowed(self, without: str = "") -> bits.Words:
        rows = [each.rows for name, each in self.used.items() if name != without]
        return reduce(and_, rows) if rows else self.index.everything

    @cached_property
    def found(self) -> bits.Words:
        return self._narrowed()

    @cached_property
    def number(self) -> int:
        return bits.number(self.found)

    @cached_property
    def _numbers_found(self) -> NDArray[Any]:
        """Of the rows found, behind each choice of each facet."""
        return self.index.profiles.of(self.found)

    @cached_property
    def counted(self) -> list[Shown]:
        """Each facet with the shown among its choices."""
        return [self._count(name, facet) for name, facet in self.index.facets.items()]

    def _count(self, name: str, facet: FacetIndex) -> Shown:
        """What each choice would give beside the other filters."""
        numbers = map(facet.number, self.labels.get(name, ()))
        chosen = {number for number in numbers if number is not None}
        if facet.is_short:
            results = self._counts_of(name, facet)
            found = compress(range(len(results)), results)
            shown = sorted(chosen.union(found)) if chosen else list(found)
            if not facet.is_tree:
                shown.sort(key=results.__getitem__, reverse=True)
            return Shown(facet, name, self.words[name], results, shown, 0, chosen, self)
        return self._count_of_many(name, facet, chosen)

    def _count_of_many(self, name: str, facet: FacetIndex, chosen: set[int]) -> Shown:
        """The same where not all choices may be shown."""
        tally = self._tally_of(name, facet)
        idle = [number for number in chosen if not tally[number]]
        total = len(tally) + len(idle)
        is_long = total > MOST_SHOWN and name != self.asked_facet
        best = tally.best(MOST_SHOWN) if is_long else tally.listed()
        results = best | tally.of(chosen)
        if not facet.is_tree:
            shown = _ranked(best, results) + _ranked(chosen.difference(best), results)
        elif is_long:
            shown = _branches(facet, tally, idle, set(results))
            results |= tally.of(shown)
        else:
            shown = sorted(results)
        left_out = total - len(shown)
        return Shown(facet, name, self.words[name], results, shown, left_out, chosen, self)

    def _counts_of(self, name: str, facet: FacetIndex) -> Sequence[int]:
        """Of one short facet: what each of its choices would give beside the other filters."""
        if name in self.used:
            return bits.numbers(facet.sets & self._narrowed(without=name))
        return self.index.profiles.part(name, self._numbers_found).tolist()

    def _tally_of(self, name: str, facet: FacetIndex) -> Tally:
        """The same of a long one."""
        profiles = self.index.profiles
        is_used = name in self.used
        numbers = profiles.of(self._narrowed(name)) if is_used else self._numbers_found
        return Tally(profiles.part(name, numbers))

    @cached_property
    def facet_choices(self) -> list[FacetChoices]:
        return [each.choices() for each in self.counted]

    def ordered(self, start: int, stop: int) -> list[int]:
        """Places of the rows from the start-th to before the stop-th, in the order asked for."""
        return self.index.order(self.sort).part(self.found, start, stop)

    def pks(self, start: int, stop: int) -> list[int]:
        return self.index.pks[self.ordered(start, stop)].tolist()


def _ranked(choices: Iterable[int], results: Mapping[int, int]) -> list[int]:
    """Those with most results first, equals as they stand."""
    return sorted(sorted(choices), key=results.__getitem__, reverse=True)


def _branches(facet: FacetIndex, tally: Tally, idle: list[int], kept: set[int]) -> list[int]:
    """What is kept of a tree, and what stands above it."""
    if not idle:
        found = {above for number in kept for above in facet.above[number]}
        return sorted(kept | found)
    # Above a choice without results there may be nothing else that is listed.
    shown: list[int] = []
    depth = 0
    for number in sorted([*tally.listed(), *idle], reverse=True):
        here = facet.depth(number)
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
