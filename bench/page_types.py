"""One address of every type of page; of the pages of entries, the one with the most on it.

Shared by what validates pages and by what weighs them. Django must be set up before the functions
are called.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = (
    "/therapies/",
    "/drugs/?page_size=100",
    "/conditions/?page_size=100",
    "/indications/?page_size=100",
    "/side-effects/?page_size=100",
    "/rates/?page_size=100",
    "/research/countries/",
    "/research/institutions/?page_size=100",
    "/research/trials/?page_size=100",
    "/research/milestones/?page_size=100",
    "/research/products/?page_size=100",
    "/claims/",
    "/claims/comparisons/?page_size=100",
    "/results/?page_size=100",
    "/sources/?page_size=100",
)
OTHERS = (
    "/",
    "/drugs/?q=pem&kind=cancer",
    "/drugs/?q=nothing-has-this-name",
    "/research/",
    "/research/?measure=trials",
    "/side-effects/matrix/",
    "/side-effects/matrix/?rows=types&columns=classes",
    "/compare/",
    "/drugs/pembrolizumab/cite/",
    "/drugs/pembrolizumab/history/1/cite/",
    "/embed/drugs/pembrolizumab/",
    "/search/",
    "/search/?q=nivo",
    "/search/?q=pembrolizumap",
    "/about/",
    "/data/",
    "/api/v1/docs/",
    "/report/",
    "/report/?sent=yes&page=/drugs/",
)
REFUSED = ("/drugs/?kind=unheard-of", "/nowhere/", "/about/?voice=x", "/compare/?drug=nothing")


def set_up(directory: str, debug: bool = False) -> None:
    """Django with the whole reference in a database of its own in that directory."""
    start(directory, debug)
    from therapies.loading import load

    load(ROOT / "fixtures")


def start(directory: str, debug: bool = False) -> None:
    """Django with an empty database of its own in that directory, or at BENCH_DATABASE_URL."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "immunoref.settings"
    own = f"sqlite:///{directory}/reference.sqlite3"
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", own)
    os.environ["DEBUG"] = str(debug).lower()
    sys.path.insert(0, str(ROOT))

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("migrate", verbosity=0)


def most_told() -> list[str]:
    """The page with the most on it of each kind of entry, with its history and first version; a
    root shows all of its branch."""
    from django.db.models import Count

    from therapies import models

    told = (
        (models.Drug, "safety_datasets__rates"),
        (models.Drug, "indications__approvals"),
        (models.Drug, "results"),
        (models.Condition, "indications"),
        (models.Condition, "children__indications"),
        (models.Condition, "results"),
        (models.SideEffect, "rates"),
        (models.Country, "trials"),
        (models.Institution, "trials"),
        (models.Trial, "countries"),
        (models.ClaimCheck, "statements"),
    )
    # The claim with the most comparisons on its page.
    shown = [claim for claim in models.ClaimCheck.objects.published() if claim.measures]
    shown.sort(key=lambda claim: -len(claim.measures))
    roots = models.TherapyType.objects.published().filter(parent=None)
    addresses = [root.get_absolute_url() for root in roots]
    for model, relation in told:
        ranked = model.objects.published().annotate(told=Count(relation))
        if entry := ranked.order_by("-told", "slug").first():
            addresses.append(entry.get_absolute_url())
    addresses += [claim.get_absolute_url() for claim in shown[:1]]
    addresses += [f"{address}history/" for address in addresses[len(roots) :]]
    addresses += [f"{address}1/" for address in addresses if address.endswith("/history/")]
    cited = models.Source.objects.annotate(told=Count("statement")).order_by("-told", "slug")
    addresses += [source.get_absolute_url() for source in cited[:1]]
    return list(dict.fromkeys(addresses))


def largest_comparison() -> str:
    """The four drugs with the most rates side by side."""
    from django.db.models import Count

    from therapies.models import Drug

    drugs = Drug.objects.published().annotate(rates=Count("safety_datasets__rates"))
    slugs = drugs.order_by("-rates", "slug").values_list("slug", flat=True)[:4]
    return "/compare/?" + "&".join(f"drug={slug}" for slug in slugs)


def addresses() -> list[str]:
    return [*LISTS, *most_told(), largest_comparison(), *OTHERS]
