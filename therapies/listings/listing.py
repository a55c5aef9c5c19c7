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
        return self._whole(filterset.ordered(filterset.qs.for_list()))

    def in_order(self, rows: Any, sorter: Any, sort: Any) -> QuerySet:
        """The same of any of its rows."""
        rows = rows.for_list()
        return self._whole(sorter.filter(rows, sort) if sort else rows)

    def _whole(self, rows: QuerySet) -> QuerySet:
        return rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")
