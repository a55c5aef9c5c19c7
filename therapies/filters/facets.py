"""Filters with a set of choices, and how many results stand behind each choice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices
from therapies.filters.joined import Joined
from therapies.filters.published import is_own_column, leads_to_several, published_along
from therapies.filters.tree import Tree
from therapies.models import Entry

MOST_VALUES = 40
LONGEST_VALUE = 120
MOST_AT_A_GLANCE = 12
MOST_SHOWN = 30


@dataclass
class Choice:
    value: str
    label: str
    results: int
    is_selected: bool
    depth: int = 0


@dataclass
class FacetChoices:
    name: str
    label: str
    choices: list[Choice] = field(default_factory=list)
    left_out: int = 0
    is_asked: bool = False
    all_url: str = ""

    def shorten(self) -> None:
        """Leave those with most results, the selected, and what stands above either in a tree.

        A browser is slow to open a page with a thousand choices, seen or unseen.
        """
        ranked = sorted(self.choices, key=lambda choice: -choice.results)
        kept = {choice.value for choice in ranked[:MOST_SHOWN]}
        shown: list[Choice] = []
        depth = 0
        for choice in reversed(self.choices):
            if choice.is_selected or choice.value in kept or choice.depth < depth:
                shown.insert(0, choice)
                depth = choice.depth
        self.left_out = len(self.choices) - len(shown)
        self.choices = shown

    @property
    def total(self) -> int:
        return len(self.choices) + self.left_out

    @property
    def is_open(self) -> bool:
        return self.is_used or self.is_asked

    @property
    def is_long(self) -> bool:
        """More choices than an eye finds one in: where all are here, a box to narrow them helps."""
        return not self.left_out and len(self.choices) > MOST_AT_A_GLANCE

    @property
    def is_used(self) -> bool:
        return any(choice.is_selected for choice in self.choices)


class WordsField(forms.Field):
    """Several short words, such as ?kind=cancer&kind=gene. What they may be is checked later."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        words = [word for word in value or [] if word]
        for word in words:
            ProhibitNullCharactersValidator()(word)
        if len(words) > MOST_VALUES:
            raise forms.ValidationError(_("Choose at most %(most)s."), params={"most": MOST_VALUES})
        return list(dict.fromkeys(words))


class Facet(django_filters.Filter):
    """Several choices of one kind: a result needs one of them."""

    field_class = WordsField
    name: str

    def __init__(self, label: Any, path: str, **kwargs: Any) -> None:
        super().__init__(field_name=path, label=label, **kwargs)

    @property
    def paths(self) -> list[str]:
        """Every way from a row to its choices."""
        return [self.field_name]

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        if is_own_column(qs.model, self.field_name):
            return qs.filter(self.condition(value))
        along = published_along(qs.model, self.field_name)
        matching = qs.model._default_manager.filter(along, self.condition(value))
        return qs.filter(pk__in=matching.values("pk"))

    def condition(self, values: list[str]) -> Q:
        raise NotImplementedError

    def known(self, values: list[str]) -> dict[str, str]:
        """Label of each of the values that exists."""
        raise NotImplementedError

    def behind(self, rows: QuerySet) -> QuerySet:
        """(pk, choice) of each row, and of each choice behind which it stands; some perhaps more
        than once."""
        return self.choosing(rows, self.chosen())

    def pairs(self, rows: QuerySet) -> Iterable[tuple[int, str]]:
        """The same as text, of what has a choice."""
        found = self.behind(rows).iterator()
        return ((pk, str(choice)) for pk, choice in found if choice is not None)

    def chosen(self) -> Any:
        """What of a row is its choice."""
        return F(self.field_name)

    def choosing(self, rows: QuerySet, choice: Any) -> QuerySet:
        # In one condition: in one of its own it would be about any other entry on the way, and
        # the rows multiplied with each other.
        along = self.published_on_the_way(rows.model) & Q(**{f"{self.field_name}__isnull": False})
        return rows.order_by().filter(along).annotate(choice=choice).values_list("pk", "choice")

    def published_on_the_way(self, model: type[Model]) -> Q:
        return published_along(model, self.field_name)

    def has_several(self, model: type[Model]) -> bool:
        """Whether a row may stand behind more than one choice."""
        return leads_to_several(model, self.field_name)

    def along(self, rows: QuerySet) -> QuerySet:
        """The rows from which only published entries lead to a choice."""
        return rows.order_by().filter(published_along(rows.model, self.field_name))


