"""Filters by words that somebody typed."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django_filters.constants import EMPTY_VALUES

from therapies.filters.published import published_along

LONGEST_TEXT = 100


class TextFilter(django_filters.CharFilter):
    """Rows whose name, or one of whose other names, contains the text."""

    def __init__(self, label: Any, *paths: str) -> None:
        super().__init__(label=label, max_length=LONGEST_TEXT)
        self.paths = paths

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if value in EMPTY_VALUES:
            return qs
        anywhere = Q()
        for path in self.paths:
            along = published_along(qs.model, path)
            anywhere |= along & Q(**{f"{path}__icontains": value})
        return qs.filter(pk__in=qs.model._default_manager.filter(anywhere).values("pk"))
