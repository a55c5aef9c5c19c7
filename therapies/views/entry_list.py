"""What every list does. A list itself is a declaration of a few lines in `lists.py`."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from therapies import structured
from therapies.choices import EntryType
from therapies.context import compared
from therapies.exports import CONTENT_TYPES, FORMATS
from therapies.filters.addresses import written
from therapies.filters.base import FacetedFilterSet
from therapies.listings import Listing
from therapies.published.index import Index
from therapies.published.selection import Part, Rows, Selection, read
from therapies.published.shelf import shelf
from therapies.published.stored import Stored
from therapies.published.stored import shelf as stored_lists
from therapies.views import list_parts
from therapies.views.frames import PART, WHOLE, Outline
from therapies.views.list_addresses import (
    NUMBER,
    NUMBERS,
    canonical,
    query_without,
    tidied,
    unasked,
)
from therapies.views.plans import Declared, Plan, size_of_page

PAGE_SIZES = (25, 50, 100)
LISTS_WITH_FEED = {f"{kind}-list" for kind in EntryType}
PARTIAL_HEADERS = ("HX-Request", "HX-Request-Type")


class EntryList(View):
    """A filtered list as a page, or exactly its rows as CSV or JSON.

    A script that renews the list in place is answered with the list alone, and told the address
    under which the same list is a page.
    """

    listing: ClassVar[Listing]
    template_name: ClassVar[str]
    page_sizes: ClassVar[tuple[int, ...]] = PAGE_SIZES
    usual: ClassVar[dict[str, str]] = {}
    # Of one row that looks the same to every reader.
    row_template: ClassVar[str] = ""
    # Whether the page needs nothing of the filters but what the index knows as well.
    is_indexed: ClassVar[bool] = True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        tidy = self._tidier_address(request)
        if not _is_partial(request):
            response = HttpResponseRedirect(tidy) if tidy else self._answer(request)
        else:
            request.GET = QueryDict(urlsplit(tidy or request.get_full_path()).query)
            response = self._answer(request)
            response["HX-Push-Url"] = tidy or request.get_full_path()
        patch_vary_headers(response, PARTIAL_HEADERS)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        index = self._index(request)
        if index and (planned := self._planned(request, index)):
            return planned
        file_format = request.GET.get("format", "")
        if not file_format and not self._wrong_numbers():
            selection = self._selection(request, index)
            if selection:
                return self._page(request, selection, Rows(selection))
        filterset = self.listing.filtered(request.GET)
        problems = self._problems(filterset)
        if file_format and file_format not in FORMATS:
            problems.append(
                _("“%(format)s” is not a format. Use csv or json.") % {"format": file_format[:40]}
            )
        if problems:
            return self._refuse(request, filterset, problems, as_text=bool(file_format))
        rows = self.listing.rows(filterset)
        if file_format:
            return self.listing.export.response(rows, file_format)
        return self._page(request, filterset, rows)

    def _index(self, request: HttpRequest) -> Index | Stored | None:
        """None where the filters have to answer: for a preview, and while nothing is published."""
        if not self.is_indexed or getattr(request, "preview", None):
            return None
        if [*request.GET] == ["format"]:
            # Of a whole list the database streams what an index does not have written already.
            return shelf.at_hand(self.listing)
        edition = getattr(request, "edition", None)
        return shelf.current(self.listing) or stored_lists.current(self.listing, edition)

    def _selection(self, request: HttpRequest, index: Index | Stored | None) -> Selection | None:
        """What is asked, of what is in memory; None if only the database can say."""
        return read(index, request.GET) if index else None

    def _planned(self, request: HttpRequest, index: Index | Stored) -> HttpResponse | None:
        """What the index answers without the view. How to answer more is given away, unless that
        takes the database, which is asked within the bounds of a request."""
        outline = Outline(request.path, request.scheme or "", request.get_host())
        outline.edition = getattr(request, "edition", None)
        language, is_partial = str(get_language()), _is_partial(request)
        plan = Plan(self._declared(), index, outline, language, localdate(), is_partial)
        made = plan.answer(request.META.get("QUERY_STRING", ""))
        if made is None:
            return None
        response = HttpResponse(made.body, content_type=CONTENT_TYPES.get(made.form))
        if made.form:
            self.listing.export.named(response, made.form)
        if isinstance(index, Index):
            response.plan, response.form = plan, made.form
        return response

    def _declared(self) -> Declared:
        return Declared(
            self.listing,
            self.template_name,
            self.row_template,
            self.page_sizes,
            tuple(self.usual.items()),
            self._feed_address(),
        )

    def _feed_address(self) -> str:
        return f"{self.request.path}feed/" if self.listing.page in LISTS_WITH_FEED else ""

    def _tidier_address(self, request: HttpRequest) -> str:
        """The same list without what a form sends but nobody asked; "" if there is no such thing.

        A list has one address: no empty values, no first page, no usual page size.
        """
        lists = dict(request.GET.lists())
        tidy = tidied(lists, unasked(self.page_sizes, self.usual))
        if tidy == lists:
            return ""
        return f"{request.path}?{written(tidy)}" if tidy else request.path

    def _problems(self, filterset: FacetedFilterSet) -> list[str]:
        if filterset.is_valid():
            problems = []
        else:
            problems = [
                f"{filterset.filters[name].label}: {error}"
                for name, errors in filterset.form.errors.items()
                for error in errors
            ] + [
                _("%(filter)s: there is no “%(value)s”.") % {"filter": label, "value": value[:60]}
                for label, value in filterset.unknown
            ]
        return problems + self._wrong_numbers()

    def _wrong_numbers(self) -> list[str]:
        values = (self.request.GET.get(name, "1") for name in NUMBERS)
        return [
            _("“%(value)s” is not a number.") % {"value": value[:40]}
            for value in values
            if not NUMBER.fullmatch(value)
        ]

    def _refuse(
        self,
        request: HttpRequest,
        filterset: FacetedFilterSet,
        problems: list[str],
        as_text: bool,
    ) -> HttpResponse:
        if as_text:
            text = "\n".join(problems) + "\n"
            return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
        context = {
            "frame": _frame(request),
            "problems": problems,
            "chips": filterset.chips,
            "list_path": request.path,
        }
        response = render(request, "layouts/refused.html", context, status=400)
        if _is_partial(request):
            # The filters stay as they are, so that they can be mended.
            response["HX-Retarget"] = "#results"
            response["HX-Reswap"] = "outerMorph"
        return response

    def _page(
        self, request: HttpRequest, filterset: FacetedFilterSet | Selection, rows: QuerySet | Rows
    ) -> HttpResponse:
        size = size_of_page(self.page_sizes, request.GET.get("page_size"))
        paginator = Paginator(rows, size)
        asked = int(request.GET.get("page", 1))
        try:
            page = paginator.page(asked)
        except EmptyPage:
            page = paginator.page(paginator.num_pages)
        context = {
            "frame": _frame(request),
            "filterset": filterset,
            "page": page,
            "chips": filterset.chips,
            "missed_page": asked if asked != page.number else None,
            "described": self.described(page),
            "feed_address": self._feed_address(),
        }
        context |= self._rows(request, page.object_list)
        context |= list_parts.around(
            list_parts.Address.of(request),
            self.listing,
            filterset,
            page,
            self.page_sizes,
            context["feed_address"],
        )
        return render(request, self.template_name, context | self.more_context(context))

    def described(self, page: Any) -> structured.Page:
        """A filtered list is not indexed: there are more than a search engine should ever see."""
        lists = dict(self.request.GET.lists())
        address, is_whole = canonical(self.request.path, lists, page.number, *self.usual)
        query = query_without(lists, *NUMBERS)
        root = structured.root_of(self.request)
        return structured.list_page(self.listing, page, address, query, is_whole, root)

    def _rows(self, request: HttpRequest, rows: Any) -> dict[str, Any]:
        """The rows, or where they are the same for every reader what was written of them."""
        chosen = compared(request)
        if self.row_template and isinstance(rows, Part) and not chosen.slugs:
            written = rows.written(self.row_template, compared=chosen)
            return {"rows": rows.places, "written": SafeString(b"".join(written).decode())}
        return {"rows": list(rows), "written": ""}

    def more_context(self, context: dict[str, Any]) -> dict[str, Any]:
        return {}


def _is_partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def _frame(request: HttpRequest) -> str:
    return PART if _is_partial(request) else WHOLE
