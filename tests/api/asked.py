"""Every question that the filters of a list let one ask, one filter at a time."""

from collections.abc import Iterator
from typing import Any

from django_filters import OrderingFilter

from therapies.api import asking
from therapies.api.resources import Resource
from therapies.filters.base import SORT
from therapies.filters.dates import DecadeFacet, YearFilter
from therapies.filters.facets import ChoiceFacet, RelationFacet

WORDS = ("1", "drug", "zebra")
# Words of fixed vocabularies that tests give to rows that are not public.
OF_HIDDEN = ("gene", "allergy", "eye", "vaccine")
MOST = 3
YEARS = ("1950", "2014", "2100")
DECADES = ("1950", "2010")


def questions(resource: Resource) -> Iterator[dict[str, str]]:
    yield {}
    for name, filter_ in resource.listing.filterset_class.base_filters.items():
        if name == SORT:
            continue
        for value in values(filter_):
            yield {name: value}


def values(filter_: Any) -> list[str]:
    assert not isinstance(filter_, OrderingFilter)
    if isinstance(filter_, ChoiceFacet):
        labels = list(filter_.labels)
        return labels[:MOST] + [each for each in labels[MOST:] if each in OF_HIDDEN]
    if isinstance(filter_, RelationFacet):
        model = filter_.model_of_choices
        rows = model.objects.published().order_by("pk")
        return list(rows.values_list("slug", flat=True)[:MOST])
    if isinstance(filter_, DecadeFacet):
        return list(DECADES)
    return list(YEARS if isinstance(filter_, YearFilter) else WORDS)


def orders(resource: Resource) -> list[str]:
    return list(asking.sort_choices(resource))
