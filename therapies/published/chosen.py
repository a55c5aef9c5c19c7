"""What an address asks of the matrix, answered from its table."""

from functools import cached_property
from typing import Any

import numpy as np
from django.http import QueryDict
from numpy.typing import NDArray

from therapies.figures import Effect, Figure
from therapies.filters.addresses import Lists
from therapies.models import Drug
from therapies.published.cells import Asked, Table
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.selection import Selection, read_narrowings
from therapies.published.tally import Tally

OF_HEADING = ("name", "slug", "entry_type")


def read(table: Table, query: QueryDict) -> "Chosen | None":
    """None if something in the address is refused, so that the filters themselves say why."""
    narrowings = read_narrowings(table, dict(table.listing.filtered(query).data.lists()))
    return Chosen(table, dict(query.lists()), narrowings) if narrowings is not None else None


class Drugs:
    """Drugs by their ids, of which a page is read from the database."""

    def __init__(self, pks: NDArray[Any]) -> None:
        self._pks = pks

    def __len__(self) -> int:
        return len(self._pks)

    def __getitem__(self, part: slice) -> list[Drug]:
        pks = self._pks[part].tolist()
        found = Drug.objects.published().only(*OF_HEADING).in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]


class Chosen(Selection):
    """The drugs with figures that pass every filter, and the choices near them."""

    def __init__(self, table: Table, lists: Lists, narrowings: dict[str, Narrowing]) -> None:
        super().__init__(table, lists, narrowings)
        self.table = table

    def _passing(self, without: str = "") -> NDArray[np.bool_]:
        """Of each side effect whether it passes every filter of side effects, or every one but the
        named."""
        passes = np.ones(len(self.table.effects), np.bool_)
        for name in self.used.keys() & self.table.facets.keys() - self.table.of_datasets - {
            without
        }:
            passes &= self.table.facets[name].marked(self.used[name].value)
        return passes

    @cached_property
    def _passes(self) -> NDArray[np.bool_]:
        return self._passing()

    @cached_property
    def _asked(self) -> Asked:
        """Of facets of datasets."""
        return {name: self.used[name].value for name in self.table.of_datasets & self.used.keys()}

    @cached_property
    def _numbers_of_datasets(self) -> NDArray[Any]:
        """Of each, how many of its rates are of side effects that pass."""
        return self.table.numbers(self._passes)

    @cached_property
    def _is_found(self) -> NDArray[np.bool_]:
        """Of each dataset whether a rate of it passes every filter."""
        return self.table.mask(self._asked) & (self._numbers_of_datasets > 0)

    @cached_property
    def drugs(self) -> Drugs:
        """Those with a figure, by name."""
        pks = np.compress(self._is_found, self.table.drugs)
        return Drugs(pks[np.diff(pks, prepend=-1) != 0])

    @cached_property
    def _tallies(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Rates and drugs of each side effect in the datasets that pass."""
        return self.table.tallies(self._asked)

    @cached_property
    def drugs_of(self) -> dict[int, int]:
        numbers = (self._tallies[1] * self._passes).tolist()
        return {
            pk: number for pk, number in zip(self.table.effects, numbers, strict=True) if number
        }

    @cached_property
    def effects(self) -> dict[int, Effect]:
        return {pk: self.table.effects[pk] for pk in self.drugs_of}

    def of_drugs(self, drugs: list[int]) -> list[Figure]:
        figures, shown = self.table.figures(drugs), self.drugs_of
        datasets = np.array([*{figure.dataset.pk for figure in figures}], np.int64)
        places, is_known = self.table.places.of(datasets)
        found = {*datasets[is_known][self._is_found[places]].tolist()}
        return [
            figure
            for figure in figures
            if figure.side_effect.pk in shown and figure.dataset.pk in found
        ]

    def _tally_of(self, name: str, facet: FacetIndex) -> Tally:
        return Tally(self._totals(name, facet))

    def _counts_of(self, name: str, facet: FacetIndex) -> list[int]:
        return self._totals(name, facet).tolist()

    def _totals(self, name: str, facet: FacetIndex) -> NDArray[Any]:
        """Rates behind each choice of a facet beside the other filters."""
        if name in self.table.of_datasets:
            others = {each: values for each, values in self._asked.items() if each != name}
            return facet.totals(self._numbers_of_datasets * self.table.mask(others))
        passes = self._passing(without=name) if name in self.used else self._passes
        return facet.totals(self._tallies[0] * passes)
