"""The parts of a list's page that differ from request to request, made by filling moulds."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Self

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from therapies.context import compared
from therapies.filters.addresses import Lists
from therapies.filters.base import Chip, FacetedFilterSet
from therapies.listings import Listing
from therapies.published.selection import Selection
from therapies.views.facet_parts import facets
from therapies.views.list_addresses import query_without
from therapies.views.moulds import MOST_MOULDS, Mould, cast, cut, made_in, mark, pour

FIELDS = ("q", "approved_from", "approved_to", "year_from", "year_to", "sort")
WIDE = ("q", "sort")


class Address(NamedTuple):
    """Which list, and what was asked of it, in which language."""

    path: str
    lists: Lists
    language: str
    compared: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        lists, language = dict(request.GET.lists()), str(get_language())
        return cls(request.path, lists, language, tuple(compared(request).slugs))


def around(
    address: Address,
    listing: Listing,
    filterset: FacetedFilterSet | Selection,
    page: Page,
    page_sizes: tuple[int, ...],
    feed_address: str,
) -> dict[str, SafeString]:
    """What stands around the rows, by its name in the layout."""
    written = facets(filterset.facet_choices).encode()
    form = filters(address, listing, filterset, page.paginator.per_page, page_sizes, [written])
    return {
        **beside(address, filterset.chips, page, feed_address),
        "filters": SafeString(b"".join(form).decode()),
    }


def beside(
    address: Address, chips: Sequence[Chip], page: Page, feed_address: str
) -> dict[str, SafeString]:
    """What stands above and below the rows."""
    query = query_without(address.lists, "page")
    return {
        "bar": bar(address.language, page, chips, query, feed_address),
        "active": active(address.language, chips, address.path),
        "pagination": pagination(address.language, page, query),
    }


def filters(
    address: Address,
    listing: Listing,
    filterset: FacetedFilterSet | Selection,
    page_size: int,
    page_sizes: tuple[int, ...],
    facets: list[bytes],
) -> list[bytes]:
    mould = made_in(
        address.language,
        "components/filters.html",
        ("fields", "facets"),
        page_sizes=page_sizes,
        page_size=page_size,
        list_path=address.path,
        used=len(filterset.chips),
        compared=address.compared,
        asked=bool(filterset.asked_facet),
    )
    lists = address.lists
    asked = {name: lists[name][-1] for name in FIELDS if lists.get(name)}
    written = fields(address.language, listing, asked).encode()
    return cast(mould, {"fields": (written,), "facets": facets})


def bar(
    language: str, page: Page, chips: Sequence[Chip], query: str, feed_address: str
) -> SafeString:
    """How many results there are, and what can be done with them."""
    total, last = page.paginator.count, page.paginator.num_pages
    holes = {"count": _results(language, total, page.number, last), "query": query}
    fixed = {"used": len(chips), "feed_address": feed_address}
    return pour(made_in(language, "components/list_bar.html", tuple(holes), **fixed), holes)


@lru_cache(MOST_MOULDS)
def _results(language: str, total: int, number: int, last: int) -> str:
    count = ngettext("%(shown)s result", "%(shown)s results", total) % {"shown": intcomma(total)}
    if last > 1:
        count += ", " + _("page %(number)s of %(last)s") % {"number": number, "last": last}
    return count


def pagination(language: str, page: Page, query: str) -> SafeString:
    return pour(_pages(language, page.number, page.paginator.num_pages), {"query": query})


@lru_cache(MOST_MOULDS)
def _pages(language: str, number: int, last: int) -> Mould:
    page = Paginator(range(last), 1).page(number)
    context = {"page": page, "query": mark("query")}
    return cut(render_to_string("components/pagination.html", context))


def active(language: str, chips: Sequence[Chip], list_path: str) -> SafeString:
    """The filters in use, each a link that removes it."""
    holes: dict[str, str] = {}
    for number, chip in enumerate(chips):
        holes |= {f"{name}{number}": text for name, text in vars(chip).items()}
    return pour(_chips(language, len(chips), list_path), holes)


@lru_cache(MOST_MOULDS)
def _chips(language: str, number: int, list_path: str) -> Mould:
    names = ("label", "value", "url")
    chips = [{name: mark(f"{name}{each}") for name in names} for each in range(number)]
    return cut(render_to_string("components/chips.html", {"chips": chips, "list_path": list_path}))


def fields(language: str, listing: Listing, query: Mapping[str, str]) -> SafeString:
    """The fields of the form that are not facets, with what was asked."""
    filters = listing.filterset_class.base_filters
    written = [
        _field(language, listing, name, query.get(name, "")) for name in FIELDS if name in filters
    ]
    return SafeString("".join(written))


@lru_cache(MOST_MOULDS)
def _field(language: str, listing: Listing, name: str, value: str) -> SafeString:
    query = QueryDict(mutable=True)
    query[name] = value
    field = listing.filtered(query).form[name]
    context = {"field": field, "is_short": name not in WIDE}
    return render_to_string("components/filter_field.html", context)
