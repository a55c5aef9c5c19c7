"""Drugs counted by the year of their first approval: columns by regulator, and growth by kind.

A drug counts once, in the year of its earliest dated decision, in the columns once for each
regulator. Decisions later withdrawn count too. What has no date is left out of the picture and
counted beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from therapies.choices import Kind

REGULATORS = {"fda": "FDA", "ema": "EMA"}
COLUMN_SHARE = 0.8
BROADEST_COLUMN = 4.0
TICK_STEPS = (1, 2, 5, 10, 20, 50)
MOST_TICKS = 6

Rows = Iterable[tuple[int, str, date | None]]


@dataclass(frozen=True)
class Column:
    """A rectangle in percentages of the picture."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Tick:
    year: int
    x: str


@dataclass(frozen=True)
class RegulatorYears:
    """`undated` are drugs with a decision but no date, `undecided` those without a decision."""

    name: str
    columns: list[Column]
    total: int
    undated: int
    undecided: int


@dataclass(frozen=True)
class YearChart:
    """All regulators on one scale. `table` has a row for each year in which there was any."""

    regulators: list[RegulatorYears]
    ticks: list[Tick]
    highest: int
    summary: str
    table: list[tuple[int, list[int]]]


def by_regulator(rows: Rows, drugs: int) -> YearChart | None:
    """From rows of drug, regulator, first day, and the number of drugs; None without any date."""
    found = list(rows)
    dated = {
        slug: Counter(day.year for _drug, name, day in found if name == slug and day)
        for slug in REGULATORS
    }
    years = sorted({year for counts in dated.values() for year in counts})
    if not years:
        return None
    highest = max(max(counts.values(), default=0) for counts in dated.values())
    span = range(years[0], years[-1] + 1)
    decided = Counter(name for _drug, name, _day in found)
    regulators = [
        RegulatorYears(
            name=REGULATORS[slug],
            columns=[_column(year, counts[year], span, highest) for year in sorted(counts)],
            total=counts.total(),
            undated=decided[slug] - counts.total(),
            undecided=drugs - decided[slug],
        )
        for slug, counts in dated.items()
    ]
    return YearChart(
        regulators=regulators,
        ticks=_ticks(span),
        highest=highest,
        summary=_in_words(regulators, span, highest),
        table=[(year, [counts[year] for counts in dated.values()]) for year in years],
    )


def _column(year: int, count: int, span: range, highest: int) -> Column:
    width = min(100 / len(span) * COLUMN_SHARE, BROADEST_COLUMN)
    height = 100 * count / highest
    return Column(
        x=f"{_middle(year, span) - width / 2:.2f}%",
        y=f"{100 - height:.2f}%",
        width=f"{width:.2f}%",
        height=f"{height:.2f}%",
    )


def _middle(year: int, span: range) -> float:
    return 100 * (span.index(year) + 0.5) / len(span)


def _ticks(span: range) -> list[Tick]:
    """Few enough years that their labels do not touch on a phone."""
    step = next(each for each in TICK_STEPS if len(span) <= each * MOST_TICKS)
    return [Tick(year, f"{_middle(year, span):.2f}%") for year in span if year % step == 0]


def _in_words(regulators: Iterable[RegulatorYears], span: range, highest: int) -> str:
    totals = ", ".join(f"{each.name} {each.total}" for each in regulators)
    return _(
        "First approvals from %(first)d to %(last)d: %(totals)s; at most %(highest)d in one year."
    ) % {"first": span[0], "last": span[-1], "totals": totals, "highest": highest}


@dataclass(frozen=True)
class YearCounts:
    """How many things happened in each year. `table` leaves out the years without any."""

    columns: list[Column]
    ticks: list[Tick]
    highest: int
    summary: str
    table: list[tuple[int, int]]


def of_days(days: Iterable[date]) -> YearCounts | None:
    """One picture of all the days; None without any."""
    counts = Counter(day.year for day in days)
    if not counts:
        return None
    years = sorted(counts)
    span = range(years[0], years[-1] + 1)
    highest = max(counts.values())
    summary = _("From %(first)d to %(last)d; %(total)d in all, at most %(highest)d in one year.")
    return YearCounts(
        columns=[_column(year, counts[year], span, highest) for year in years],
        ticks=_ticks(span),
        highest=highest,
        summary=summary
        % {
            "first": span[0],
            "last": span[-1],
            "total": counts.total(),
            "highest": highest,
        },
        table=[(year, counts[year]) for year in years],
    )


@dataclass(frozen=True)
class KindGrowth:
    """The number of drugs over the years as a stair in a box of 100 × 100, and as an area."""

    kind: Kind
    stair: str
    area: str
    total: int
    undated: int


@dataclass(frozen=True)
class Growth:
    """All kinds on one scale. `table` has the number reached by the end of each of some years."""

    kinds: list[KindGrowth]
    first: int
    last: int
    highest: int
    table: list[tuple[int, list[int]]]

    @property
    def left_out(self) -> list[KindGrowth]:
        return [each for each in self.kinds if each.undated]


def growth(rows: Rows, drugs: Mapping[str, int]) -> Growth | None:
    """From rows of drug, kind, first day, and the number of drugs of each kind.

    A drug of two kinds counts in both. None without any date.
    """
    found = [(kind, day.year) for _drug, kind, day in rows if day]
    if not found:
        return None
    dated = {kind: Counter(year for name, year in found if name == kind) for kind in Kind}
    highest = max(counts.total() for counts in dated.values())
    first, last = min(year for _kind, year in found), max(year for _kind, year in found)
    span = range(first, last + 1)
    kinds = []
    for kind, counts in dated.items():
        stair = _stair([_reached(counts, year) for year in span], highest)
        left_out = drugs.get(kind, 0) - counts.total()
        area = f"M0 100V{stair.removeprefix('M0 ')}V100Z"
        kinds.append(KindGrowth(kind, stair, area, counts.total(), left_out))
    table = [
        (year, [_reached(counts, year) for counts in dated.values()])
        for year in span
        if year % 10 == 0 or year == last
    ]
    return Growth(kinds, first, last, highest, table)


def _reached(counts: Mapping[int, int], year: int) -> int:
    return sum(count for each, count in counts.items() if each <= year)


def _stair(numbers: list[int], highest: int) -> str:
    """Each year is a step of its own breadth, so that a single year still shows."""
    width = 100 / len(numbers)
    steps = [
        f"V{100 - 100 * number / highest:.1f}H{width * (place + 1):.2f}"
        for place, number in enumerate(numbers)
    ]
    return f"M0 {steps[0].removeprefix('V')}{''.join(steps[1:])}"
