"""What needs somebody: the first page of the admin, for each role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet

from editorial import workflow
from editorial.choices import ProposalStatus, ReportStatus
from editorial.models import ContentVersion, ErrorReport, Proposal, User, Version
from therapies.choices import EntryType, Kind
from therapies.models import AwaitedDrug, Drug, Entry
from therapies.quality import Finding, findings

SHOWN = 8
KEPT_SECONDS = 7 * 24 * 3600
OPEN_REPORTS = (ReportStatus.NEW, ReportStatus.CHECKING)


@dataclass(frozen=True)
class Pile:
    """Some of the rows, and how many there are."""

    rows: Sequence[Any]
    count: int


@dataclass(frozen=True)
class KindShare:
    """Of the drugs of a kind that belong here, those that are here."""

    kind: Kind
    here: int
    expected: int


@dataclass(frozen=True)
class Desk:
    mine: Pile
    sent_back: Pile
    waiting: Pile
    overdue: Pile
    reports: Pile
    changes: Sequence[Version]
    kinds: list[KindShare]
    gaps: int | None


def of(user: User) -> Desk:
    """In a fixed number of queries; what a role may not see is left empty."""
    mine = Proposal.objects.filter(author=user).order_by("changed_at").for_list()
    others = Proposal.objects.waiting().exclude(author=user).for_list()
    may_decide = user.has_perm(workflow.PUBLISH)
    reports = ErrorReport.objects.filter(status__in=OPEN_REPORTS).order_by("created_at")
    return Desk(
        mine=_pile(mine.filter(status=ProposalStatus.WAITING)),
        sent_back=_pile(mine.filter(status=ProposalStatus.SENT_BACK)),
        waiting=_pile(others if may_decide else others.none()),
        overdue=_pile(Entry.objects.published().overdue().order_by("review_due_on")),
        reports=_pile(reports if user.has_perm("editorial.view_errorreport") else reports.none()),
        changes=list(
            Version.objects.without_content().select_related("author", "publisher")[:SHOWN]
        ),
        kinds=list(_by_kind()),
        gaps=_kept_gaps(),
    )


def _pile(rows: QuerySet) -> Pile:
    shown = list(rows[: SHOWN + 1])
    count = len(shown) if len(shown) <= SHOWN else rows.count()
    for row in shown:
        if isinstance(row, Proposal):
            row.kind_name = EntryType(row.kind).label  # type: ignore[attr-defined]
    return Pile(shown[:SHOWN], count)


def _by_kind() -> list[KindShare]:
    here = dict(
        Drug.objects.published()
        .order_by()
        .values_list("primary_type__kind")
        .annotate(count=Count("pk"))
    )
    awaited = dict(
        AwaitedDrug.objects.order_by().values_list("therapy_type__kind").annotate(count=Count("pk"))
    )
    return [
        KindShare(kind, here.get(kind, 0), here.get(kind, 0) + awaited.get(kind, 0))
        for kind in Kind
    ]


def _key() -> str:
    newest = ContentVersion.objects.values_list("pk", flat=True).first()
    return f"gaps:{newest}"


def _kept_gaps() -> int | None:
    """How many there are, if they were looked for since the content last changed."""
    kept = cache.get(_key())
    return None if kept is None else len(kept)


def gaps() -> list[Finding]:
    """What `check_reference` finds; looked for once for each version of the content."""
    return cache.get_or_set(_key(), findings, KEPT_SECONDS) or []