class ChoiceFacet(Facet):
    """Choices of a fixed vocabulary."""

    def __init__(self, label: Any, path: str, vocabulary: type[MeaningfulChoices]) -> None:
        super().__init__(label, path)
        self.labels = {str(value): str(text) for value, text in vocabulary.choices}

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.field_name}__in": values})

    def known(self, values: list[str]) -> dict[str, str]:
        return {value: self.labels[value] for value in values if value in self.labels}

    def counts(self, queryset: QuerySet) -> QuerySet:
        return grouped(self, queryset, Cast(F(self.field_name), CharField()))


class BooleanFacet(ChoiceFacet):
    def __init__(self, label: Any, path: str, yes: Any, no: Any) -> None:
        Facet.__init__(self, label, path)
        self.labels = {"yes": str(yes), "no": str(no)}

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.field_name}__in": [value == "yes" for value in values]})

    def counts(self, queryset: QuerySet) -> QuerySet:
        return grouped(self, queryset, self.chosen())

    def chosen(self) -> Case:
        return Case(When(**{self.field_name: True}, then=Value("yes")), default=Value("no"))


class RelationFacet(Facet):
    """Choices that are rows of another model, named by slug."""

    def __init__(self, label: Any, path: str, model: type[Model]) -> None:
        super().__init__(label, path)
        self.model_of_choices = model

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.field_name}__slug__in": values})

    def by_row(self, rows: QuerySet) -> Iterable[tuple[int, str]]:
        """Ids of the choices of each row, with commas between, published or not: which are is for
        the caller to know."""
        way, _separator, _end = self.field_name.rpartition("__")
        rows = rows.order_by().filter(published_along(rows.model, way) if way else Q())
        found = rows.values_list("pk").annotate(choices=Joined(self.field_name))
        return ((pk, choices) for pk, choices in found.iterator() if choices)

    def published_on_the_way(self, model: type[Model]) -> Q:
        """Which choices are published is for the caller to know."""
        way, _separator, _end = self.field_name.rpartition("__")
        return published_along(model, way) if way else Q()

    def visible(self) -> QuerySet:
        """(pk, slug, name) of every choice that readers may know of."""
        return _visible(self.model_of_choices).order_by().values_list("pk", "slug", "name")

    def known(self, values: list[str]) -> dict[str, str]:
        rows = _visible(self.model_of_choices).filter(slug__in=values)
        return dict(rows.values_list("slug", "name"))

    def counts(self, queryset: QuerySet) -> QuerySet:
        slug, name = (F(f"{self.field_name}__{column}") for column in ("slug", "name"))
        return grouped(self, queryset, slug, name)


class TreeFacet(RelationFacet):
    """Choices that form a tree: a node stands for everything below it too."""

    @cached_property
    def tree(self) -> Tree:
        return Tree(_visible(self.model_of_choices).values_list("pk", "parent_id", "slug", "name"))

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.field_name}__in": self.tree.below(values)})

    def known(self, values: list[str]) -> dict[str, str]:
        return {value: self.tree.names[value] for value in values if value in self.tree.names}

    def choices(self, queryset: QuerySet, selected: list[str]) -> list[Choice]:
        pairs = self.along(queryset).values_list("pk", self.field_name).distinct()
        results = self.tree.results(pairs)
        return [
            Choice(slug, self.tree.names[slug], results[slug], slug in selected, depth)
            for slug, depth in self.tree.walk()
            if results[slug] or slug in selected
        ]


def _visible(model: Any) -> QuerySet:
    return model.objects.published() if issubclass(model, Entry) else model.objects.all()


def grouped(facet: Facet, queryset: QuerySet, choice: Any, label: Any = None) -> QuerySet:
    """Rows of (facet, choice, label, results), of the same column types for every facet."""
    text = CharField()
    # In one condition: in one of its own it would be about any other entry on the way, and the
    # rows multiplied with each other.
    is_there = Q(**{f"{facet.field_name}__isnull": False})
    return (
        queryset.filter(published_along(queryset.model, facet.field_name) & is_there)
        .order_by()
        .annotate(
            facet_name=Value(facet.name, output_field=text),
            facet_choice=Cast(choice, text),
            facet_label=Cast(label if label is not None else Value(""), text),
        )
        .values("facet_name", "facet_choice", "facet_label")
        .annotate(facet_results=Count("pk", distinct=True))
        .values_list("facet_name", "facet_choice", "facet_label", "facet_results")
    )
