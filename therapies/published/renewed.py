"""An index of a later version, read anew only where something changed.

Where every publication since was of one entry, and what a list says of other rows does not lead to
entries of that kind, the other rows are as they were.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from django.db.models import Model

from editorial.models import ContentVersion
from therapies.filters.published import models
from therapies.models import Entry
from therapies.published.index import Index, Renewal
from therapies.published.written import room


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


def renewed(renewal: Renewal, kind: type[Index], version: int) -> Index:
    """With the texts of the other rows, where these say nothing of entries of their kind."""
    former = renewal.former
    index = kind(former.listing, version, renewal)
    if not _is_among(_models_read(former), former.listing.model):
        others = former.pks[np.isin(former.pks, renewal.changed, invert=True)]
        now, is_here = index.places.of(others)
        before, _is_known = former.places.of(others[is_here])
        for form, store in list(former.stores.items()):
            index.kept[form] = store.moved(before, now)
            room.hand_over(store, index.kept[form])
    return index


def stands_alone(index: Index) -> bool:
    """Whether its rows are entries, and no facet leads from one of them to another."""
    model = index.listing.model
    if not issubclass(model, Entry):
        return False
    facets = index.filterset.facets.values()
    return not _is_among(
        (each for facet in facets for path in facet.paths for each in models(model, path)), model
    )


def _models_read(index: Index) -> Iterable[type[Model]]:
    """All of which something is read for a row."""
    model = index.listing.model
    rows = index.filterset.queryset.for_list()
    for lookup in rows._prefetch_related_lookups:
        yield from models(model, getattr(lookup, "prefetch_through", lookup))
    for path in _paths(rows.query.select_related or {}):
        yield from models(model, path)


def _is_among(some: Iterable[type[Model]], model: type[Model]) -> bool:
    """Among some models one of entries, or that of all entries."""
    return any(each in (Entry, model) for each in some)


def _paths(related: Mapping[str, Any]) -> Iterator[str]:
    for name, further in related.items():
        yield name
        yield from (f"{name}__{path}" for path in _paths(further))
