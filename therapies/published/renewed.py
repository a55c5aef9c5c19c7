"""An index of a later version, read anew only where something changed.

Where every publication since was of one entry, and what a list says of other rows does not lead to
entries of that kind, the other rows are as they were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Model, QuerySet

from editorial.models import ContentVersion
from therapies.filters.facets import Facet
from therapies.filters.published import models
from therapies.models import Entry
from therapies.published import said
from therapies.published.choices import FacetIndex
from therapies.published.index import Index
from therapies.published.places import Places
from therapies.published.said import Said
from therapies.published.written import room


@dataclass(frozen=True)
class Renewal:
    """What an index says, but for the rows that may say something else by now."""

    former: Index
    changed: Sequence[int]

    def read(self, facet: Facet, rows: QuerySet) -> Said:
        """Of all rows."""
        return self._with_others(facet, self._read_changed(facet, rows))

    def facet(self, facet: Facet, rows: QuerySet, places: Places) -> FacetIndex:
        """Of the same rows as before, in the same places; the former one where it says the same."""
        former = self.former.facets[facet.name]
        here, _is_known = places.of(np.array(self.changed, np.int64))
        changed = self._read_changed(facet, rows)
        if changed.pairs() == former.said(self.former.pks, here).pairs():
            return former
        return FacetIndex.build(facet, self._with_others(facet, changed), places)

    def _read_changed(self, facet: Facet, rows: QuerySet) -> Said:
        return said.read(facet, rows.filter(pk__in=self.changed))

    def _with_others(self, facet: Facet, changed: Said) -> Said:
        held = self.former.facets[facet.name].said(self.former.pks)
        return held.but(self.changed).along_with(changed)

    def apply(self, kind: type[Index], version: int) -> Index:
        """With the texts of the other rows, where these say nothing of entries of their kind."""
        index = kind(self.former.listing, version, self)
        if not _is_among(self._models_read(), index.listing.model):
            others = np.setdiff1d(self.former.pks, self.changed)
            now, is_here = index.places.of(others)
            before, _is_known = self.former.places.of(others[is_here])
            places = dict(zip(before.tolist(), now.tolist(), strict=True))
            for form, former in list(self.former.stores.items()):
                index.kept[form] = former.moved(places)
                room.hand_over(former, index.kept[form])
        return index

    def _models_read(self) -> Iterable[type[Model]]:
        """All of which something is read for a row."""
        rows = self.former.filterset.queryset.for_list()
        model = self.former.listing.model
        for lookup in rows._prefetch_related_lookups:
            yield from models(model, getattr(lookup, "prefetch_through", lookup))
        for path in _paths(rows.query.select_related or {}):
            yield from models(model, path)


def renewal(former: Index, version: int) -> Renewal | None:
    """None where all has to be read."""
    model = former.listing.model
    subjects = ContentVersion.subjects_between(former.version, version)
    if subjects is None or not stands_alone(former):
        return None
    if any(kind != model.TYPE for kind, _slug in subjects):
        return None
    entries = model._default_manager.filter(slug__in=[slug for _kind, slug in subjects])
    return Renewal(former, list(entries.values_list("pk", flat=True)))


def stands_alone(index: Index) -> bool:
    """Whether its rows are entries, and no facet leads from one of them to another."""
    model = index.listing.model
    if not issubclass(model, Entry):
        return False
    facets = index.filterset.facets.values()
    return not _is_among(
        (each for facet in facets for path in facet.paths for each in models(model, path)), model
    )


def _is_among(some: Iterable[type[Model]], model: type[Model]) -> bool:
    """Among some models one of entries, or that of all entries."""
    return any(each in (Entry, model) for each in some)


def _paths(related: Mapping[str, Any]) -> Iterator[str]:
    for name, further in related.items():
        yield name
        yield from (f"{name}__{path}" for path in _paths(further))
