"""What an entry said when, and why: its versions, and each as it was read."""

from typing import Any

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.choices import Status
from editorial.models import Version
from therapies.canonical import KINDS
from therapies.choices import EntryType
from therapies.chronicle import LONGEST_NUMBER, Step, names_in, page_of
from therapies.models import Entry
from therapies.past import Past
from therapies.structured import Above, Alternate, Page
from therapies.versions import unpack
from therapies.views.raw import as_json, not_a_format


@require_safe
def history(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """All versions, newest first; also of what has left the public pages."""
    try:
        page, steps = page_of(kind, slug, request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error
    if not steps:
        raise Http404
    name = steps[0].version.name
    frame = _frame(kind, slug)
    context = frame | {"page": page, "steps": steps, "name": name, "described": _past(frame, name)}
    return render(request, "therapies/history.html", context)


@require_safe
def version(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """An entry as it was read while this version was in force."""
    if number >= 10**LONGEST_NUMBER:
        raise Http404
    around = Version.objects.of(kind, slug).filter(number__in=[number - 1, number, number + 1])
    related = ("author", "publisher", "confirmation__confirmed_by")
    found = {each.number: each for each in around.select_related(*related)}
    if number not in found:
        raise Http404
    shown = found[number]
    asked = request.GET.get("format", "")
    if asked:
        return as_json(unpack(shown.content)) if asked == "json" else not_a_format(asked)
    frame = _frame(kind, slug)
    before, following = found.get(number - 1), found.get(number + 1)
    names = names_in(each for each in (before, shown) if each)
    context = frame | {
        "name": shown.name,
        "step": Step(shown, before, names, most_rows=None),
        "until": following.created_at if following else None,
        "described": _past(frame, shown.name, version_address=request.path),
        "past": Past(unpack(shown.content), names),
    }
    return render(request, "therapies/version.html", context)


def _frame(kind: str, slug: str) -> dict[str, Any]:
    """Where the page stands in the site; no current address for what is not public now."""
    current = Entry.objects.filter(entry_type=kind, slug=slug, status=Status.PUBLISHED)
    return {
        "kind": kind,
        "list_name": capfirst(KINDS[EntryType(kind)]._meta.verbose_name_plural),
        "list_address": reverse(f"{kind}-list"),
        "history_address": reverse(f"{kind}-history", args=[slug]),
        "current_address": reverse(f"{kind}-detail", args=[slug]) if current.exists() else "",
    }


def _past(frame: dict[str, Any], name: str, version_address: str = "") -> Page:
    """Nobody who searches should find an old version for the page in force, nor its history."""
    trail = [Above(frame["list_name"], frame["list_address"])]
    if frame["current_address"]:
        trail.append(Above(name, frame["current_address"]))
    if not version_address:
        return Page(trail=tuple(trail), is_indexed=False, picture=frame["kind"])
    return Page(
        trail=(*trail, Above(_("History"), frame["history_address"])),
        is_indexed=False,
        picture=frame["kind"],
        alternates=(Alternate("application/json", f"{version_address}?format=json"),),
    )
