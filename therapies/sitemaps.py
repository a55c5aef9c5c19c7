"""What search engines may list: every published entry, every source, and the pages that lead there.

The index names one file a kind, and no file has more than MOST addresses. An entry changed last
when its newest version came into force, or when it was last reviewed if it has none; lists changed
with the newest version of the content. For a source no day is known: what rests on it may change
without it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

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

    def get_latest_lastmod(self) -> Day:
        """In one query; the framework would read every item."""
        newest = self.items().aggregate(Max("changed_at"), Max("reviewed_on"))
        moment = newest["changed_at__max"]
        reviewed = newest["reviewed_on__max"]
        if moment is None and reviewed is not None:
            return datetime.combine(reviewed, time(), UTC)
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
        lists = [listing.page for listing in listings.ALL]
        return list(dict.fromkeys([*LEADING, *lists, *WORDS]))

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> Day:
        return None if item in WORDS else self._changed_at()

    def get_latest_lastmod(self) -> Day:
        return self._changed_at()

    def _changed_at(self) -> Day:
        if not hasattr(self, "_newest"):
            newest = ContentVersion.objects.first()
            self._newest = newest.created_at if newest else None
        return self._newest


def sections() -> dict[str, Any]:
    """Made anew for each answer, for they keep what they have read."""
    kinds: Iterable[EntryType] = EntryType
    return {
        "pages": Pages(),
        **{kind.value: Entries(kind) for kind in kinds},
        "sources": Sources(),
    }
