"""The matrix of side effects: the list of rates, laid out as a table of two ways in."""

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from therapies import listings, matrix
from therapies.filters.base import FacetedFilterSet
from therapies.published.cells import tables
from therapies.published.chosen import Chosen, read
from therapies.published.selection import Rows, Selection
from therapies.views import list_parts, matrix_parts
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
            for name, value in self._layout().items()
            if value not in LAYOUTS[name]
        ]

    def _layout(self) -> dict[str, str]:
        return {name: self.request.GET.get(name, usual) for name, usual in self.usual.items()}

    def _selection(self, request: HttpRequest, index: Any) -> Chosen | None:
        is_known = all(value in LAYOUTS[name] for name, value in self._layout().items())
        if not is_known or getattr(request, "preview", None):
            return None
        table = tables.current(self.listing)
        return read(table, request.GET) if table else None

    def _page(
        self, request: HttpRequest, filterset: FacetedFilterSet | Selection, rows: QuerySet | Rows
    ) -> HttpResponse:
        what, by = self._layout().values()
        source: matrix.Figures
        if isinstance(filterset, Chosen) and what == matrix.DRUGS:
            source, entries = filterset, filterset.drugs
        else:
            source = matrix.Stored(self.listing.filtered(request.GET).qs)
            entries = source.row_entries(what)
        paginator = Paginator(entries, MOST_ROWS)
        try:
            page = paginator.page(int(request.GET.get("page", 1)))
        except EmptyPage:
            page = paginator.page(paginator.num_pages)
        built = matrix.build(source, list(page.object_list), what, by)
        context: dict[str, Any] = {
            "matrix": built,
            "rows": matrix_parts.rows(built),
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
