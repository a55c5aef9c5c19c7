"""The matrix of side effects: the list of rates, laid out as a table of two ways in."""

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from therapies import listings, matrix
from therapies.filters.base import FacetedFilterSet
from therapies.views import list_parts
from therapies.views.entry_list import EntryList
from therapies.views.list_addresses import query_without

MOST_ROWS = 60
LAYOUTS = {
    "rows": (matrix.DRUGS, matrix.TYPES),
    "columns": (matrix.EFFECTS, matrix.CLASSES),
}


class SideEffectMatrix(EntryList):
    listing = listings.MATRIX
    template_name = "therapies/matrix.html"
    page_sizes = (MOST_ROWS,)
    is_indexed = False
    usual = {name: choices[0] for name, choices in LAYOUTS.items()}

    def _problems(self, filterset: FacetedFilterSet) -> list[str]:
        return super()._problems(filterset) + [
            _("%(name)s cannot be “%(value)s”.") % {"name": name, "value": value[:40]}
            for name, choices in LAYOUTS.items()
            if (value := self.request.GET.get(name, choices[0])) not in choices
        ]

    def _page(
        self, request: HttpRequest, filterset: FacetedFilterSet, rows: QuerySet
    ) -> HttpResponse:
        what, by = (request.GET.get(name, choices[0]) for name, choices in LAYOUTS.items())
        rates = filterset.qs
        paginator = Paginator(matrix.row_entries(rates, what), MOST_ROWS)
        try:
            page = paginator.page(int(request.GET.get("page", 1)))
        except EmptyPage:
            page = paginator.page(paginator.num_pages)
        context: dict[str, Any] = {
            "matrix": matrix.build(rates, list(page.object_list), what, by),
            "what": what,
            "by": by,
            "page": page,
            "facets": list_parts.facets(filterset.facet_choices),
            "chips": filterset.chips,
            "query": query_without(dict(request.GET.lists()), "page"),
            "signs": list(zip(matrix.SIGNS, ("0", *matrix.SHADES), strict=True)),
        }
        context["described"] = self.described(page)
        return render(request, self.template_name, context)
