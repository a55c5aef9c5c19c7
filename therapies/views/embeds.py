"""Small cards of a drug or of one rate, for frames on other sites, and oEmbed for them.

These pages alone may be framed. They have no script, ask for nothing and know no reader.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from io import StringIO
from typing import Any, Self
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from therapies import frequencies
from therapies.characters import for_xml
from therapies.choices import ApprovalStatus, Band, WarningKind
from therapies.models import Approval, Drug, Rate
from therapies.views.base import with_version

WIDTH = 480
# How tall the fullest cards are at least so wide; below 240 pixels they scroll.
DRUG_HEIGHTS = {480: 330, 320: 400, 0: 520}
RATE_HEIGHTS = {480: 420, 320: 580, 0: 740}
DAY = 86_400
LONGEST_NUMBER = 6
MOST_WARNINGS = 3
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)
View = Callable[..., HttpResponse]


def framed(view: View) -> View:
    """Lets every site show the answer in a frame."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return require_safe(xframe_options_exempt(answer))


@dataclass(frozen=True)
class Card:
    """What another site needs to show a card: where it is, what it is called, how tall it is."""

    title: str
    path: str
    heights: dict[int, int]

    @classmethod
    def of_drug(cls, drug: Drug) -> Self:
        return cls(drug.name, reverse("embed-drug", args=[drug.slug]), DRUG_HEIGHTS)

    @classmethod
    def of_rate(cls, rate: Rate) -> Self:
        path = reverse(
            "embed-rate", args=[rate.dataset.drug.slug, rate.dataset.slug, rate.side_effect.slug]
        )
        words = {"drug": rate.dataset.drug.name, "effect": rate.side_effect.name}
        return cls(_("%(effect)s with %(drug)s") % words, path, RATE_HEIGHTS)

    def height(self, width: int) -> int:
        return next(tall for least, tall in self.heights.items() if width >= least)

    def frame(self, site: str, width: int = WIDTH, height: int | None = None) -> str:
        """The code to copy; never wider than the page that it is put into."""
        return format_html(
            '<iframe src="{}{}" title="{}" width="{}" height="{}" loading="lazy"'
            ' style="border:0;max-width:100%"></iframe>',
            site,
            self.path,
            f"{self.title} · immunoref",
            width,
            height or self.height(width),
        )


def rate_of(drug: str, dataset: str, effect: str) -> Rate | None:
    """A published rate by its natural key."""
    rates = Rate.objects.published().for_list()
    return rates.filter(
        dataset__drug__slug=drug, dataset__slug=dataset, side_effect__slug=effect
    ).first()


@framed
def drug(request: HttpRequest, slug: str) -> HttpResponse:
    published = with_version(Drug.objects.published(), Drug.TYPE).select_related("primary_type")
    shown = get_object_or_404(published, slug=slug)
    warnings = shown.warnings.select_related("regulator").order_by("title", "regulator__name")
    boxed = [each for each in warnings if each.kind == WarningKind.BOXED]
    approvals = list(
        Approval.objects.filter(indication__drug=shown).values_list("regulator__name", "status")
    )
    in_force = [name for name, status in approvals if status != ApprovalStatus.WITHDRAWN]
    context = {
        "drug": shown,
        "boxed": boxed[:MOST_WARNINGS],
        "boxed_left": max(len(boxed) - MOST_WARNINGS, 0),
        "warnings": len(warnings) - len(boxed),
        "in_force": len(in_force),
        "withdrawn": len(approvals) - len(in_force),
        "regulators": sorted(set(in_force)),
    }
    return render(request, "embeds/drug.html", context)


@framed
def rate(request: HttpRequest, drug: str, dataset: str, effect: str) -> HttpResponse:
    shown = rate_of(drug, dataset, effect)
    if shown is None:
        raise Http404
    context = {
        "rate": shown,
        "frequency": frequencies.of_rate(shown),
        "comparator": frequencies.of_rate(shown, "comparator_percent"),
        "band": Band(shown.band) if shown.band else None,
    }
    return render(request, "embeds/rate.html", context)


class NotAnsweredError(Exception):
    """A question of oEmbed that has no answer, with its status and the reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0, of type rich; for addresses of this site alone."""
    try:
        form = request.GET.get("format") or "json"
        if form not in ("json", "xml"):
            raise NotAnsweredError(501, _("Only json and xml are made."))
        answer = _oembed(request)
    except NotAnsweredError as error:
        text = f"{error}\n"
        return HttpResponse(text, status=error.code, content_type="text/plain; charset=utf-8")
    return JsonResponse(answer) if form == "json" else _as_xml(answer)


def _oembed(request: HttpRequest) -> dict[str, Any]:
    widest, tallest = (_limit(request, name) for name in ("maxwidth", "maxheight"))
    card = _card_at(request)
    site = request.build_absolute_uri("/").rstrip("/")
    width = min(WIDTH, widest or WIDTH)
    height = min(card.height(width), tallest or card.height(width))
    return {
        "type": "rich",
        "version": "1.0",
        "title": card.title,
        "author_name": "immunoref maintainers",
        "provider_name": "immunoref",
        "provider_url": f"{site}/",
        "cache_age": DAY,
        "html": card.frame(site, width, height),
        "width": width,
        "height": height,
    }


def _limit(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and int(asked[:LONGEST_NUMBER])):
        reason = _("%(name)s is not a number of pixels.") % {"name": name}
        raise NotAnsweredError(400, reason)
    return int(asked[:LONGEST_NUMBER])


def _card_at(request: HttpRequest) -> Card:
    """The card of a page of a drug, or of the address of a card itself."""
    asked = request.GET.get("url", "")
    if not asked:
        raise NotAnsweredError(400, _("Give the address of a page as url."))
    try:
        parts = urlsplit(asked)
        is_own = parts.scheme in ("http", "https") and parts.netloc == request.get_host()
        found = resolve(parts.path) if is_own else None
    except (ValueError, Resolver404):
        found = None
    card = None
    if found is not None and found.url_name in ("drug-detail", "embed-drug"):
        of_slug = Drug.objects.published().filter(**found.kwargs).first()
        card = Card.of_drug(of_slug) if of_slug else None
    elif found is not None and found.url_name == "embed-rate":
        of_key = rate_of(**found.kwargs)
        card = Card.of_rate(of_key) if of_key else None
    if card is None:
        raise NotAnsweredError(404, _("There is nothing to embed at this address."))
    return card


def _as_xml(answer: dict[str, Any]) -> HttpResponse:
    out = StringIO()
    handler = SimplerXMLGenerator(out, "utf-8")
    handler.startDocument()
    handler.startElement("oembed", {})
    for name, value in answer.items():
        handler.addQuickElement(name, for_xml(str(value)))
    handler.endElement("oembed")
    return HttpResponse(out.getvalue(), content_type="text/xml; charset=utf-8")
