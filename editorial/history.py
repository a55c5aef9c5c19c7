"""The history: versions in one chain, each holding the hash of the one before it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from editorial.models import HistoryHead, Proposal, User, Version

BATCH = 200


@dataclass(frozen=True)
class Draft:
    """A version that is to be added: what the content says now, and why."""

    kind: str
    slug: str
    name: str
    content: str
    reason: str
    sections: list[str] = field(default_factory=list)
    author: User | None = None
    publisher: User | None = None
    override: str = ""
    proposal: Proposal | None = None


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def sealed(version: Version) -> str:
    """The hash that the version must have: over all it says and the hash before it."""
    parts = [
        version.previous,
        version.kind,
        version.slug,
        version.number,
        version.name,
        version.digest,
        version.sections,
        version.reason,
        version.author_id,
        version.publisher_id,
        version.override,
        version.proposal_id,
        version.created_at.isoformat(),
    ]
    return digest(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))


@transaction.atomic
def append(drafts: Iterable[Draft]) -> list[Version]:
    """Add versions at the end of the chain, which stays locked until the transaction ends."""
    HistoryHead.objects.get_or_create(pk=1)
    head = HistoryHead.objects.select_for_update().get(pk=1)
    waiting = list(drafts)
    numbers = _numbers(waiting)
    versions = []
    for draft in waiting:
        subject = (draft.kind, draft.slug)
        numbers[subject] = numbers.get(subject, 0) + 1
        version = Version(
            **vars(draft),
            number=numbers[subject],
            digest=digest(draft.content),
            created_at=timezone.now(),
            previous=head.hash,
        )
        version.hash = head.hash = sealed(version)
        versions.append(version)
    Version.objects.bulk_create(versions, batch_size=BATCH)
    head.count += len(versions)
    head.save()
    return versions


def _numbers(drafts: list[Draft]) -> dict[tuple[str, str], int]:
    """The last number of each subject."""
    subjects = {(draft.kind, draft.slug) for draft in drafts}
    found: dict[tuple[str, str], int] = {}
    slugs = sorted(slug for _, slug in subjects)
    for start in range(0, len(slugs), BATCH):
        rows = Version.objects.filter(slug__in=slugs[start : start + BATCH])
        for kind, slug, number in rows.values_list("kind", "slug", "number"):
            found[kind, slug] = max(number, found.get((kind, slug), 0))
    return found


def problems(progress: Callable[[int], None] = lambda done: None) -> Iterator[str]:
    """What is wrong with the chain; nothing if every version stands as it was written."""
    expected, count = "", 0
    for version in Version.objects.order_by("pk").iterator(BATCH):
        count += 1
        progress(count)
        if version.previous != expected:
            yield f"{version}: the version before it is missing or was changed"
        if digest(version.content) != version.digest:
            yield f"{version}: its content was changed"
        if sealed(version) != version.hash:
            yield f"{version}: what is recorded about it was changed"
        expected = version.hash
    head = HistoryHead.objects.filter(pk=1).first()
    known = (head.count, head.hash) if head else (0, "")
    if known != (count, expected):
        yield f"the history ends after {count} versions and should end after {known[0]}"
