"""A facet whose choices a row reaches by more than one way."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from editorial.choices import MeaningfulChoices
from therapies.filters.facets import Choice, ChoiceFacet
from therapies.filters.published import published_along


class SeveralPathsFacet(ChoiceFacet):
    """Choices of a fixed vocabulary that a row may have through one or another published entry.

    A path names the relation to the entry and the field that follows from it.
    """

    def __init__(
        self, label: Any, vocabulary: type[MeaningfulChoices], *paths: tuple[str, str]
    ) -> None:
        super().__init__(label, "pk", vocabulary)
        self._paths = paths

    @property
    def paths(self) -> list[str]:
        return [f"{relation}__{field_name}" for relation, field_name in self._paths]

    def condition(self, values: list[str]) -> Q:
        anywhere = Q(pk__in=[])
        for path in self.paths:
            anywhere |= published_along(self.model, path) & Q(**{f"{path}__in": values})
        return anywhere

    def choices(self, queryset: QuerySet, selected: list[str]) -> list[Choice]:
        results = Counter(value for _pk, value in self.pairs(queryset))
        found = [
            Choice(value, self.labels[value], results[value], value in selected)
            for value in self.labels
            if results[value] or value in selected
        ]
        return sorted(found, key=lambda choice: (-choice.results, choice.label))

    def pairs(self, rows: QuerySet) -> Iterable[tuple[int, str]]:
        return ((pk, value) for pk, value in self.behind(rows) if value)

    def has_several(self, model: type[Model]) -> bool:
        return True

    def behind(self, rows: QuerySet) -> QuerySet:
        first, *others = (
            rows.order_by()
            .filter(published_along(rows.model, path))
            .annotate(choice=F(path))
            .values_list("pk", "choice")
            for path in self.paths
        )
        return first.union(*others)
