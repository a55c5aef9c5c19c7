"""The search page, what completes a name as you type, and what browsers need to add the search."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from therapies import search, structured
from therapies.choices import EntryType
from therapies.published import names

SUGGESTIONS_KEPT = 300
DESCRIPTION_KEPT = 86_400


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    text = _asked(request)
    is_too_long = len(text) > search.LONGEST_TEXT
    context = {
        "text": text[: search.LONGEST_TEXT],
        "results": search.Results() if is_too_long else search.find(text, names.current()),
        "is_too_long": is_too_long,
        "longest": search.LONGEST_TEXT,
        "described": structured.Page(is_indexed=False),
    }
    return render(request, "therapies/search.html", context, status=400 if is_too_long else 200)


@require_safe
@cache_control(public=True, max_age=SUGGESTIONS_KEPT)
def suggest(request: HttpRequest) -> JsonResponse:
    """The closest few published entries; nothing for a text that no name can be."""
    text = _asked(request)
    is_short = len(text) <= search.LONGEST_TEXT
    found = search.suggest(text, names.current()) if is_short else search.Suggestions()
    named = [_entry_option(hit) for hit in found.hits]
    targets = [_target_option(hit) for hit in found.targets]
    suggestions = targets + named if found.targets_first else named + targets
    near = [_entry_option(hit) for hit in found.near]
    answer = {"suggestions": suggestions, "near": near}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _entry_option(hit: search.Hit) -> dict[str, str]:
    return {
        "name": hit.entry.name,
        "url": hit.entry.get_absolute_url(),
        "type": str(EntryType(hit.entry.entry_type).label),
        "found_by": "" if hit.is_own_name else f"{hit.kind_of_name}: {hit.name}",
    }


def _target_option(hit: search.TargetHit) -> dict[str, str]:
    drugs = ngettext("%(count)s drug", "%(count)s drugs", hit.drugs) % {"count": hit.drugs}
    name = _("other name: %(name)s") % {"name": hit.other_name} if hit.other_name else ""
    return {
        "name": hit.target.name,
        "url": hit.url,
        "type": str(_("target")),
        "found_by": ", ".join(filter(None, [name, drugs])),
    }


@require_safe
@cache_control(public=True, max_age=DESCRIPTION_KEPT)
def opensearch(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "therapies/opensearch.xml",
        {"site": request.build_absolute_uri("/").rstrip("/")},
        content_type="application/opensearchdescription+xml",
    )


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()
