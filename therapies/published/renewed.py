"""An index of a later version, read anew only where something changed.

Where every publication since was of one entry, and what a list says of other rows does not lead to
entries of that kind, the other rows are as they were.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from editorial.models import ContentVersion
from therapies.filters.facets import Facet
from therapies.filters.published import models
from therapies.models import Entry
from therapies.published import said
from therapies.published.index import Index
from therapies.published.said import Said


class Renewal(NamedTuple):
    """What an index says, but for the rows that may say something else by now."""

    former: Index
    changed: Sequence[int]

    def read(self, facet: Facet, rows: QuerySet) -> Said:
        held = self.former.facets[facet.name].said(self.former.pks)
        changed = said.read(facet, rows.filter(pk__in=self.changed))
        return held.but(self.changed).along_with(changed)


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
    passed = {each for facet in facets for path in facet.paths for each in models(model, path)}
    return passed.isdisjoint({Entry, model})
