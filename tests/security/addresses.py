"""Every address of the site, from the patterns themselves: new ones are tried without a word."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver, reverse

from therapies.api import keys
from therapies.api.resources import ALL
from therapies.canonical import KINDS
from therapies.citations import FORMATS
from therapies.models import Drug, Rate, Source
from therapies.sitemaps import sections

# Releases are files that were published before.
FEW = 3
OF_RELEASES = ("release", "release-file")
NOWHERE = ("/nowhere/", "/drugs/nothing/", "/api/v1/nothing/", "/drugs/?kind=nothing")


class Pattern(NamedTuple):
    """`route` is the path as it is written, `name` with its namespace."""

    route: str
    name: str

    @property
    def is_of_staff(self) -> bool:
        return self.route.startswith("admin/")

    @property
    def has_parts(self) -> bool:
        return "<" in self.route


def patterns() -> list[Pattern]:
    return list(_walk(get_resolver().url_patterns))


def _walk(found: Any, before: str = "", space: str = "") -> Iterator[Pattern]:
    for each in found:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from _walk(each.url_patterns, route, space + inner)
        else:
            yield Pattern(route, f"{space}{each.name}" if each.name else "")


def public() -> dict[str, list[str]]:
    """What readers may open, by the pattern; no public pattern is left out."""
    found: dict[str, list[str]] = {}
    for pattern in patterns():
        if pattern.is_of_staff or pattern.name in OF_RELEASES:
            continue
        found[pattern.route] = list(_addresses(pattern))
        assert found[pattern.route] or not pattern.name, f"no row for {pattern}"
    return found


def _addresses(pattern: Pattern) -> Iterator[str]:
    name = pattern.name
    if not pattern.has_parts:
        if name:
            yield from _with_formats(name, reverse(name))
        return
    kind, _, page = name.partition("-")
    if kind in KINDS:
        for entry in KINDS[kind].objects.published():
            numbered = {"number": 1} if page.startswith("version") else {}
            address = reverse(name, kwargs={"slug": entry.slug} | numbered)
            yield from _with_formats(page, address)
    elif name.startswith("api:"):
        resource = next(each for each in ALL if name == f"api:one-of-{each.name}")
        for row in resource.published()[:FEW]:
            yield f"{resource.list_address()}{keys.address(row)}"
    else:
        yield from (reverse(name, args=parts) for parts in _parts(name))


def _parts(name: str) -> Iterator[tuple[str, ...]]:
    if name == "source-detail":
        yield from ((each.slug,) for each in Source.objects.all()[:FEW])
    elif name == "embed-drug":
        yield from ((each.slug,) for each in Drug.objects.published())
    elif name == "embed-rate":
        yield from (each.natural_key() for each in Rate.objects.published())
    elif name == "sitemap":
        yield from ((each,) for each in sections())


def _with_formats(page: str, address: str) -> Iterator[str]:
    """The page, and what it gives under the same address."""
    yield address
    if page.endswith("cite"):
        yield from (f"{address}?format={each}" for each in FORMATS)
    elif page in ("detail", "version"):
        yield from (f"{address}?format=json", f"{address}?voice=professional")
    elif page == "compare":
        slugs = Drug.objects.published().values_list("slug", flat=True)[:3]
        yield f"{address}?{'&'.join(f'drug={slug}' for slug in slugs)}"
        yield f"{address}?{'&'.join(f'drug={slug}' for slug in slugs)}&format=csv"
    elif page == "oembed":
        for slug in Drug.objects.published().values_list("slug", flat=True):
            url = f"url=http://testserver/drugs/{slug}/"
            yield from (f"{address}?{url}", f"{address}?{url}&format=xml")
    elif page.endswith("-list") or page == "side_effect-matrix":
        yield from (f"{address}?format={each}" for each in ("csv", "json"))
    elif page.startswith("search"):
        yield from (f"{address}?q={each}" for each in ("drug", "text", "zzsecret"))
    elif page == "report":
        yield f"{address}?sent=yes&page=/drugs/&claim=it"


def all_public() -> list[str]:
    return [*NOWHERE, *(address for found in public().values() for address in found)]
