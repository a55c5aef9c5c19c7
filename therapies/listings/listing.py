"""One list of the reference: which rows, by which filters, in which order, with which columns."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from therapies.exports import Export
from therapies.filters.base import FacetedFilterSet


@dataclass(frozen=True, eq=False)
class Listing:
    """Rows in their usual order; `page` names the address that shows them to readers, if one does.

    Of what is published each row is known by its natural key.
    """

    queryset: Any
    filterset_class: type[FacetedFilterSet]
    export: Export
    meaning: Any
    page: str = ""

    @property
    def model(self) -> Any:
        return self.queryset.model

    @property
    def name(self) -> str:
        return self.export.name

    def filtered(self, query: QueryDict) -> FacetedFilterSet:
        """What is published, by the filters of an address."""
        return self.filterset_class(query, queryset=self.queryset.all().published())

    def rows(self, filterset: FacetedFilterSet) -> QuerySet:
        """The rows of a valid choice of filters, in the order asked for. Equals stand as entered,
        so that the order is the same on every page."""
        rows = filterset.ordered(filterset.qs.for_list())
        return rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")
