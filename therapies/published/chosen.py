"""What an address asks of the matrix, answered from its table."""

from collections.abc import Sequence
from functools import cached_property
from itertools import compress, islice
from operator import mul
from typing import Any

from django.http import QueryDict

from therapies.figures import Effect, Figure
from therapies.filters.addresses import Lists
from therapies.models import Drug
from therapies.published.cells import Table
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.selection import Selection, read_narrowings
from therapies.published.tally import Tally
from therapies.published.weighed import Asked

OF_HEADING = ("name", "slug", "entry_type")


def read(table: Table, query: QueryDict) -> "Chosen | None":
    """None if something in the address is refused, so that the filters themselves say why."""
    narrowings = read_narrowings(table, dict(table.listing.filtered(query).data.lists()))
    return Chosen(table, dict(query.lists()), narrowings) if narrowings is not None else None


class Drugs:
    """Some of the drugs by name, of which a page is read from the database. There is something
    beside the id of each of them, and nothing beside others."""

    def __init__(self, pks: list[int], chosen: bytes) -> None:
        self._pks = pks
        self._chosen = chosen

    def __len__(self) -> int:
        return len(self._chosen) - self._chosen.count(0)

    def __getitem__(self, part: slice) -> list[Drug]:
        pks = list(islice(compress(self._pks, self._chosen), part.start, part.stop))
        found = Drug.objects.published().only(*OF_HEADING).in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]


class Chosen(Selection):
    """The drugs with figures that pass every filter, and the choices near them."""

    def __init__(self, table: Table, lists: Lists, narrowings: dict[str, Narrowing]) -> None:
        super().__init__(table, lists, narrowings)
        self.table = table

    def _passing(self, without: str = "") -> list[int]:
        """A 1 for each side effect that passes every filter of side effects, or every one but the
        named, and a 0 for the others."""
        passes = [1] * len(self.table.effects)
        for name, groups in self.table.of_effects.items():
            if name in self.used and name != without:
                one = bytearray(len(passes))
                for place in groups.of(self.used[name].value):
                    one[place] = 1
                passes = list(map(mul, passes, one))
        return passes

    @cached_property
    def _passes(self) -> list[int]:
        return self._passing()

    @cached_property
    def _kinds(self) -> list[int]:
        return self.table.kinds(self._passes)

    @cached_property
    def _asked(self) -> Asked:
        """Of facets of datasets."""
        names = self.table.datasets.groups.keys() & self.used.keys()
        return {name: self.used[name].value for name in names}

    @cached_property
    def _packed(self) -> int:
        """Of each dataset, how many of its rates pass."""
        return self.table.datasets.packed(self._kinds, self._asked)

    @cached_property
    def drugs(self) -> Drugs:
        """Those with a figure, by name."""
        return Drugs(self.table.drugs, self.table.runs.found(self._packed))

    @cached_property
    def _tallies(self) -> tuple[Any, Any]:
        """Rates and drugs of each side effect in the datasets that pass."""
        return self.table.tallies(self._asked)

    @cached_property
    def drugs_of(self) -> dict[int, int]:
        numbers = map(mul, self._tallies[1], self._passes)
        return {
            pk: number for pk, number in zip(self.table.effects, numbers, strict=True) if number
        }

    @cached_property
    def effects(self) -> dict[int, Effect]:
        return {pk: self.table.effects[pk] for pk in self.drugs_of}

    def of_drugs(self, drugs: list[int]) -> list[Figure]:
        places, shown = self.table.places, self.drugs_of
        numbers = self.table.datasets.lanes.numbers(self._packed)
        return [
            figure
            for figure in self.table.figures(drugs)
            if figure.side_effect.pk in shown
            and figure.dataset.pk in places
            and numbers[places[figure.dataset.pk]]
        ]

    def _tally_of(self, name: str, facet: FacetIndex) -> Tally:
        return Tally(self._counts_of(name, facet))

    def _counts_of(self, name: str, facet: FacetIndex) -> Sequence[int]:
        totals = self._totals(name)
        return [totals.get(value, 0) for value in self.table.values[name]]

    def _totals(self, name: str) -> dict[str, int]:
        """Rates behind each choice of a facet beside the other filters."""
        if name in self.table.datasets.groups:
            others = {each: values for each, values in self._asked.items() if each != name}
            return self.table.totals(name, self._kinds, others)
        passes = self._passing(without=name) if name in self.used else self._passes
        return self.table.of_effects[name].totals(list(map(mul, self._tallies[0], passes)))
