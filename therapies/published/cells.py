"""Which drugs have figures of which side effects, in a form that a million rates fit in.

A filter of rates speaks of their dataset or of their side effect, never of the rate itself. So
datasets are grouped by what each filter says of them, side effects by what all filters say, and of
each dataset it is kept how many of its side effects are in each group. The figures themselves are
read from the database for the drugs that are shown, and kept while these are looked at.
"""

from array import array
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Sequence
from copy import copy
from itertools import chain, compress, groupby
from typing import Any

from django.core.exceptions import ValidationError

from therapies import figures
from therapies.figures import Figure
from therapies.filters.facets import Facet
from therapies.listings import Listing
from therapies.models import Drug, Rate, SafetyDataset, SideEffect
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.groups import Groups
from therapies.published.index import Published
from therapies.published.lanes import Lanes
from therapies.published.shelf import Shelf

OF_DATASETS, OF_EFFECTS = "dataset__", "side_effect__"
# Drugs whose figures are kept: three pages of the matrix.
MOST_DRUGS = 180
MOST_REMEMBERED = 32


class Table(Published):
    """Datasets by name of their drug, side effects by name, each with a place from 0.

    Of what is published; never changed once built but for what it remembers.
    """

    def __init__(self, listing: Listing, version: int = 0) -> None:
        super().__init__(listing, version)
        self.effects = figures.effects(SideEffect.objects.published().order_by("name"))
        self.effect_places = {pk: place for place, pk in enumerate(self.effects)}
        self._read()
        self.facets: dict[str, FacetIndex] = {}
        self.of_datasets: dict[str, Groups] = {}
        self.of_effects: dict[str, Groups] = {}
        for name, facet in self.filterset.facets.items():
            self._add(name, facet)
        self._weigh()
        self._kept: OrderedDict[int, list[Figure]] = OrderedDict()
        self._remembered: OrderedDict[Any, Any] = OrderedDict()

    def _read(self) -> None:
        names = Drug.objects.published().order_by("name").values_list("pk", flat=True)
        ranks = {pk: rank for rank, pk in enumerate(names)}
        datasets = SafetyDataset.objects.filter(drug__in=Drug.objects.published())
        drug_of = dict(datasets.values_list("pk", "drug_id"))
        found: dict[int, array] = defaultdict(lambda: array("I"))
        rates = self.listing.queryset.all().published().order_by()
        for dataset, effect in rates.values_list("dataset_id", "side_effect_id").iterator():
            if drug_of.get(dataset) in ranks and effect in self.effect_places:
                found[dataset].append(self.effect_places[effect])
        pks = sorted(found, key=lambda pk: (ranks[drug_of[pk]], pk))
        self.places = {pk: place for place, pk in enumerate(pks)}
        self.drugs = [drug_of[pk] for pk in pks]
        self._effects = array("I")
        self._starts = array("I", [0])
        for pk in pks:
            self._effects.extend(found.pop(pk))
            self._starts.append(len(self._effects))

    def _add(self, name: str, facet: Facet) -> None:
        """The facet as one of datasets or of side effects."""
        own = copy(facet)
        is_of_datasets = facet.field_name.startswith(OF_DATASETS)
        own.field_name = facet.field_name.removeprefix(OF_DATASETS).removeprefix(OF_EFFECTS)
        if is_of_datasets:
            groups = Groups(own.pairs(SafetyDataset.objects.all()), self.places)
            self.of_datasets[name] = groups
        else:
            groups = Groups(own.pairs(SideEffect.objects.all()), self.effect_places)
            self.of_effects[name] = groups
        self.facets[name] = FacetIndex.named(own, groups.values)

    def _weigh(self) -> None:
        """Of each dataset, how many of its side effects are of each kind; a kind is what the
        facets of side effects say together."""
        said: list[list[str]] = [[] for _effect in self.effects]
        for name, groups in self.of_effects.items():
            for value in sorted(groups.values):
                for place in groups.of([value]):
                    said[place].append(f"{name}={value}")
        kinds: dict[tuple[str, ...], int] = {}
        kind_of = array("I", (kinds.setdefault(tuple(each), len(kinds)) for each in said))
        self._examples = [kind_of.index(kind) for kind in range(len(kinds))]
        every = range(len(self.places))
        greatest = max((len(self.effects_of(place)) for place in every), default=0)
        self.lanes = Lanes(len(every), greatest)
        weights = [self.lanes.empty() for _kind in kinds]
        for place in every:
            for effect in self.effects_of(place):
                weights[kind_of[effect]][place] += 1
        self._weights = [self.lanes.packed(each) for each in weights]
        self.weights_of_all = sum(self._weights)

    def effects_of(self, place: int) -> array:
        """Places of the side effects of a dataset."""
        return self._effects[self._starts[place] : self._starts[place + 1]]

    def weights(self, passes: Sequence[int]) -> int:
        """Of each dataset the number of its side effects that pass, by a 1 or a 0 for each."""
        return sum(compress(self._weights, (passes[example] for example in self._examples)))

    def narrowing(self, name: str, values: tuple[str, ...]) -> Narrowing | None:
        """By the field of the filter; None if it refuses, and where a choice has no figures at all:
        whether it exists the database knows."""
        try:
            value = self.cleaned(name, values)
        except ValidationError:
            return None
        is_used = value != self.unset[name]
        if not is_used or name not in self.facets:
            return Narrowing(value, 0, {}, is_used)
        labels = self.facets[name].labelled(value)
        return None if labels is None else Narrowing(value, 0, labels, True)

    def mask(self, name: str, values: list[str]) -> int:
        """Lanes of the datasets of which a facet says one of the values."""
        key = name, *sorted(values)
        return self._recall(key, lambda: self.lanes.mask(self.of_datasets[name].of(values)))

    def tallies(self, key: Any, numbers: Callable[[], list[int]]) -> tuple[array, array]:
        """How many rates and how many drugs there are of each side effect in the datasets of
        which the number is not 0. What asks for the same numbers has the same key."""
        return self._recall(key, lambda: self._tallied(numbers()))

    def _tallied(self, numbers: list[int]) -> tuple[array, array]:
        rates: Counter[int] = Counter()
        drugs: Counter[int] = Counter()
        places = compress(range(len(numbers)), numbers)
        for _drug, group in groupby(places, key=self.drugs.__getitem__):
            found = list(chain.from_iterable(map(self.effects_of, group)))
            rates.update(found)
            drugs.update(set(found))
        every = range(len(self.effects))
        return array("I", map(rates.__getitem__, every)), array("I", map(drugs.__getitem__, every))

    def _recall(self, key: Any, find: Callable[[], Any]) -> Any:
        """What was asked before; what was asked longest ago is forgotten."""
        found = self._remembered.pop(key, None)
        if found is None:
            found = find()
        self._remembered[key] = found
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return found

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


# The tables in force.
tables: Shelf[Table] = Shelf(lambda listing, version, _former: Table(listing, version))
