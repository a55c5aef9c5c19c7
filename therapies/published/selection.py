"""What an address asks of a list, answered from its index."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from therapies.filters.base import CHOICES, SORT, AskedInAddress
from therapies.filters.facets import FacetChoices
from therapies.published import bits
from therapies.published.index import Index

NO_FILES: MultiValueDict = MultiValueDict()


def read(index: Index, query: QueryDict) -> "Selection | None":
    """None if something in the address is refused, so that the filters themselves say why."""
    cleaned = clean(index.fields, query)
    selection = Selection(index, query, cleaned) if cleaned is not None else None
    return selection if selection and selection.is_known else None


def clean(fields: dict[str, forms.Field], query: QueryDict) -> dict[str, Any] | None:
    """Every parameter goes through the field of its filter; None if one of them is refused."""
    cleaned = {}
    for name in query:
        if field := fields.get(name):
            raw = field.widget.value_from_datadict(query, NO_FILES, name)
            try:
                cleaned[name] = field.clean(raw)
            except ValidationError:
                return None
    return cleaned


class Selection(AskedInAddress):
    """The rows that pass every filter, and the choices near them."""

    def __init__(self, index: Index, query: QueryDict, cleaned: dict[str, Any]) -> None:
        self.index = index
        self.filters = index.filterset.filters
        self.used = {
            name: value
            for name, value in cleaned.items()
            if name != SORT and value != index.unset[name]
        }
        self.sort = cleaned.get(SORT)
        self._query = query

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Label of each selected choice that exists, by facet."""
        return {
            name: self.index.known(name, value)
            for name, value in self.used.items()
            if name in self.index.facets
        }

    @property
    def is_known(self) -> bool:
        """Whether every choice exists, and the facet of which all choices are asked."""
        asked = self._query.get(CHOICES, "")
        return (not asked or asked in self.index.facets) and all(
            len(known) == len(self.used[name]) for name, known in self.labels.items()
        )

    @cached_property
    def _sets(self) -> dict[str, int]:
        return {name: self.index.selected(name, value) for name, value in self.used.items()}

    def _narrowed(self, without: str = "") -> int:
        found = self.index.everything
        for name, each in self._sets.items():
            if name != without:
                found &= each
        return found

    @cached_property
    def found(self) -> int:
        return self._narrowed()

    @property
    def form(self) -> forms.Form:
        """The filters as fields, with what was asked."""
        return self.index.listing.filterset_class(
            self._query, queryset=self.index.filterset.queryset
        ).form

    @cached_property
    def facet_choices(self) -> list[FacetChoices]:
        """As the filters would count them."""
        shown = []
        for name, facet in self.index.facets.items():
            base = self._narrowed(without=name) if name in self._sets else self.found
            known = self.labels.get(name, {})
            each = FacetChoices(name, str(self.filters[name].label))
            each.is_asked = name == self.asked_facet
            each.all_url = self._url_of_all(name)
            facet.count(base, known, each)
            shown.append(each)
        return shown

    def pks(self, start: int, stop: int) -> list[int]:
        """Of the rows from the start-th to before the stop-th, in the order asked for."""
        order = self.index.order(self.sort)
        if order is None:
            places: Iterable[int] = bits.window(self.found, start, stop)
        else:
            places = bits.in_order(self.found, order, start, stop)
        return [self.index.pks[place] for place in places]


class Rows:
    """The rows of a selection as a sequence that pages are cut from."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    def __len__(self) -> int:
        return self.selection.found.bit_count()

    def __getitem__(self, part: slice) -> "Part":
        stop = len(self) if part.stop is None else part.stop
        return Part(self.selection.index, self.selection.pks(part.start or 0, stop))


class Part:
    """Some rows, by their ids; read from the database only when something is asked of them."""

    def __init__(self, index: Index, pks: list[int]) -> None:
        self.index = index
        self.pks = pks

    def __len__(self) -> int:
        return len(self.pks)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._read(self.pks))

    def _read(self, pks: list[int]) -> list[Any]:
        found = self.index.filterset.queryset.for_list().in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]

    def written(self, template: str, **context: Any) -> SafeString:
        """Each row by its template; a row is written once as long as the index is in force, so
        the context is the same for every reader."""
        store = self.index.written.setdefault((template, get_language()), {})
        if missing := [pk for pk in self.pks if pk not in store]:
            for row in self._read(missing):
                store[row.pk] = render_to_string(template, context | {"row": row})
        return SafeString("".join(store.get(pk, "") for pk in self.pks))
