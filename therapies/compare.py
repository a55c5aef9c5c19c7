"""What stands side by side: ranges of rates, and approvals by regulator."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from therapies.models import Drug, Indication, Rate, Regulator, SideEffect

MOST_RANGES = 20
NEVER = date.max


@dataclass(frozen=True)
class Range:
    """Lowest and highest rate of one side effect in datasets of several drugs given alone."""

    side_effect: SideEffect
    low: Rate
    high: Rate
    drugs: list[Drug]
    datasets: int


def ranges(rates: Iterable[Rate]) -> list[Range]:
    """One range per side effect, those of most drugs first. Nothing is averaged or ranked."""
    by_effect: dict[int, list[Rate]] = defaultdict(list)
    for rate in rates:
        by_effect[rate.side_effect_id].append(rate)
    found = [
        Range(
            side_effect=group[0].side_effect,
            low=min(group, key=_percent),
            high=max(group, key=_percent),
            drugs=sorted(
                {rate.dataset.drug_id: rate.dataset.drug for rate in group}.values(), key=str
            ),
            datasets=len(group),
        )
        for group in by_effect.values()
    ]
    found.sort(key=lambda each: (-len(each.drugs), -_percent(each.high), str(each.side_effect)))
    return found[:MOST_RANGES]


def _percent(rate: Rate) -> Any:
    return rate.percent


def regulators_of(indications: Iterable[Indication]) -> list[Regulator]:
    """Regulators that decided on any of the indications, by name."""
    found = {
        approval.regulator_id: approval.regulator
        for indication in indications
        for approval in indication.approvals.all()
    }
    return sorted(found.values(), key=str)


def timeline(indications: Iterable[Indication]) -> list[dict[str, Any]]:
    """Indications by date of their first approval, with one cell per regulator, None if empty."""
    rows = list(indications)
    regulators = regulators_of(rows)
    rows.sort(key=lambda each: (_first_decision(each), str(each.condition), each.slug))
    return [
        {"indication": each, "cells": _cells(each, [regulator.pk for regulator in regulators])}
        for each in rows
    ]


def _first_decision(indication: Indication) -> date:
    dates = (approval.decided_on for approval in indication.approvals.all())
    return min((day for day in dates if day), default=NEVER)


def _cells(indication: Indication, regulators: list[int]) -> list[Any]:
    approvals = {approval.regulator_id: approval for approval in indication.approvals.all()}
    return [approvals.get(regulator) for regulator in regulators]
