"""Changes that feeds tell of: versions of what is public, newest first.

A condition, a therapy type and a country carry the changes of what belongs to them. What was
taken off the public pages is told of as that and no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from editorial.choices import Status
from editorial.models import Version
from therapies.chronicle import SOURCE, Step, names_in
from therapies.differences import SectionChange
from therapies.models import Condition, Country, Drug, Entry, Institution, TherapyType, Trial
from therapies.versions import unpack

PER_PAGE = 50
# The canonical form has no spaces, and quotes within a text are escaped: nothing else reads so.
TAKEN_OFF = f'"status":"{Status.RETIRED.value}"'


@dataclass(frozen=True)
class Change:
    """One version: what changed with it and on which sources that rests."""

    version: Version
    step: Step
    is_withdrawal: bool

    @cached_property
    def sections(self) -> list[SectionChange]:
        """Every row that changed; none in a first version, or if the two cannot be compared."""
        if self.is_withdrawal or self.step.before is None or not self.step.is_comparable:
            return []
        return self.step.changes

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """Sources of what changed; all of a first version, those opened again of a confirmation."""
        if self.is_withdrawal:
            return []
        known = {
            record["fields"]["slug"]: record["fields"]
            for record in unpack(self.version.content)
            if record["model"] == SOURCE
        }
        if self.step.confirmation:
            slugs = self.step.confirmation.sources
            return [known[slug] for slug in slugs if slug in known]
        if self.step.before is None:
            return list(known.values())
        rows = (row for section in self.sections for row in section.rows)
        return list({source["slug"]: source for row in rows for source in row.sources}.values())


@dataclass(frozen=True)
class PageOfChanges:
    """At most so many changes; `older` is the cursor of the next page, None on the last."""

    changes: list[Change]
    older: int | None


def page_of(kind: str, entry: Entry | None, before: int | None) -> PageOfChanges:
    """Changes of everything, of one kind, or of one entry; `before` is where a page begins."""
    versions = _public(_told_of(kind, entry)).select_related(
        "author", "publisher", "confirmation__confirmed_by"
    )
    if before is not None:
        versions = versions.filter(pk__lt=before)
    earlier = Version.objects.filter(kind=OuterRef("kind"), slug=OuterRef("slug"))
    last = earlier.filter(number__lt=OuterRef("number")).order_by("-number")
    rows = list(versions.annotate(before_id=Subquery(last.values("pk")[:1]))[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    return PageOfChanges(list(_changes(shown)), shown[-1].pk if len(rows) > PER_PAGE else None)


def _changes(versions: list[Any]) -> Iterator[Change]:
    public = [version for version in versions if not version.is_off]
    befores = Version.objects.in_bulk([each.before_id for each in public if each.before_id])
    compared = [each for each in public if each.before_id in befores]
    names = names_in([*compared, *befores.values()]) if compared else {}
    for version in versions:
        step = Step(version, befores.get(version.before_id), names, most_rows=None)
        yield Change(version, step, version.is_off)


def _told_of(kind: str, entry: Entry | None) -> QuerySet:
    if entry is None:
        return Version.objects.filter(kind=kind) if kind else Version.objects.all()
    found = Q(kind=entry.entry_type, slug=entry.slug)
    if entry.status == Status.PUBLISHED:
        for other, entries in _belonging(entry):
            found |= Q(kind=other, slug__in=entries.order_by().values("slug"))
    return Version.objects.filter(found)


def _belonging(entry: Entry) -> Iterator[tuple[str, QuerySet]]:
    """Entries of which a reader of this one wants to know; what was taken off is among them."""
    if entry.entry_type == TherapyType.TYPE:
        yield Drug.TYPE, Drug.objects.with_therapy_type(entry.pk)
    elif entry.entry_type == Condition.TYPE:
        below = Condition.objects.descendants_of(entry.pk)
        yield Drug.TYPE, Drug.objects.filter(indications__condition__in=below)
        yield Trial.TYPE, Trial.objects.filter(conditions__in=below)
    elif entry.entry_type == Country.TYPE:
        yield Institution.TYPE, Institution.objects.filter(country=entry.pk)
        yield Trial.TYPE, Trial.objects.filter(countries=entry.pk)


def _public(versions: QuerySet) -> QuerySet:
    """Of what is public now; of what was taken off only the versions that say so (`is_off`)."""
    entries = Entry.objects.filter(entry_type=OuterRef("kind"), slug=OuterRef("slug"))
    is_off = Exists(entries.filter(status=Status.RETIRED))
    is_public = Exists(entries.filter(status=Status.PUBLISHED))
    return versions.annotate(is_off=is_off).filter(
        is_public | (is_off & Q(content__contains=TAKEN_OFF))
    )
