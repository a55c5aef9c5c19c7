"""How much of what a drug's page could say is there."""

from collections.abc import Iterable
from dataclasses import dataclass

from therapies.models import Approval, NotFound, SafetyDataset


@dataclass(frozen=True)
class Completeness:
    """Counts of one drug's claims. None of them is a mark: a drug may simply have no more."""

    approvals: int
    dated_approvals: int
    datasets: int
    rates: int
    rates_with_number: int
    not_found: int


def completeness(
    approvals: Iterable[Approval],
    datasets: Iterable[SafetyDataset],
    not_found: Iterable[NotFound],
) -> Completeness:
    """Count what was loaded already; this asks the database nothing."""
    decisions, counted_in = list(approvals), list(datasets)
    rates = [rate for dataset in counted_in for rate in dataset.rates.all()]
    return Completeness(
        approvals=len(decisions),
        dated_approvals=sum(approval.decided_on is not None for approval in decisions),
        datasets=len(counted_in),
        rates=len(rates),
        rates_with_number=sum(bool(rate.percent_text) for rate in rates),
        not_found=len(list(not_found)),
    )
