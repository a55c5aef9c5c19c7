"""Which public addresses say something else since a version of the content.

Better one too many than one too few: an address that is purged needlessly costs one page.
"""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from editorial.models import ContentVersion, Version
from therapies.canonical import KINDS
from therapies.choices import EntryType
from therapies.mentions import names_of
from therapies.versions import unpack

Subject = tuple[str, str]
EVERYTHING = "/*"
# So many entries at once are a release of their own.
MOST_SUBJECTS = 50
# Entries of these kinds are shown with all that stands below them.
TREES = (EntryType.THERAPY_TYPE, EntryType.CONDITION)
UNCHANGED = ("metrics", "report/", "search/")


def addresses(since: int) -> list[str]:
    """Paths, in order; a * at the end stands for whatever may follow."""
    versions = ContentVersion.objects.filter(pk__gt=since).order_by("pk")
    first = versions.first()
    if first is None:
        return []
    subjects = set(versions.values_list("kind", "slug"))
    recorded = Version.objects.filter(created_at__gte=first.created_at)
    subjects |= set(recorded.values_list("kind", "slug"))
    if ("", "") in subjects or len(subjects) > MOST_SUBJECTS:
        return [EVERYTHING]
    shown = subjects | set(_ancestors(_mentioned(subjects))) | set(_mentioning(subjects))
    entries = {f"{reverse(f'{kind}-detail', args=[slug])}*" for kind, slug in shown}
    return sorted(entries | set(_others()))


def _mentioned(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """By what the entries say now, and by what they said before."""
    for kind, slug in subjects:
        for version in Version.objects.of(kind, slug)[:2]:
            yield from (key for key in names_of(unpack(version.content)) if key[0] in KINDS)


def _ancestors(found: Iterable[Subject]) -> set[Subject]:
    known: set[Subject] = set()
    waiting = set(found)
    while waiting:
        known |= waiting
        below = {each for each in waiting if each[0] in TREES}
        waiting = set(_mentioned(below)) - known
    return known


def _mentioning(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Entries that say something of these; one of another kind with the same slug does no harm."""
    for _kind, slug in subjects:
        found = Version.objects.newest().filter(content__contains=f'"{slug}"')
        yield from found.values_list("kind", "slug")


def _others() -> Iterator[str]:
    """Every address that is of no single entry: lists, feeds, sitemaps, the API."""
    details = {reverse(f"{kind}-detail", args=["x"]).removesuffix("x/") for kind in KINDS}
    for route in _routes(get_resolver(), ""):
        fixed, parameter, _rest = route.partition("<")
        path = f"/{fixed}"
        if not parameter:
            yield from (path, f"{path}?*")
        elif path not in details and path != "/":
            yield f"{path}*"


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + _plain(str(pattern.pattern))
        if route.startswith((*UNCHANGED, "admin/")):
            continue
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


def _plain(route: str) -> str:
    """A route, or as much of a regular expression as is no expression."""
    return route.removeprefix("^").removesuffix("$").replace("\\Z", "").partition("(")[0]
