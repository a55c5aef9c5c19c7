"""What search engines may list: every published entry, every source, and the pages that lead there.

The index names one file a kind, and no file has more than MOST addresses. An entry changed last
when its newest version came into force, or when it was last reviewed if it has none; lists changed
with the newest version of the content. For a source no day is known: what rests on it may change
without it.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property

from editorial.models import ContentVersion, Version
from therapies import listings
from therapies.choices import EntryType
from therapies.models import Entry, Source

MOST = 1000
Day = datetime | date | None
# Pages of words, which change with the software alone.
WORDS = ("about",)
LEADING = ("home", "research", "data", "compare", "side_effect-matrix")


class Entries(Sitemap):
    """Published entries of one kind, as pairs of slug and moment of the last change."""

    limit = MOST

    def __init__(self, kind: EntryType) -> None:
        self.kind = kind

    def items(self) -> QuerySet:
        newest = Version.objects.filter(kind=self.kind, slug=OuterRef("slug")).order_by("-number")
        entries = Entry.objects.published().filter(entry_type=self.kind).order_by("slug")
        return entries.annotate(changed_at=Subquery(newest.values("created_at")[:1])).values_list(
            "slug", "changed_at", "reviewed_on"
        )

    def location(self, item: tuple[str, Day, Day]) -> str:
        return reverse(f"{self.kind}-detail", args=[item[0]])

    def lastmod(self, item: tuple[str, Day, Day]) -> Day:
        return item[1] or item[2]

    def get_latest_lastmod(self) -> datetime | None:
        """In one query; the framework would read every item."""
        newest = self.items().aggregate(moment=Max("changed_at"), day=Max("reviewed_on"))
        moment: datetime | None = newest["moment"]
        if moment is None and newest["day"] is not None:
            return datetime.combine(newest["day"], time(), UTC)
        return moment


class Sources(Sitemap):
    limit = MOST

    def items(self) -> QuerySet:
        return Source.objects.published().order_by("slug").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return reverse("source-detail", args=[item])


class Pages(Sitemap):
    """The first page, the lists, and what else is no entry."""

    limit = MOST

    def items(self) -> list[str]:
        lists = [listing.page for listing in listings.ALL if listing.page]
        return list(dict.fromkeys([*LEADING, *lists, *WORDS]))

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        return None if item in WORDS else self.get_latest_lastmod()

    def get_latest_lastmod(self) -> datetime | None:
        return self._changed_at

    @cached_property
    def _changed_at(self) -> datetime | None:
        newest = ContentVersion.objects.first()
        return newest.created_at if newest else None


def sections() -> dict[str, Any]:
    """Made anew for each answer, for they keep what they have read."""
    return {
        "pages": Pages(),
        **{kind.value: Entries(kind) for kind in EntryType},
        "sources": Sources(),
    }
