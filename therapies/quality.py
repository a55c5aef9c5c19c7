"""What is wrong with the reference although the database allows it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db.models import F, Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from editorial.choices import Status
from therapies.choices import NameKind, Topic
from therapies.models import (
    Approval,
    Condition,
    Drug,
    Entry,
    Indication,
    Institution,
    Rate,
    SafetyDataset,
    Source,
    Statement,
    TherapyType,
)

INTERNAL_LINK = re.compile(r"(?<![\w/.])/[a-z-]+/(?:[a-z-]+/)?[a-z0-9-]+/")


@dataclass(frozen=True)
class Finding:
    check: str
    where: str
    what: str


def dead_slugs() -> Iterator[tuple[str, str]]:
    """Texts that link to a page of the reference that does not exist."""
    pages = {entry.get_absolute_url() for entry in Entry.objects.published()}
    for statement in Statement.objects.filter(text__contains="/").select_related("entry"):
        for path in INTERNAL_LINK.findall(statement.text):
            if path not in pages and not _is_list(path):
                yield str(statement.entry), path


def _is_list(path: str) -> bool:
    try:
        return not resolve(path).kwargs
    except Resolver404:
        return False


def published_under_unpublished() -> Iterator[tuple[str, str]]:
    """Published entries or claims that show something the public cannot see."""
    relations: tuple[tuple[type, str, str], ...] = (
        (TherapyType, "", "parent"),
        (Condition, "", "parent"),
        (Drug, "", "primary_type"),
        (Drug, "", "therapy_types"),
        (Institution, "", "country"),
        (Indication, "drug", "condition"),
        (SafetyDataset, "drug", "condition"),
        (Rate, "dataset__drug", "side_effect"),
    )
    for model, owner, relation in relations:
        is_public = Q(**{f"{owner}__status" if owner else "status": Status.PUBLISHED})
        is_hidden = Q(**{f"{relation}__isnull": False}) & ~Q(
            **{f"{relation}__status": Status.PUBLISHED}
        )
        name = f"{owner}__name" if owner else "name"
        rows = model.objects.filter(is_public & is_hidden)  # type: ignore[attr-defined]
        for where, what in rows.values_list(name, f"{relation}__name").distinct():
            yield where, f"{relation.replace('_', ' ')} is not published: {what}"


def overdue_reviews() -> Iterator[tuple[str, str]]:
    """Published entries whose next review is past due."""
    today = timezone.localdate()
    for entry in Entry.objects.published().filter(review_due_on__lt=today):
        yield str(entry), f"due since {entry.review_due_on}"


def rates_without_population() -> Iterator[tuple[str, str]]:
    """Datasets that do not say in whom they counted."""
    for dataset in SafetyDataset.objects.filter(population__regex=r"^\s*$").select_related("drug"):
        yield str(dataset.drug), dataset.title


def drugs_without_brand() -> Iterator[tuple[str, str]]:
    """Drugs with neither a brand name nor a record that none was found."""
    named = Q(names__kind__in=[NameKind.BRAND, NameKind.BIOSIMILAR_BRAND])
    looked = Q(not_found__topic=Topic.BRAND)
    known = Drug.objects.filter(named | looked).values("pk")
    for drug in Drug.objects.exclude(pk__in=known):
        yield str(drug), "no brand name, and no record that none was found"


def primary_type_missing() -> Iterator[tuple[str, str]]:
    """Drugs whose primary therapy type is not among their therapy types."""
    right = Drug.objects.filter(therapy_types=F("primary_type")).values("pk")
    for drug in Drug.objects.exclude(pk__in=right).select_related("primary_type"):
        yield str(drug), f"{drug.primary_type} is not among its therapy types"


def decisions_in_the_future() -> Iterator[tuple[str, str]]:
    """Approvals decided later than today."""
    rows = Approval.objects.filter(decided_on__gt=timezone.localdate())
    for approval in rows.select_related("indication__drug", "regulator"):
        yield str(approval.indication.drug), f"{approval.regulator}: {approval.decided_on}"


def duplicate_sources() -> Iterator[tuple[str, str]]:
    """Sources that are one document under two addresses or spellings of a DOI."""
    same: dict[str, list[Source]] = defaultdict(list)
    for source in Source.objects.all():
        same[_bare(source.url)].append(source)
        if source.doi:
            same[f"doi {source.doi.casefold()}"].append(source)
    for key, sources in same.items():
        if len(sources) > 1:
            yield ", ".join(source.slug for source in sources), key


def _bare(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}?{parts.query}#{parts.fragment}"


def impossible_ages() -> Iterator[tuple[str, str]]:
    """Sources read before they were published."""
    for source in Source.objects.exclude(published=""):
        if source.published > date.isoformat(source.accessed_on):
            yield source.slug, f"published {source.published}, read {source.accessed_on}"


CHECKS: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (
    dead_slugs,
    published_under_unpublished,
    overdue_reviews,
    rates_without_population,
    drugs_without_brand,
    primary_type_missing,
    decisions_in_the_future,
    duplicate_sources,
    impossible_ages,
)


def findings() -> list[Finding]:
    return [
        Finding(check.__name__.replace("_", " "), where, what)
        for check in CHECKS
        for where, what in check()
    ]
