"""Filter sets: filters, their counts, and the chips that undo them."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.constants import EMPTY_VALUES

from therapies.filters.addresses import Lists, pair, written
from therapies.filters.facets import Choice, Facet, FacetChoices, TreeFacet
from therapies.filters.paths import SeveralPathsFacet

SORT = "sort"
# The parameter that names the facet of which every choice is shown.
CHOICES = "choices"
# Facets that count their choices in a query of their own.
COUNTED_APART = (TreeFacet, SeveralPathsFacet)


@dataclass
class Chip:
    """One active filter value and the address of the page without it."""

    label: str
    value: str
    url: str


class AskedInAddress:
    """What the address asks for, in words, and the addresses near it.

    Takes from its child: `filters`, `words` for them, `labels` of the selected choices by facet,
    `lists` of what is asked.
    """

    filters: dict[str, Any]
    words: Any
    labels: Any
    lists: Lists

    @cached_property
    def asked_facet(self) -> str:
        """The facet of which every choice is shown."""
        return self.lists.get(CHOICES, ("",))[-1]

    @cached_property
    def chips(self) -> list[Chip]:
        chips = []
        for name in self.filters:
            if name == SORT or name not in self.lists:
                continue
            for value in self._given(name):
                label = self.labels.get(name, {}).get(value, value)
                chips.append(Chip(self.words[name], label, self.url_without(name, value)))
        return chips

    def _given(self, name: str) -> list[str]:
        return list(dict.fromkeys(value for value in self.lists.get(name, ()) if value))

    def url_of_all(self, name: str) -> str:
        lists = {**self.lists, CHOICES: [name]}
        lists.pop("page", None)
        return f"?{written(lists)}#facet-{name}"

    def url_without(self, name: str, value: str) -> str:
        others = [text for key, each, text in self._pairs if key != name or each != value]
        return f"?{'&'.join(others)}"

    @cached_property
    def _pairs(self) -> list[tuple[str, str, str]]:
        """Each name and value, and both as an address has them; of any page."""
        lists = self.lists.items()
        return [
            (name, value, pair(name, value))
            for name, values in lists
            if name != "page"
            for value in values
        ]


class FacetedFilterSet(AskedInAddress, django_filters.FilterSet):
    """Filters, their counts, and the chips that undo them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facets = {name: each for name, each in self.filters.items() if isinstance(each, Facet)}
        for name, facet in self.facets.items():
            facet.name = name
        self._narrowed: dict[str, QuerySet] = {}

    @cached_property
    def words(self) -> dict[str, str]:
        return {name: str(each.label) for name, each in self.filters.items()}

    def is_valid(self) -> bool:
        return super().is_valid() and not self.unknown

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Label of each selected choice that exists, by facet."""
        return {
            name: facet.known(self.selected(name))
            for name, facet in self.facets.items()
            if self.selected(name)
        }

    @cached_property
    def unknown(self) -> list[tuple[str, str]]:
        """Selected choices that do not exist, as (label of the filter, choice)."""
        asked = [(_("All choices"), self.asked_facet)] if self.asked_facet else []
        return [pair for pair in asked if pair[1] not in self.facets] + [
            (str(self.facets[name].label), value)
            for name, known in self.labels.items()
            for value in self.selected(name)
            if value not in known
        ]

    def selected(self, name: str) -> list[str]:
        return list(self.form.cleaned_data.get(name) or []) if self.form.is_valid() else []

    def narrowed(self, without: str = "") -> QuerySet:
        """The rows that pass every filter, or every one but the named."""
        return self._rows(without if without in self._asked else "").all()

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """What was asked of each filter of which something was."""
        cleaned = self.form.cleaned_data.items()
        return {
            name: value for name, value in cleaned if name != SORT and value not in EMPTY_VALUES
        }

    def _rows(self, without: str) -> QuerySet:
        """Most facets count the same rows, which are described once."""
        if without not in self._narrowed:
            queryset = self.queryset.all()
            for name, value in self._asked.items():
                if name != without:
                    queryset = self.filters[name].filter(queryset, value)
            self._narrowed[without] = queryset
        return self._narrowed[without]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.narrowed()

    def ordered(self, queryset: QuerySet) -> QuerySet:
        """In the order asked for. Apart from narrowing, because some orders need annotations."""
        order = self.form.cleaned_data.get(SORT)
        return self.filters[SORT].filter(queryset, order) if order else queryset

    @cached_property
    def facet_choices(self) -> list[FacetChoices]:
        """Choices of every facet with the results each would give beside the other filters."""
        found = {name: FacetChoices(name, str(facet.label)) for name, facet in self.facets.items()}
        flat = []
        for name, facet in self.facets.items():
            rows = self.narrowed(without=name)
            if isinstance(facet, COUNTED_APART):
                found[name].choices = facet.choices(rows, self.selected(name))
            else:
                flat.append(facet.counts(rows))
        if flat:
            self._count(flat, found)
        for name, each in found.items():
            each.is_asked = name == self.asked_facet
            each.all_url = self.url_of_all(name)
            if not each.is_asked:
                each.shorten()
        return list(found.values())

    def _count(self, flat: list[QuerySet], found: dict[str, FacetChoices]) -> None:
        """One query for all facets that do not count for themselves."""
        first, *others = flat
        counted = set()
        for name, value, label, results in first.union(*others, all=True) if others else first:
            fixed = getattr(self.facets[name], "labels", {})
            text = fixed.get(value, label or value)
            is_selected = value in self.selected(name)
            found[name].choices.append(Choice(value, text, results, is_selected))
            counted.add((name, value))
        for name, known in self.labels.items():
            if not isinstance(self.facets[name], COUNTED_APART):
                found[name].choices += [
                    Choice(value, label, 0, is_selected=True)
                    for value, label in known.items()
                    if (name, value) not in counted
                ]
        for choices in found.values():
            if not isinstance(self.facets[choices.name], COUNTED_APART):
                choices.choices.sort(key=lambda each: (-each.results, each.label, each.value))

    @cached_property
    def lists(self) -> Lists:
        return dict(self._query.lists())

    @property
    def _query(self) -> QueryDict:
        return self.data if isinstance(self.data, QueryDict) else QueryDict()
