"""The numbers of dot plots. Templates draw them and compute nothing.

Places are percentages of the plot's breadth, so that a drawing fits every screen while its
letters and dots keep their size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from therapies import intervals
from therapies.choices import RegimenKind
from therapies.models import Rate, SafetyDataset

MOST_LINES = 20
MOST_LINES_ACROSS_DRUGS = 60
NAMED_IN_SUMMARY = 3
SCALE_ENDS = (5, 10, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class Mark:
    """One rate: a dot with its interval. `shape` is all, combined (hollow) or grave."""

    shape: str
    at: str
    start: str
    span: str
    is_bound: bool

    @property
    def down(self) -> str:
        """Severe effects stand below, so that signs never cover each other."""
        return "72%" if self.shape == "grave" else "32%"


@dataclass(frozen=True)
class Line:
    label: str
    detail: str
    value: str
    grave_value: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Group:
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class DotPlot:
    """`summary` says in words what the drawing shows; the table beside it holds every number."""

    groups: list[Group]
    middle: str
    end: str
    summary: str
    total: int
    left_out: int

    @property
    def shown(self) -> int:
        return self.total - self.left_out


def of_dataset(dataset: SafetyDataset) -> DotPlot | None:
    """The most frequent side effects of one dataset."""
    rates = _by_frequency(dataset.rates.all())
    shown = rates[:MOST_LINES]
    if not shown:
        return None
    end = _scale_end(shown)
    lines = [_line(rate, rate.side_effect.name, "", end) for rate in shown]
    named = [f"{rate.side_effect.name} {rate.percent_text}" for rate in shown[:NAMED_IN_SUMMARY]]
    summary = _("Most frequent: %(named)s. Every figure is in the table below.") % {
        "named": "; ".join(named)
    }
    return _plot([Group("", lines)], end, summary, len(rates), len(shown))


def across_drugs(rates: Iterable[Rate]) -> DotPlot | None:
    """One side effect in many datasets, by therapy type and name: an order that ranks nothing."""
    known = [rate for rate in rates if rate.best_percent is not None]
    known.sort(key=lambda rate: (str(rate.dataset.drug.primary_type), str(rate.dataset.drug)))
    shown = known[:MOST_LINES_ACROSS_DRUGS]
    if not shown:
        return None
    end = _scale_end(shown)
    groups: list[Group] = []
    for rate in shown:
        label = str(rate.dataset.drug.primary_type)
        if not groups or groups[-1].label != label:
            groups.append(Group(label, []))
        groups[-1].lines.append(_line(rate, rate.dataset.drug.name, _people(rate.dataset), end))
    ordered = _by_frequency(known)
    summary = _("From %(low)s to %(high)s. Every figure is in the table below.") % {
        "low": ordered[-1].percent_text,
        "high": ordered[0].percent_text,
    }
    return _plot(groups, end, summary, len(known), len(shown))


def _by_frequency(rates: Iterable[Rate]) -> list[Rate]:
    known = [rate for rate in rates if rate.best_percent is not None]
    return sorted(known, key=lambda rate: (-_percent(rate), rate.side_effect.name))


def _percent(rate: Rate) -> Decimal:
    return rate.best_percent or Decimal(0)


def _people(dataset: SafetyDataset) -> str:
    people = f"n = {dataset.treated:,}" if dataset.treated else _("people not counted")
    return f"{dataset.get_regimen_kind_display()}, {people}; {dataset.population}"


def _plot(groups: list[Group], end: int, summary: str, total: int, shown: int) -> DotPlot:
    middle = f"{end / 2:g}"
    return DotPlot(groups, middle, str(end), summary, total, total - shown)


def _scale_end(rates: Sequence[Rate]) -> int:
    highest = 0.0
    for rate in rates:
        interval = intervals.of_rate(rate)
        highest = max(highest, interval.high if interval else 0, float(_percent(rate)))
    return next((end for end in SCALE_ENDS if end >= highest), SCALE_ENDS[-1])


def _line(rate: Rate, label: str, detail: str, end: int) -> Line:
    is_combined = rate.dataset.regimen_kind == RegimenKind.COMBINATION
    marks = [
        _mark(rate, "percent", _percent(rate), end, "combined" if is_combined else "all"),
        _mark(rate, "percent_grade_3_plus", rate.percent_grade_3_plus, end, "grave"),
    ]
    return Line(
        label=label,
        detail=detail,
        value=_with_interval(rate.percent_text, intervals.of_rate(rate)),
        grave_value=_with_interval(
            rate.grade_3_plus_text, intervals.of_rate(rate, "percent_grade_3_plus")
        ),
        marks=tuple(mark for mark in marks if mark),
    )


def _with_interval(text: str, interval: intervals.Interval | None) -> str:
    return f"{text} ({interval.text})" if interval else text


def _mark(rate: Rate, field: str, percent: Any, end: int, shape: str) -> Mark | None:
    """A source that says only "less than" gives a stroke from nothing to that limit."""
    if percent is None:
        return None
    is_bound = field in rate.upper_bounds
    interval = intervals.of_rate(rate, field)
    low = interval.low if interval else 0.0 if is_bound else float(percent)
    high = interval.high if interval else float(percent)
    return Mark(
        shape=shape,
        at=_place(float(percent), end),
        start=_place(low, end),
        span=_place(high - low, end),
        is_bound=is_bound,
    )


def _place(percent: float, end: int) -> str:
    return f"{min(percent / end, 1) * 100:.1f}%"
