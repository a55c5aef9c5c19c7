"""Which drugs have figures of which side effects, in a form that a million rates fit in.

A filter of rates speaks of their dataset or of their side effect, never of the rate itself. So
it is kept what each filter says of datasets and of side effects, and of each rate no more than
these two. The figures themselves are read from the database for the drugs that are shown, and kept
while these are looked at.

A million things are looked at by `take` and `compress`, which numpy does several times faster than
the same in brackets.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from therapies import figures
from therapies.figures import Figure
from therapies.listings import Listing
from therapies.models import Drug, Rate, SafetyDataset, SideEffect
from therapies.published import said
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.index import Published
from therapies.published.places import Places
from therapies.published.shelf import Shelf

OF_DATASETS, OF_EFFECTS = "dataset__", "side_effect__"
# Drugs whose figures are kept: three pages of the matrix.
MOST_DRUGS = 180
MOST_REMEMBERED = 32
PAIR = np.dtype([("dataset", np.int64), ("other", np.int64)])
# Values by the facet of which they are asked.
Asked = Mapping[str, list[str]]


class Table(Published):
    """Datasets by name of their drug, side effects by name, each with a place from 0; rates by
    dataset. Of what is published; never changed once built but for the figures that it keeps."""

    def __init__(self, listing: Listing, version: int = 0) -> None:
        super().__init__(listing, version)
        self.effects = figures.effects(SideEffect.objects.published().order_by("name"))
        effects = Places(np.fromiter(self.effects, np.int64))
        self._read(effects)
        self.facets: dict[str, FacetIndex] = {}
        of_datasets = []
        for name, facet in self.filterset.facets.items():
            own = copy(facet)
            own.field_name = facet.field_name.removeprefix(OF_DATASETS).removeprefix(OF_EFFECTS)
            if facet.field_name.startswith(OF_DATASETS):
                of_datasets.append(name)
                found = said.read(own, SafetyDataset.objects.all())
                self.facets[name] = FacetIndex.build(own, found, self.places)
            else:
                found = said.read(own, SideEffect.objects.all())
                self.facets[name] = FacetIndex.build(own, found, effects)
        self.of_datasets = frozenset(of_datasets)
        self._remembered: dict[Any, tuple[NDArray[Any], NDArray[Any]]] = {}
        self._kept: OrderedDict[int, list[Figure]] = OrderedDict()

    def _read(self, effects: Places) -> None:
        """Of which drug and side effect are published is known here, so the database is not asked
        for either of each rate."""
        drugs = Drug.objects.published().order_by("name").values_list("pk", flat=True)
        pks = np.fromiter(drugs, np.int64)
        owned = SafetyDataset.objects.order_by().values_list("pk", "drug_id")
        sets = np.fromiter(owned.iterator(), PAIR)
        rank, is_known = Places(pks).of(sets["other"])
        sets = sets["dataset"][is_known]
        rates = self.listing.queryset.all().order_by().values_list("dataset_id", "side_effect_id")
        read = np.fromiter(rates.iterator(), PAIR)
        effect, is_known = effects.of(read["other"])
        read = read["dataset"][is_known]
        has_rates = np.isin(sets, read)
        sets, rank = sets[has_rates], rank[has_rates]
        order = np.lexsort((sets, rank))
        self.places = Places(sets[order])
        self.drugs = pks[rank[order]]
        dataset, is_known = self.places.of(read)
        self._arrange(dataset, effect[is_known])

    def _arrange(self, datasets: NDArray[Any], effects: NDArray[Any]) -> None:
        """The side effects of each rate, those of a dataset side by side, and where each ends."""
        order = np.argsort(datasets, kind="stable")
        self._effects = effects[order].astype(np.min_scalar_type(len(self.effects)))
        self._ends = np.zeros(len(self.drugs) + 1, np.uint32)
        np.cumsum(np.bincount(datasets, minlength=len(self.drugs)), out=self._ends[1:])

    @property
    def _sizes(self) -> NDArray[Any]:
        """Of each dataset the number of its rates."""
        return np.diff(self._ends)

    def numbers(self, passes: NDArray[np.bool_]) -> NDArray[Any]:
        """The same of rates of side effects that pass."""
        if passes.all() or not len(self._effects):
            return self._sizes
        passing = passes.take(self._effects).view(np.uint8)
        return np.add.reduceat(passing, self._ends[:-1], dtype=np.uint32)

    def mask(self, asked: Asked) -> NDArray[np.bool_]:
        """Of each dataset whether facets let it through."""
        marks = np.ones(len(self.drugs), np.bool_)
        for name, values in asked.items():
            marks &= self.facets[name].marked(values)
        return marks

    def tallies(self, asked: Asked) -> tuple[NDArray[Any], NDArray[Any]]:
        """How many rates and how many drugs there are of each side effect in the datasets that
        facets let through."""
        key = tuple((name, *sorted(values)) for name, values in sorted(asked.items()))
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._tallied(self.mask(asked))
            self._remembered[key] = found
        return found

    def _tallied(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any]]:
        effects = self._effects.compress(np.repeat(chosen, self._sizes))
        drugs = np.repeat(self.drugs.compress(chosen), self._sizes.compress(chosen))
        # By side effect and drug, for the drugs were in order.
        order = np.argsort(effects, kind="stable")
        is_first = np.diff(drugs.take(order), prepend=-1) != 0
        is_first |= np.diff(effects.take(order), prepend=-1) != 0
        firsts = effects.take(order).compress(is_first)
        every = len(self.effects)
        return np.bincount(effects, minlength=every), np.bincount(firsts, minlength=every)

    def _narrowed(self, name: str, value: Any) -> Narrowing | None:
        """A choice may have no figures at all: whether it exists the database knows."""
        labels = self.facets[name].labelled(value) if name in self.facets else {}
        return None if labels is None else Narrowing(value, None, labels, True)

    def figures(self, drugs: Collection[int]) -> list[Figure]:
        """All figures of these drugs, of whatever dataset, as entered within each drug."""
        found = {pk: kept for pk in drugs if (kept := self._kept.pop(pk, None)) is not None}
        if missing := [pk for pk in drugs if pk not in found]:
            found |= {pk: [] for pk in missing}
            for each in figures.read(Rate.objects.filter(dataset__drug__in=missing), self.effects):
                found[each.dataset.drug_id].append(each)
        self._kept.update(found)
        while len(self._kept) > MOST_DRUGS:
            self._kept.popitem(last=False)
        return [figure for pk in drugs for figure in found[pk]]


# The tables in force. To look through a million rates takes the database longer than this.
tables: Shelf[Table] = Shelf(
    lambda listing, version, _former: Table(listing, version), patience=8.0
)
