"""Filters by the years of a date."""

from typing import Any

import django_filters
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear, Mod
from django.utils.translation import gettext as _
from django_filters.constants import EMPTY_VALUES

from therapies.filters.facets import Facet, grouped

DECADES = tuple(f"{first}" for first in range(1900, 2100, 10))
DECADE = "^(?:19|20)[0-9]0$"


class DecadeFacet(Facet):
    """Tens of years, named by their first: 1990 to 1999 are 1990."""

    @property
    def labels(self) -> dict[str, str]:
        return {first: decade(first) for first in DECADES}

    def condition(self, values: list[str]) -> Q:
        chosen = Q(pk__in=[])
        for value in values:
            if value in DECADES:
                years = (f"{value}-01-01", f"{int(value) + 9}-12-31")
                chosen |= Q(**{f"{self.field_name}__range": years})
        return chosen

    def known(self, values: list[str]) -> dict[str, str]:
        return {value: decade(value) for value in values if value in DECADES}

    def counts(self, queryset: QuerySet) -> QuerySet:
        return grouped(self, queryset, self.chosen())

    def chosen(self) -> Cast:
        year = ExtractYear(self.field_name)
        return Cast(year - Mod(year, Value(10)), IntegerField())


def decade(first: str) -> str:
    return _("%(first)s to %(last)s") % {"first": first, "last": int(first) + 9}


class YearFilter(django_filters.NumberFilter):
    """A year as lower or upper limit of a date."""

    def __init__(self, label: Any, path: str, limit: str) -> None:
        super().__init__(
            field_name=path,
            lookup_expr=f"year__{limit}",
            label=label,
            min_value=1900,
            max_value=2100,
            decimal_places=0,
        )

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if value in EMPTY_VALUES:
            return qs
        matching = qs.model._default_manager.filter(
            **{f"{self.field_name}__{self.lookup_expr}": int(value)}
        )
        return qs.filter(pk__in=matching.values("pk"))
