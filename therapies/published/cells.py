"""Which drugs have figures of which side effects, in a form that a million rates fit in.

A filter of rates speaks of their dataset or of their side effect, never of the rate itself. So
datasets are grouped by what each filter says of them, side effects by what all filters say, and of
each dataset it is kept how many of its side effects are in each group. The figures themselves are
read from the database for the drugs that are shown, and kept while these are looked at.
"""

from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Sequence
from copy import copy
from itertools import chain, compress, groupby

from django.core.exceptions import ValidationError

from therapies import figures
from therapies.figures import Figure
from therapies.listings import Listing
from therapies.models import Drug, Rate, SafetyDataset, SideEffect
from therapies.published.choices import FacetIndex, Narrowing
from therapies.published.groups import Groups
from therapies.published.index import Published
from therapies.published.lanes import Lanes, Runs
from therapies.published.shelf import Shelf
from therapies.published.weighed import Asked, Remembered, Weighed

OF_DATASETS, OF_EFFECTS = "dataset__", "side_effect__"
# Drugs whose figures are kept: three pages of the matrix.
MOST_DRUGS = 180
# What page and facets ask for most: facets of which few combinations are found.
TOGETHER = (("kind", "therapy_type", "regimen_kind"), ("condition", "kind", "regimen_kind"))


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
        self.of_effects: dict[str, Groups] = {}
        of_datasets: dict[str, Groups] = {}
        for name, facet in self.filterset.facets.items():
            own, is_of_datasets = copy(facet), facet.field_name.startswith(OF_DATASETS)
            own.field_name = facet.field_name.removeprefix(OF_DATASETS).removeprefix(OF_EFFECTS)
            if is_of_datasets:
                groups = Groups(own.pairs(SafetyDataset.objects.all()), self.places)
                of_datasets[name] = groups
            else:
                groups = Groups(own.pairs(SideEffect.objects.all()), self.effect_places)
                self.of_effects[name] = groups
            self.facets[name] = FacetIndex.named(own, groups.values)
        self.values = {name: list(index.values) for name, index in self.facets.items()}
        self.datasets = self._weighed(of_datasets)
        self.runs = Runs(self.datasets.lanes, self.drugs)
        self._together = [self.datasets.together(*names) for names in TOGETHER]
        self._kept: OrderedDict[int, list[Figure]] = OrderedDict()
        self._tallies = Remembered()

    def _read(self) -> None:
        names = Drug.objects.published().order_by("name").values_list("pk", flat=True)
        ranks = {pk: rank for rank, pk in enumerate(names)}
        datasets = SafetyDataset.objects.filter(drug__in=Drug.objects.published())
        drug_of = dict(datasets.values_list("pk", "drug_id"))
        found = {pk: array("I") for pk, drug in drug_of.items() if drug in ranks}
        # Those of which drug and side effect are published: known here, so the database is not
        # asked for either of each.
        rates = self.listing.queryset.all().order_by()
        for dataset, effect in rates.values_list("dataset_id", "side_effect_id").iterator():
            place = self.effect_places.get(effect)
            if place is not None and dataset in found:
                found[dataset].append(place)
        pks = sorted(filter(found.get, found), key=lambda pk: (ranks[drug_of[pk]], pk))
        self.places = {pk: place for place, pk in enumerate(pks)}
        self.drugs = [drug_of[pk] for pk in pks]
        self._effects = array("I")
        self._starts = array("I", [0])
        for pk in pks:
            self._effects.extend(found.pop(pk))
            self._starts.append(len(self._effects))

    def _weighed(self, of_datasets: dict[str, Groups]) -> Weighed:
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
        lanes = Lanes(len(every), greatest)
        weights = [lanes.empty() for _kind in kinds]
        for place in every:
            for effect in self.effects_of(place):
                weights[kind_of[effect]][place] += 1
        return Weighed(of_datasets, weights, lanes)

    def effects_of(self, place: int) -> array:
        """Places of the side effects of a dataset."""
        return self._effects[self._starts[place] : self._starts[place + 1]]

    def kinds(self, passes: Sequence[int]) -> list[int]:
        """Which kinds of side effects pass, of which side effects do: a 1 or a 0 for each."""
        return [passes[example] for example in self._examples]

    def totals(self, name: str, kinds: Sequence[int], asked: Asked) -> dict[str, int]:
        """Rates behind each choice of a facet of datasets, where others are asked too: counted
        by the fewest places of which all of these facets speak."""
        names = {name, *asked}
        able = [each for each in self._together if names <= each.groups.keys()]
        places = min(able, key=lambda each: each.lanes.size, default=self.datasets)
        return places.totals(name, kinds, asked)

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

    def tallies(self, asked: Asked) -> tuple[array, array]:
        """How many rates and how many drugs there are of each side effect in the datasets that
        these facets let through."""
        key = tuple((name, *sorted(values)) for name, values in sorted(asked.items()))
        every = [1] * len(self._examples)
        return self._tallies.recall(key, lambda: self._tallied(self.datasets.packed(every, asked)))

    def _tallied(self, packed: int) -> tuple[array, array]:
        numbers = self.datasets.lanes.numbers(packed)
        rates: Counter[int] = Counter()
        drugs: Counter[int] = Counter()
        places = compress(range(len(numbers)), numbers)
        for _drug, group in groupby(places, key=self.drugs.__getitem__):
            found = list(chain.from_iterable(map(self.effects_of, group)))
            rates.update(found)
            drugs.update(set(found))
        every = range(len(self.effects))
        return array("I", map(rates.__getitem__, every)), array("I", map(drugs.__getitem__, every))

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
