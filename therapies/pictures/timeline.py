"""Approvals by year. Templates draw them and compute nothing.

Approvals of the same years stand above each other, so that none hides another; where the span
is long a column holds several years. The table beside the drawing holds every date.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from therapies.choices import ApprovalStatus
from therapies.dates import precise
from therapies.models import Approval, Indication

MOST_COLUMNS = 24
MOST_LABELS = 5
YEARS_IN_COLUMN = (1, 2, 5, 10)
YEARS_BETWEEN_LABELS = (1, 2, 5, 10, 20, 50)
MARK_HEIGHT = 11  # pixels
ENDED = "ended"


@dataclass(frozen=True)
class Mark:
    """`shape` is a status of approval, or ended."""

    shape: str
    across: str
    down: int


@dataclass(frozen=True)
class Row:
    """`words` names every mark; `brief` stands beside the drawing."""

    label: Any
    brief: str
    words: str
    marks: list[Mark]
    height: int


@dataclass(frozen=True)
class Label:
    text: str
    across: str


@dataclass(frozen=True)
class Timeline:
    rows: list[Row]
    labels: list[Label]
    shapes: list[tuple[str, str]]
    years_in_column: int
    dated: int
    undated: int


@dataclass(frozen=True)
class Event:
    """What happened to an approval: its shape, the day, and the words for it."""

    shape: str
    day: date
    words: str


def of_drug(indications: Iterable[Indication]) -> Timeline | None:
    """One row per regulator."""
    return _timeline(
        _approvals(indications),
        row_of=lambda approval: approval.regulator,
        named=lambda approval: str(approval.indication.condition),
        brief=_span,
        order=str,
    )


def of_condition(indications: Iterable[Indication]) -> Timeline | None:
    """One row per drug, by name."""
    return _timeline(
        _approvals(indications),
        row_of=lambda approval: approval.indication.drug,
        named=lambda approval: f"{approval.regulator}, {approval.indication.condition}",
        brief=_firsts,
        order=lambda drug: drug.name.lower(),
    )


def _shapes() -> list[tuple[str, str]]:
    """Each shape with its word, in the order of the key."""
    words = {
        **dict(ApprovalStatus.choices),
        ApprovalStatus.WITHDRAWN: _("later withdrawn"),
        ENDED: _("end of an approval"),
    }
    return [(shape, str(word)) for shape, word in words.items()]


def _approvals(indications: Iterable[Indication]) -> list[Approval]:
    return [approval for each in indications for approval in each.approvals.all()]


def _timeline(
    approvals: list[Approval],
    row_of: Callable[[Approval], Any],
    named: Callable[[Approval], str],
    brief: Callable[[list[Approval]], str],
    order: Callable[[Any], Any],
) -> Timeline | None:
    by_row: dict[Any, list[Approval]] = defaultdict(list)
    for approval in approvals:
        if approval.decided_on or approval.ended_on:
            by_row[row_of(approval)].append(approval)
    if not by_row:
        return None
    happened = {
        label: sorted(
            (event for each in members for event in events(each, named(each))),
            key=lambda event: event.day,
        )
        for label, members in by_row.items()
    }
    axis = Axis.of(event.day.year for row in happened.values() for event in row)
    rows = [
        _row(label, happened[label], brief(by_row[label]), axis)
        for label in sorted(by_row, key=order)
    ]
    shapes = {event.shape for row in happened.values() for event in row}
    undated = sum(approval.decided_on is None for approval in approvals)
    return Timeline(
        rows=rows,
        labels=axis.labels(),
        shapes=[each for each in _shapes() if each[0] in shapes],
        years_in_column=axis.step,
        dated=len(approvals) - undated,
        undated=undated,
    )


def events(approval: Approval, name: str) -> list[Event]:
    found = []
    if approval.decided_on:
        day = precise(approval.decided_on, approval.decided_precision)
        words = f"{day}, {name}, {approval.get_status_display()}"
        found.append(Event(approval.status, approval.decided_on, words))
    if approval.ended_on:
        day = precise(approval.ended_on, approval.ended_precision)
        words = _("%(day)s, %(name)s, ended") % {"day": day, "name": name}
        found.append(Event(ENDED, approval.ended_on, words))
    return found


@dataclass(frozen=True)
class Axis:
    """Years in columns of `step` years each."""

    first: int
    columns: int
    step: int

    @classmethod
    def of(cls, years: Iterable[int]) -> "Axis":
        known = sorted(years)
        span = known[-1] - known[0] + 1
        step = next(
            (each for each in YEARS_IN_COLUMN if span / each <= MOST_COLUMNS), YEARS_IN_COLUMN[-1]
        )
        first = known[0] - known[0] % step
        return cls(first, (known[-1] - first) // step + 1, step)

    def column(self, year: int) -> int:
        return (year - self.first) // self.step

    def across(self, year: int) -> str:
        """The middle of the year's column."""
        return f"{(self.column(year) + 0.5) / self.columns * 100:.1f}%"

    def labels(self) -> list[Label]:
        """A handful of round years that start a column, far enough apart for any screen."""
        last = self.first + (self.columns - 1) * self.step
        for gap in YEARS_BETWEEN_LABELS:
            round_years = [
                year
                for year in range(self.first, last + 1, self.step)
                if year % gap == 0 and gap >= self.step
            ]
            if 0 < len(round_years) <= MOST_LABELS:
                break
        else:
            round_years = [self.first]
        return [Label(str(year), self.across(year)) for year in round_years]


def _row(label: Any, happened: list[Event], brief: str, axis: Axis) -> Row:
    stacks: dict[int, int] = defaultdict(int)
    placed = []
    for event in happened:
        column = axis.column(event.day.year)
        placed.append((event, stacks[column]))
        stacks[column] += 1
    height = max(stacks.values()) * MARK_HEIGHT
    marks = [
        Mark(
            shape=event.shape,
            across=axis.across(event.day.year),
            down=height - level * MARK_HEIGHT - MARK_HEIGHT // 2,
        )
        for event, level in placed
    ]
    return Row(label, brief, "; ".join(event.words for event in happened), marks, height)


def _span(approvals: list[Approval]) -> str:
    years = sorted(each.decided_on.year for each in approvals if each.decided_on)
    if not years:
        return ""
    words = ngettext("%(count)s approval", "%(count)s approvals", len(years))
    between = f"{years[0]}" if years[0] == years[-1] else f"{years[0]}–{years[-1]}"
    return f"{words % {'count': len(years)}}, {between}"


def _firsts(approvals: list[Approval]) -> str:
    """The first year of each regulator, by year."""
    firsts: dict[str, int] = {}
    for each in approvals:
        if each.decided_on:
            name, year = str(each.regulator), each.decided_on.year
            firsts[name] = min(year, firsts.get(name, year))
    ordered = sorted(firsts.items(), key=lambda each: (each[1], each[0]))
    return ", ".join(f"{name} {year}" for name, year in ordered)
