"""The parts of a list's page that differ from request to request, made by filling moulds."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from therapies.context import compared
from therapies.filters.base import Chip, FacetedFilterSet
from therapies.filters.facets import FacetChoices
from therapies.listings import Listing
from therapies.published.selection import Selection
from therapies.views.list_addresses import query_without
from therapies.views.moulds import MOST_MOULDS, Mould, cut, filled, mark, pour

FIELDS = ("q", "approved_from", "approved_to", "year_from", "year_to", "sort")
WIDE = ("q", "sort")
THOUSAND = 1000


def around(
    request: HttpRequest,
    listing: Listing,
    filterset: FacetedFilterSet | Selection,
    page: Page,
    page_sizes: tuple[int, ...],
    feed_address: str,
) -> dict[str, SafeString]:
    """What stands around the rows, by its name in the layout."""
    query, chips = query_without(request, "page"), filterset.chips
    holes = {
        "fields": fields(listing, request.GET),
        "facets": facets(filterset.facet_choices),
    }
    form = filled(
        "components/filters.html",
        holes,
        page_sizes=page_sizes,
        page_size=page.paginator.per_page,
        list_path=request.path,
        used=len(chips),
        compared=tuple(compared(request).slugs),
        asked=bool(filterset.asked_facet),
    )
    return {
        "bar": bar(page, chips, query, feed_address),
        "active": active(chips, request.path),
        "pagination": pagination(page, query),
        "filters": form,
    }


def bar(page: Page, chips: Sequence[Chip], query: str, feed_address: str) -> SafeString:
    """How many results there are, and what can be done with them."""
    total, last = page.paginator.count, page.paginator.num_pages
    count = ngettext("%(shown)s result", "%(shown)s results", total) % {"shown": intcomma(total)}
    if last > 1:
        count += ", " + _("page %(number)s of %(last)s") % {"number": page.number, "last": last}
    holes = {"count": count, "query": query}
    return filled("components/list_bar.html", holes, used=len(chips), feed_address=feed_address)


def pagination(page: Page, query: str) -> SafeString:
    return pour(_pages(get_language(), page.number, page.paginator.num_pages), {"query": query})


@lru_cache(MOST_MOULDS)
def _pages(language: str, number: int, last: int) -> Mould:
    page = Paginator(range(last), 1).page(number)
    context = {"page": page, "query": mark("query")}
    return cut(render_to_string("components/pagination.html", context))


def active(chips: Sequence[Chip], list_path: str) -> SafeString:
    """The filters in use, each a link that removes it."""
    holes: dict[str, str] = {}
    for number, chip in enumerate(chips):
        holes |= {f"{name}{number}": text for name, text in vars(chip).items()}
    return pour(_chips(get_language(), len(chips), list_path), holes)


@lru_cache(MOST_MOULDS)
def _chips(language: str, number: int, list_path: str) -> Mould:
    names = ("label", "value", "url")
    chips = [{name: mark(f"{name}{each}") for name in names} for each in range(number)]
    return cut(render_to_string("components/chips.html", {"chips": chips, "list_path": list_path}))


def fields(listing: Listing, query: QueryDict) -> SafeString:
    """The fields of the form that are not facets, with what was asked."""
    names = (name for name in FIELDS if name in listing.filterset_class.base_filters)
    return _joined(_field(get_language(), listing, name, query.get(name, "")) for name in names)


@lru_cache(MOST_MOULDS)
def _field(language: str, listing: Listing, name: str, value: str) -> SafeString:
    query = QueryDict(mutable=True)
    query[name] = value
    field = listing.filtered(query).form[name]
    context = {"field": field, "is_short": name not in WIDE}
    return render_to_string("components/filter_field.html", context)


def facets(found: Iterable[FacetChoices]) -> SafeString:
    return _joined(facet(each) for each in found if each.choices)


def facet(each: FacetChoices) -> SafeString:
    holes = {"choices": choices(each), "total": intcomma(each.total), "all_url": each.all_url}
    return filled(
        "components/facet.html",
        holes,
        name=each.name,
        label=each.label,
        is_open=each.is_open,
        is_used=each.is_used,
        is_long=each.is_long,
        is_asked=each.is_asked,
        left_out=bool(each.left_out),
    )


def choices(each: FacetChoices) -> SafeString:
    language, name = get_language(), each.name
    written = []
    for choice in each.choices:
        before, after = _choice(
            language, name, choice.value, choice.label, choice.depth, choice.is_selected
        )
        results = choice.results
        written.append(f"{before}{results if results < THOUSAND else intcomma(results)}{after}")
    return _joined(written)


@lru_cache(MOST_MOULDS)
def _choice(
    language: str, facet: str, value: str, label: str, depth: int, is_selected: bool
) -> tuple[str, str]:
    context = {
        "facet": facet,
        "value": value,
        "label": label,
        "depth": depth,
        "is_selected": is_selected,
        "results": mark("results"),
    }
    before, _name, after = cut(render_to_string("components/facet_choice.html", context))
    return before, after


def _joined(parts: Iterable[str]) -> SafeString:
    """Parts that are safe already."""
    return SafeString("".join(parts))
