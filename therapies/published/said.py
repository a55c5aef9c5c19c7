"""What a facet says of rows, as numbers side by side: no object for each of a million pairs."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from numpy.typing import NDArray

from therapies.filters import counting
from therapies.filters.facets import Facet, RelationFacet, TreeFacet

# Of rows that have no more choices than these between them, only their choices are looked up.
FEW_CHOICES = 100


class Said(NamedTuple):
    """Ids of rows, and of each the number of a choice; the same pair may stand here twice."""

    pks: NDArray[Any]
    numbers: NDArray[Any]
    values: Sequence[str]
    labels: Sequence[str]

    def pairs(self) -> set[tuple[int, str, str]]:
        """Each once: the id of a row, and a choice with its label."""
        every = zip(self.pks.tolist(), self.numbers.tolist(), strict=True)
        return {(pk, self.values[number], self.labels[number]) for pk, number in every}

    def but(self, pks: Sequence[int]) -> Self:
        """Nothing of these rows."""
        marks = np.isin(self.pks, pks, invert=True)
        return self._replace(pks=self.pks[marks], numbers=self.numbers[marks])

    def along_with(self, other: "Said") -> Self:
        """Choices of both; one that is in both comes once."""
        numbered = dict(zip(self.values, range(len(self.values)), strict=True))
        labels = list(self.labels)
        for value, label in zip(other.values, other.labels, strict=True):
            if value not in numbered:
                numbered[value] = len(labels)
                labels.append(label)
        renumbered = np.array([numbered[value] for value in other.values], np.int64)
        return self._replace(
            pks=np.concatenate((self.pks, other.pks)),
            numbers=np.concatenate((self.numbers, renumbered[other.numbers])),
            values=list(numbered),
            labels=labels,
        )


def read(facet: Facet, rows: QuerySet) -> Said:
    """From the database."""
    if isinstance(facet, RelationFacet):
        return _of_relations(facet, rows)
    numbered: dict[str, int] = {}
    pks, numbers = [], []
    for pk, value in facet.pairs(rows):
        pks.append(pk)
        numbers.append(numbered.setdefault(value, len(numbered)))
    known = facet.known(list(numbered)) if numbered else {}
    labels = [known.get(value, value) for value in numbered]
    return Said(np.array(pks, np.int64), np.array(numbers, np.int64), list(numbered), labels)


def _of_relations(facet: RelationFacet, rows: QuerySet) -> Said:
    pks, named = _named(facet.by_row(rows))
    choices = sorted(_choices(facet, named))
    ids = np.array([pk for pk, _slug, _name in choices], np.int64)
    slugs = [slug for _pk, slug, _name in choices]
    names = [name for _pk, _slug, name in choices]
    numbers = np.searchsorted(ids, named)
    is_known = ids[np.minimum(numbers, len(ids) - 1)] == named if len(ids) else np.zeros(0, bool)
    pks, numbers = pks[is_known], numbers[is_known]
    if isinstance(facet, TreeFacet):
        pks, numbers = _with_those_above(facet, slugs, pks, numbers)
    return Said(pks, numbers, slugs, names)


def _choices(facet: RelationFacet, named: NDArray[Any]) -> Iterable[tuple[int, str, str]]:
    """(pk, slug, name) of all that may be among those that are named."""
    if isinstance(facet, TreeFacet):
        tree = facet.tree
        return ((pk, slug, tree.names[slug]) for pk, slug in tree.slugs.items())
    choices = facet.visible()
    if len(named) > FEW_CHOICES:
        return choices
    return choices.filter(pk__in=named.tolist())


def _named(by_row: Iterable[tuple[int, str]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each id beside each of the ids that it comes with."""
    pks, texts = [], []
    for pk, text in by_row:
        pks.append(pk)
        texts.append(text)
    lengths = [text.count(",") + 1 for text in texts]
    return np.repeat(np.array(pks, np.int64), lengths), numbers_of(",".join(texts))


def ids(rows: QuerySet) -> NDArray[Any]:
    """Of rows, in their order. All in one text: to read a row takes busy threads a turn each."""
    try:
        part = counting.ids(rows)
    except EmptyResultSet:
        return np.zeros(0, np.int64)
    ((told,),) = counting.ask([counting.together(part)])
    return numbers_of(told)


def numbers_of(told: str | None) -> NDArray[Any]:
    """Of a text that holds them with commas between; none in none."""
    return np.fromstring(told or "", np.int64, sep=",")


def _with_those_above(
    facet: TreeFacet, slugs: Sequence[str], pks: NDArray[Any], numbers: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    numbered = {slug: number for number, slug in enumerate(slugs)}
    nodes = sorted(facet.tree.slugs)
    above = [[numbered[slug] for slug in facet.tree.above(node)] for node in nodes]
    lengths = np.array([len(each) for each in above], np.int64)
    every = np.array([number for each in above for number in each], np.int64)
    ends = lengths.cumsum()
    wanted = lengths[numbers]
    before = wanted.cumsum() - wanted
    steps = np.arange(wanted.sum()) - np.repeat(before, wanted)
    return np.repeat(pks, wanted), every[np.repeat(ends[numbers] - wanted, wanted) + steps]
