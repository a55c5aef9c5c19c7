"""The parts of a list's page that differ from request to request, made by filling moulds."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Self

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from therapies.context import compared
from therapies.filters.addresses import Lists
from therapies.filters.base import Chip, FacetedFilterSet
from therapies.filters.facets import FacetChoices
from therapies.listings import Listing
from therapies.published.selection import Selection, Shown
from therapies.views.list_addresses import query_without
from therapies.views.moulds import MOST_MOULDS, Mould, cast, cut, filled, made, mark, pour

FIELDS = ("q", "approved_from", "approved_to", "year_from", "year_to", "sort")
WIDE = ("q", "sort")
THOUSAND = 1000
NUMERALS = tuple(b"%d" % number for number in range(THOUSAND))
MOST_CHOICES = 3_000


class Address(NamedTuple):
    """Which list, and what was asked of it."""

    path: str
    lists: Lists
    compared: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        return cls(request.path, dict(request.GET.lists()), tuple(compared(request).slugs))


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
        "bar": bar(page, chips, query, feed_address),
        "active": active(chips, address.path),
        "pagination": pagination(page, query),
    }


def filters(
    address: Address,
    listing: Listing,
    filterset: FacetedFilterSet | Selection,
    page_size: int,
    page_sizes: tuple[int, ...],
    facets: list[bytes],
) -> list[bytes]:
    mould = made(
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
    return cast(mould, {"fields": [fields(listing, asked).encode()], "facets": facets})


def bar(page: Page, chips: Sequence[Chip], query: str, feed_address: str) -> SafeString:
    """How many results there are, and what can be done with them."""
    total, last = page.paginator.count, page.paginator.num_pages
    holes = {"count": _results(get_language(), total, page.number, last), "query": query}
    return filled("components/list_bar.html", holes, used=len(chips), feed_address=feed_address)


@lru_cache(MOST_MOULDS)
def _results(language: str, total: int, number: int, last: int) -> str:
    count = ngettext("%(shown)s result", "%(shown)s results", total) % {"shown": intcomma(total)}
    if last > 1:
        count += ", " + _("page %(number)s of %(last)s") % {"number": number, "last": last}
    return count


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


def fields(listing: Listing, query: Mapping[str, str]) -> SafeString:
    """The fields of the form that are not facets, with what was asked."""
    language, filters = get_language(), listing.filterset_class.base_filters
    names = (name for name in FIELDS if name in filters)
    return _joined(_field(language, listing, name, query.get(name, "")) for name in names)


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
    return pour(_facet(get_language(), each), holes)


def _facet(language: str, each: FacetChoices | Shown) -> Mould:
    return _facet_mould(
        language,
        each.name,
        each.label,
        (each.is_open, each.is_used, each.is_long, each.is_asked, bool(each.left_out)),
    )


@lru_cache(MOST_MOULDS)
def _facet_mould(language: str, name: str, label: str, flags: tuple[bool, ...]) -> Mould:
    names = ("is_open", "is_used", "is_long", "is_asked", "left_out")
    holes = {hole: mark(hole) for hole in ("choices", "total", "all_url")}
    context = {"name": name, "label": label, **dict(zip(names, flags, strict=True)), **holes}
    return cut(render_to_string("components/facet.html", context))


def counted(found: Iterable[Shown]) -> list[bytes]:
    """The same of what an index counted, choice by choice from what was written before."""
    parts: list[bytes] = []
    language = get_language()
    for each in found:
        if each.shown:
            holes = {"choices": _counted_choices(language, each), "total": (), "all_url": ()}
            if each.left_out:
                holes["total"] = (_numeral(language, each.total),)
                holes["all_url"] = (escape(each.all_url).encode(),)
            parts += cast(_facet(language, each), holes)
    return parts


def _counted_choices(language: str, each: Shown) -> list[bytes]:
    index, numbers, chosen = each.index, each.numbers, each.chosen
    parts: list[bytes] = []
    for number in each.shown:
        is_chosen = number in chosen
        pair = index.written.get((language, number, is_chosen))
        if pair is None:
            pair = _written(language, each, number, is_chosen)
        results = numbers[number]
        numeral = NUMERALS[results] if results < THOUSAND else _numeral(language, results)
        parts += (pair[0], numeral, pair[1])
    return parts


def _written(language: str, each: Shown, number: int, is_chosen: bool) -> tuple[bytes, bytes]:
    index = each.index
    value = index.values[number]
    before, after = _choice(
        language, each.name, value, index.labels[number], index.depth(number), is_chosen
    )
    pair = before.encode(), after.encode()
    if len(index.written) > MOST_CHOICES:
        index.written.clear()
    index.written[language, number, is_chosen] = pair
    return pair


@lru_cache(MOST_MOULDS)
def _numeral(language: str, number: int) -> bytes:
    return str(intcomma(number)).encode()


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


@lru_cache(MOST_CHOICES)
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
