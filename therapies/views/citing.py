"""How to cite an entry at a version, and how to show it on another site."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.models import Version
from therapies.canonical import KINDS
from therapies.choices import EntryType
from therapies.chronicle import LONGEST_NUMBER
from therapies.citations import FORMATS, Citation
from therapies.models import Drug, Entry, Rate
from therapies.structured import Page
from therapies.views.embeds import Card, rate_of

LONGEST_CHOICE = 250


@require_safe
def cite(request: HttpRequest, kind: str, slug: str, number: int | None = None) -> HttpResponse:
    """The version in force of what is public, or any version by its number."""
    is_public = Entry.objects.published().filter(entry_type=kind, slug=slug).exists()
    if number is None and not is_public:
        raise Http404
    if number is not None and number >= 10**LONGEST_NUMBER:
        raise Http404
    versions = Version.objects.of(kind, slug).without_content()
    found = versions.first() if number is None else versions.filter(number=number).first()
    if found is None:
        raise Http404
    citation = _citation(request, found)
    asked = request.GET.get("format", "")
    if asked:
        return _file(citation, asked)
    return render(request, "therapies/cite.html", _context(request, citation, is_public))


def _citation(request: HttpRequest, version: Version) -> Citation:
    permanent = reverse(f"{version.kind}-version", args=[version.slug, version.number])
    return Citation(
        kind=version.kind,
        slug=version.slug,
        number=version.number,
        title=version.name,
        issued=version.created_at.date(),
        accessed=timezone.localdate(),
        address=request.build_absolute_uri(permanent),
    )


def _file(citation: Citation, asked: str) -> HttpResponse:
    if asked not in FORMATS:
        text = _("“%(format)s” is not a format. Use %(formats)s.") % {
            "format": asked[:40],
            "formats": ", ".join(FORMATS),
        }
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    form = FORMATS[asked]
    response = HttpResponse(
        form.written(citation), content_type=f"{form.content_type}; charset=utf-8"
    )
    name = f"{citation.key}.{form.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _context(request: HttpRequest, citation: Citation, is_public: bool) -> dict[str, Any]:
    kind, slug = citation.kind, citation.slug
    return {
        "citation": citation,
        "described": Page(is_indexed=False),
        "list_name": capfirst(KINDS[EntryType(kind)]._meta.verbose_name_plural),
        "list_address": reverse(f"{kind}-list"),
        "current_address": reverse(f"{kind}-detail", args=[slug]) if is_public else "",
        "cite_address": reverse(f"{kind}-version-cite", args=[slug, citation.number]),
        "feed_address": reverse(f"{kind}-feed", args=[slug]),
        "written": [
            {"name": name, "label": form.label, "text": form.written(citation)}
            for name, form in FORMATS.items()
        ],
        "embed": _embed(request, slug) if kind == EntryType.DRUG and is_public else None,
    }


def _embed(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The code of the drug's card, the rates to choose from, and the code of a chosen one."""
    drug = get_object_or_404(Drug.objects.published(), slug=slug)
    site = request.build_absolute_uri("/").rstrip("/")
    rates = (
        Rate.objects.published()
        .filter(dataset__drug=drug)
        .order_by("dataset__title", "dataset__slug", "side_effect__name")
        .values_list("dataset__title", "dataset__slug", "side_effect__slug", "side_effect__name")
    )
    choices: dict[str, list[tuple[str, str]]] = {}
    for title, dataset, effect, name in rates:
        choices.setdefault(title, []).append((f"{dataset}/{effect}", name))
    asked = request.GET.get("rate", "")[:LONGEST_CHOICE]
    dataset, _slash, effect = asked.partition("/")
    rate = rate_of(slug, dataset, effect) if asked else None
    if asked and rate is None:
        raise Http404
    chosen = Card.of_rate(rate) if rate else None
    return {
        "card": Card.of_drug(drug).frame(site),
        "choices": choices,
        "chosen": asked,
        "rate": chosen.frame(site) if chosen else "",
        "rate_path": chosen.path if chosen else "",
    }
