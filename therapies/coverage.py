"""How much of the field is here: docs/coverage.md, written from the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from editorial.choices import Status
from therapies.choices import EntryType, Kind, Topic
from therapies.models import AwaitedDrug, Drug, Entry, Source, Statement, TherapyType

ENOUGH_RATES = 10


@dataclass
class Share:
    """The drugs of one kind or therapy type, with what is known of them."""

    name: str
    drugs: list[Any] = field(default_factory=list)
    awaited: list[AwaitedDrug] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return len(self.drugs) + len(self.awaited)

    def total(self, what: str) -> int:
        return sum(getattr(drug, what) for drug in self.drugs)

    @property
    def oldest_review(self) -> date | None:
        return min((drug.reviewed_on for drug in self.drugs if drug.reviewed_on), default=None)


def report() -> str:
    """The whole report as Markdown; the same database gives the same text."""
    drugs = list(_counted_drugs())
    awaited = list(AwaitedDrug.objects.select_related("therapy_type"))
    return "\n".join(
        [
            "# What the reference covers",
            "",
            "Written by `python manage.py coverage_report`. A drug is counted under its primary",
            "therapy type. Awaited drugs are those that belong here and are not here yet.",
            "",
            *_in_all(drugs),
            "",
            "## By kind",
            "",
            *_table(_by_kind(drugs, awaited)),
            "",
            "## By therapy type",
            "",
            *_table(_by_type(drugs, awaited)),
            "",
            "## Drugs not here yet",
            "",
            *_awaited(awaited),
            "",
            f"## Drugs with fewer than {ENOUGH_RATES} rates in any one dataset",
            "",
            *_few_rates(drugs),
            "",
        ]
    )


def _counted_drugs() -> Iterator[Any]:
    """Counted here, because one query with all these joins multiplies their rows."""
    drugs: Iterable[Any] = (
        Drug.objects.published()
        .select_related("primary_type")
        .prefetch_related(
            "not_found",
            "safety_datasets__rates",
            "indications__approvals",
            "warnings",
            "statements",
        )
        .order_by("name")
    )
    for drug in drugs:
        approvals = [each for row in drug.indications.all() for each in row.approvals.all()]
        datasets = drug.safety_datasets.all()
        drug.approval_count = len(approvals)
        drug.dated_count = sum(each.decided_on is not None for each in approvals)
        drug.warning_count = len(drug.warnings.all())
        drug.dataset_count = len(datasets)
        drug.rate_count = sum(len(dataset.rates.all()) for dataset in datasets)
        drug.statement_count = len(drug.statements.all())
        yield drug


def _in_all(drugs: list[Any]) -> Iterator[str]:
    counts = dict(
        Entry.objects.filter(status=Status.PUBLISHED)
        .values_list("entry_type")
        .annotate(Count("pk"))
        .order_by()
    )
    entries = [f"{counts.get(kind.value, 0)} × {kind.label}" for kind in EntryType]
    yield "Published entries: " + ", ".join(entries) + "."
    yield ""
    yield (
        f"Claims: {sum(drug.approval_count for drug in drugs)} approvals, "
        f"{sum(drug.rate_count for drug in drugs)} rates of side effects, "
        f"{Statement.objects.published().count()} statements; "
        f"{Source.objects.count()} sources."
    )


def _by_kind(drugs: list[Any], awaited: list[AwaitedDrug]) -> Iterator[Share]:
    for kind in Kind:
        yield Share(
            str(kind.label),
            [drug for drug in drugs if drug.primary_type.kind == kind],
            [each for each in awaited if each.therapy_type.kind == kind],
        )


def _by_type(drugs: list[Any], awaited: list[AwaitedDrug]) -> list[Share]:
    shares: dict[int, Share] = {}
    types = {each.pk: each for each in TherapyType.objects.all()}
    for drug in drugs:
        shares.setdefault(drug.primary_type_id, Share("")).drugs.append(drug)
    for each in awaited:
        shares.setdefault(each.therapy_type_id, Share("")).awaited.append(each)
    for pk, share in shares.items():
        share.name = f"{types[pk].get_kind_display()}: {types[pk].name}"
    return sorted(shares.values(), key=lambda share: share.name)


def _table(shares: Iterable[Share]) -> Iterator[str]:
    yield (
        "| | drugs here | of | approvals (dated) | warnings | datasets | rates | "
        "rates per drug | statements | oldest review |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    for share in shares:
        here = len(share.drugs)
        per_drug = f"{share.total('rate_count') / here:.0f}" if here else ""
        yield (
            f"| {share.name} | {here} | {share.expected} | "
            f"{share.total('approval_count')} ({share.total('dated_count')}) | "
            f"{share.total('warning_count')} | {share.total('dataset_count')} | "
            f"{share.total('rate_count')} | {per_drug} | {share.total('statement_count')} | "
            f"{share.oldest_review or ''} |"
        )


def _awaited(awaited: list[AwaitedDrug]) -> Iterator[str]:
    by_type: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in awaited:
        place = each.therapy_type
        key = (str(place.get_kind_display()), place.name, str(each.get_reason_display()))
        by_type[key].append(f"{each.name} ({each.note})" if each.note else each.name)
    for (kind, therapy_type, reason), names in sorted(by_type.items()):
        yield f"- {kind}, {therapy_type}, {reason}: " + "; ".join(sorted(names)) + "."
    if not by_type:
        yield "None."


def _few_rates(drugs: list[Any]) -> Iterator[str]:
    for drug in drugs:
        largest = max((len(each.rates.all()) for each in drug.safety_datasets.all()), default=0)
        if largest < ENOUGH_RATES:
            searched = [gap for gap in drug.not_found.all() if gap.topic == Topic.SAFETY_RATES]
            why = "; ".join(f"{gap.place}, {gap.looked_on}" for gap in searched)
            yield f"- {drug.name}: {largest}. " + (f"Looked for on: {why}." if why else "")
