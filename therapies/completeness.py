"""How much of what a drug's page could say is there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from therapies.choices import ApprovalStatus
from therapies.models import Approval, LabelCount, NotFound, SafetyDataset


@dataclass(frozen=True)
class LabelShare:
    """Of the indications that a regulator's current text lists, those that are here."""

    count: LabelCount
    here: int

    @property
    def missing(self) -> int:
        return self.count.indications - self.here


@dataclass(frozen=True)
class Completeness:
    """Counts of one drug's claims. None of them is a mark: a drug may simply have no more."""

    labels: list[LabelShare]
    approvals: int
    dated_approvals: int
    datasets: int
    rates: int
    rates_with_number: int
    not_found: int

    @property
    def undated_approvals(self) -> int:
        return self.approvals - self.dated_approvals

    @property
    def rates_without_number(self) -> int:
        return self.rates - self.rates_with_number


def completeness(
    approvals: Iterable[Approval],
    datasets: Iterable[SafetyDataset],
    not_found: Iterable[NotFound],
    label_counts: Iterable[LabelCount],
) -> Completeness:
    """Count what was loaded already; this asks the database nothing."""
    decisions, counted_in = list(approvals), list(datasets)
    rates = [rate for dataset in counted_in for rate in dataset.rates.all()]
    valid = Counter(
        approval.regulator_id
        for approval in decisions
        if approval.status != ApprovalStatus.WITHDRAWN
    )
    return Completeness(
        labels=[
            LabelShare(count, min(valid[count.regulator_id], count.indications))
            for count in label_counts
        ],
        approvals=len(decisions),
        dated_approvals=sum(approval.decided_on is not None for approval in decisions),
        datasets=len(counted_in),
        rates=len(rates),
        rates_with_number=sum(bool(rate.percent_text) for rate in rates),
        not_found=len(list(not_found)),
    )
