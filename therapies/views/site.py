"""Pages that are neither a list nor an entry."""

from itertools import cycle
from typing import Any

from django.core.exceptions import DisallowedHost
from django.core.paginator import Paginator
from django.db.models import CharField, Count, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from editorial import allowances
from therapies import listings, search, structured
from therapies.choices import Kind, Mechanism
from therapies.columns import reference
from therapies.models import (
    Approval,
    ClaimCheck,
    Condition,
    Country,
    Drug,
    Institution,
    Milestone,
    Product,
    Rate,
    SideEffect,
    Source,
    Statement,
    TherapyType,
    Trial,
)
from therapies.pictures import world_map, years
from therapies.views import releases
from therapies.views.examples import examples

COUNTED = {
    "drugs": Drug,
    "therapy_types": TherapyType,
    "conditions": Condition,
    "side_effects": SideEffect,
    "approvals": Approval,
    "rates": Rate,
    "statements": Statement,
    "countries": Country,
    "institutions": Institution,
    "trials": Trial,
    "milestones": Milestone,
    "products": Product,
    "claims": ClaimCheck,
    "sources": Source,
}
RECENT = 5


def size_of_the_reference() -> dict[str, int]:
    """Published rows of each kind, in one query."""
    first, *others = (
        model.objects.published()
        .order_by()
        .annotate(what=Value(name, output_field=CharField()))
        .values("what")
        .annotate(rows=Count("pk", distinct=True))
        .values_list("what", "rows")
        for name, model in COUNTED.items()
    )
    return dict.fromkeys(COUNTED, 0) | dict(first.union(*others, all=True))


def kinds_and_growth() -> dict[str, Any]:
    """The five kinds with their drugs, and how those have grown in number."""
    drugs = dict(
        Drug.objects.published()
        .order_by()
        .values_list("therapy_types__kind")
        .annotate(Count("pk", distinct=True))
    )
    roots = {root.kind: root for root in TherapyType.objects.published().filter(parent=None)}
    decisions = Approval.objects.published().first_decisions(
        years.REGULATORS, by="indication__drug__therapy_types__kind"
    )
    return {
        "kinds": [
            {"kind": kind, "root": roots[kind], "drugs": drugs.get(kind, 0)}
            for kind in Kind
            if kind in roots
        ],
        "growth": years.growth(decisions, drugs),
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    recent = Drug.objects.published().order_by("-reviewed_on", "-published_at", "name")[:RECENT]
    context = {
        "recent": recent,
        "size": size_of_the_reference(),
        "described": structured.home_page(structured.root_of(request)),
        **kinds_and_growth(),
    }
    return render(request, "therapies/home.html", context)


@require_safe
def research(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("measure", world_map.USUAL)
    if asked not in world_map.MEASURES:
        reason = gettext("“%(measure)s” is not counted. Use institutions, trials or products.")
        refusal = {"reason": reason % {"measure": asked[:40]}}
        return render(request, "400.html", refusal, status=400)
    countries = list(Country.objects.published().for_list().order_by("name"))
    context = {
        "countries": countries,
        "size": size_of_the_reference(),
        "described": structured.Page(picture="country", follows_content=True),
        "map": world_map.drawn(countries, world_map.MEASURES[asked]),
    }
    return render(request, "therapies/research.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"size": size_of_the_reference(), "described": structured.Page(kind="AboutPage")}
    return render(request, "therapies/about.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    lists = [{"export": each.export, "list_name": each.page} for each in listings.ALL if each.page]
    exports = [*lists, {"export": reference.COMPARISON, "list_name": "compare"}]
    files = [(each["export"], each["list_name"]) for each in exports]
    context = {
        "exports": exports,
        "releases": releases.shown(request),
        "described": structured.catalogue(files, structured.root_of(request)),
    }
    return render(request, "therapies/data.html", context)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, with what is published as its example."""
    drugs = Drug.objects.published()
    decisions = Approval.objects.published().first_decisions(years.REGULATORS, by="regulator__slug")
    context: dict[str, Any] = {
        "drugs": drugs.for_list()[:3],
        "page": Paginator(range(100), 10).page(3),
        "size": size_of_the_reference(),
        "approval_years": years.by_regulator(decisions, drugs.count()),
        "mechanisms": zip(
            (each for each in Mechanism if each != Mechanism.NOT_DRAWN), cycle(Kind), strict=False
        ),
        "releases": releases.shown(request)[:1],
        **kinds_and_growth(),
        **examples(request),
    }
    return render(request, "therapies/styleguide.html", context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A 404 that offers entries with a similar name, which is a search for them."""
    word = request.path.rstrip("/").rpartition("/")[2].replace("-", " ")
    near = []
    if not allowances.count(request, allowances.SEARCHES).is_spent:
        near = search.near(word) or search.near(word.replace(" ", "-"))
    context = {"near": near}
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        # A page names its own address, and this one is not ours.
        text = gettext("This site is not known by that name.")
        return HttpResponse(f"{text}\n", content_type="text/plain", status=400)
    context = {"reason": _("The address could not be understood.")}
    return render(request, "400.html", context, status=400)
