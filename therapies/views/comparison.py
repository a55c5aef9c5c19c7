"""Drugs side by side: the address holds the whole choice, so it can be kept, shared and printed."""

from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.edition import once_for_each_edition
from therapies import side_by_side, structured
from therapies.columns import reference
from therapies.exports import FORMATS
from therapies.glossary import COMPARISON_WORDS, Glossary
from therapies.models import Drug
from therapies.views import compare_parts
from therapies.views.base import number_sources

MOST_OPTIONS = 500


@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    slugs = side_by_side.asked_drugs(request.GET.getlist("drug"))
    asked_datasets = list(dict.fromkeys(filter(None, request.GET.getlist("dataset"))))
    if tidy := _tidier_address(request, slugs, asked_datasets):
        return HttpResponseRedirect(tidy)
    drugs = side_by_side.published_drugs(slugs)
    shown, problems = side_by_side.columns_of(drugs, asked_datasets)
    problems = side_by_side.missing(slugs, drugs) + problems
    file_format = request.GET.get("format", "")
    if file_format and file_format not in FORMATS:
        problems.append(
            _("“%(format)s” is not a format. Use csv or json.") % {"format": file_format[:40]}
        )
    if file_format and problems:
        text = "\n".join(problems) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    if file_format:
        rates = side_by_side.in_page_order(side_by_side.align(shown))
        return reference.COMPARISON.response(rates, file_format)
    context = _chosen(shown, asked_datasets, problems)
    if len(shown) >= side_by_side.FEWEST_DRUGS and not problems:
        context |= _side_by_side(shown)
    context["described"] = _described(request)
    return render(request, "therapies/compare.html", context, status=400 if problems else 200)


def _described(request: HttpRequest) -> structured.Page:
    """Of all choices there is one address each; only the page to choose on is indexed."""
    query = request.GET.urlencode()
    return structured.Page(
        canonical=f"{request.path}?{query}" if query else request.path,
        is_indexed=not query,
        picture="drug",
    )


def _tidier_address(request: HttpRequest, slugs: list[str], datasets: list[str]) -> str:
    """The same page without what a form sends but nobody chose; "" if there is no such thing."""
    tidy = request.GET.copy()
    for name, values in (("drug", slugs), ("dataset", datasets)):
        if values:
            tidy.setlist(name, values)
        else:
            tidy.pop(name, None)
    if tidy == request.GET:
        return ""
    return f"{request.path}?{tidy.urlencode()}" if tidy else request.path


def _chosen(
    shown: list[side_by_side.Column], datasets: list[str], problems: list[str]
) -> dict[str, Any]:
    """What the forms need to keep the choice and to change it."""
    has_room = len(shown) < side_by_side.MOST_DRUGS
    options = _options() if has_room else []
    kept = [each for each in datasets if any(each == column.key for column in shown)]
    slugs = [column.drug.slug for column in shown]
    return {
        "problems": problems,
        "columns": shown,
        "slugs": slugs,
        "kept_datasets": kept,
        "options": [option for option in options if option[0] not in slugs],
        "is_by_name": len(options) > MOST_OPTIONS,
        "fields": ["1", "2"] if not shown else [str(len(shown) + 1)],
        "has_room": has_room,
        "most": side_by_side.MOST_DRUGS,
        "removals": [(column, _without(column, shown, kept)) for column in shown],
        "is_complete": False,
    }


@once_for_each_edition
def _options() -> list[tuple[str, str]]:
    """One more than are offered, where there are more."""
    names = Drug.objects.published().order_by("name").values_list("slug", "name")
    return list(names[: MOST_OPTIONS + 1])


def _without(
    column: side_by_side.Column, shown: list[side_by_side.Column], datasets: list[str]
) -> str:
    """The query of the comparison without one drug."""
    query = QueryDict(mutable=True)
    query.setlist("drug", [each.drug.slug for each in shown if each is not column])
    query.setlist("dataset", [each for each in datasets if each != column.key])
    return f"?{query.urlencode()}"


def _side_by_side(shown: list[side_by_side.Column]) -> dict[str, Any]:
    claims = chain(
        (warning for column in shown for warning in column.drug.warnings.all()),
        (
            approval
            for column in shown
            for indication in column.drug.indications.all()
            for approval in indication.approvals.all()
        ),
        (column.dataset for column in shown if column.dataset),
    )
    sources = number_sources(claims, reverse("compare"))
    groups = side_by_side.align(shown)
    glossary = Glossary.of_page()
    return {
        "is_complete": True,
        "facts": compare_parts.facts(shown, side_by_side.facts(shown)),
        "indications": compare_parts.indications(shown, side_by_side.indications(shown)),
        "groups": groups,
        "rates": compare_parts.rates(shown, groups),
        "is_mixed": side_by_side.is_mixed(shown),
        "sources": sources,
        "words": glossary.use(COMPARISON_WORDS),
        "notes": glossary.notes,
    }
