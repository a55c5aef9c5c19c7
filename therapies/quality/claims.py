"""Claims that contradict their own source, their own figures, or one another."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import Resolver404, resolve
from django.utils import timezone

from therapies.models import Approval, Entry, Rate, SafetyDataset, Statement

INTERNAL_LINK = re.compile(r"(?<![\w/.])/[a-z-]+/(?:[a-z-]+/)?[a-z0-9-]+/")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SHORTEST_SENTENCE = 4
# Labels print whole percentages, and now and then count a person more or less in the denominator.
ROUNDING = Decimal(1)
PRECISIONS = {"year": 4, "month": 7, "day": 10}


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


def rates_without_population() -> Iterator[tuple[str, str]]:
    """Datasets that do not say in whom they counted."""
    for dataset in SafetyDataset.objects.filter(population__regex=r"^\s*$").select_related("drug"):
        yield str(dataset.drug), dataset.title


def rates_against_counts() -> Iterator[tuple[str, str]]:
    """Rates whose percentage is not the events among the people treated."""
    counted: Iterable[Any] = Rate.objects.filter(
        events__isnull=False, percent__isnull=False, dataset__treated__gt=0
    ).select_related("dataset__drug", "side_effect")
    for rate in counted:
        exact = Decimal(100 * rate.events) / rate.dataset.treated
        if "percent" not in rate.upper_bounds and abs(exact - rate.percent) > ROUNDING:
            where = f"{rate.dataset.drug}, {rate.dataset}: {rate.side_effect}"
            yield where, f"{rate.events} of {rate.dataset.treated} is not {rate.percent} %"


def decisions_in_the_future() -> Iterator[tuple[str, str]]:
    """Approvals decided later than today."""
    rows = Approval.objects.filter(decided_on__gt=timezone.localdate())
    for approval in rows.select_related("indication__drug", "regulator"):
        yield str(approval.indication.drug), f"{approval.regulator}: {approval.decided_on}"


def decisions_after_their_document() -> Iterator[tuple[str, str]]:
    """Approvals dated later than the document that is said to give the date."""
    for approval in _dated_approvals():
        document = approval.date_source or approval.source
        decided = _known_part(approval.decided_on, approval.decided_precision)
        known = min(len(decided), len(document.published))
        if decided[:known] > document.published[:known]:
            where = f"{approval.indication.drug}, {approval.regulator}"
            yield where, f"decided {decided}, but {document.slug} is of {document.published}"


def _dated_approvals() -> Iterable[Any]:
    return Approval.objects.filter(decided_on__isnull=False).select_related(
        "indication__drug", "regulator", "source", "date_source"
    )


def _known_part(day: date, precision: str) -> str:
    return day.isoformat()[: PRECISIONS[precision]]


def sentences_twice() -> Iterator[tuple[str, str]]:
    """Sentences that stand in more than one statement: each says something of its own entry."""
    places: dict[str, list[str]] = defaultdict(list)
    for statement in Statement.objects.select_related("entry"):
        for sentence in SENTENCE_END.split(statement.text):
            if len(sentence.split()) >= SHORTEST_SENTENCE:
                places[sentence.strip()].append(str(statement.entry))
    for sentence, entries in places.items():
        if len(entries) > 1:
            yield ", ".join(sorted(entries)), sentence
