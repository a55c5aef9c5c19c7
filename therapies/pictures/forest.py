"""The numbers of forest plots: one line a trial, the place of no difference, no sum of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from therapies import intervals
from therapies.choices import Comparator, Measure
from therapies.models import Comparison
from therapies.pictures import axes


@dataclass(frozen=True)
class Effect:
    """A difference in percentage points, or a hazard ratio; both with a 95 % interval if any."""

    value: float
    low: float
    high: float
    is_ratio: bool
    has_interval: bool = True

    @property
    def side(self) -> str:
        """On which side of no difference the whole interval lies: less, more, or unclear."""
        null = 1 if self.is_ratio else 0
        if not self.has_interval or self.low <= null <= self.high:
            return "unclear"
        return "less" if self.high < null else "more"

    @property
    def text(self) -> str:
        return f"{self.value:.2f}" if self.is_ratio else _signed(self.value)

    @property
    def interval(self) -> str:
        if not self.has_interval:
            return ""
        if self.is_ratio:
            return _("%(low)s to %(high)s") % {"low": f"{self.low:.2f}", "high": f"{self.high:.2f}"}
        return _("%(low)s to %(high)s") % {"low": _signed(self.low), "high": _signed(self.high)}


@dataclass(frozen=True)
class Line:
    comparison: Comparison
    effect: Effect
    at: str
    start: str
    span: str


@dataclass(frozen=True)
class Group:
    """Trials with one kind of comparator; `summary` says in words what their lines show."""

    comparator: str
    is_added: bool
    lines: list[Line]
    summary: str


@dataclass(frozen=True)
class Plot:
    """All trials that measured the same, on one axis."""

    measure: Measure
    axis: axes.Axis
    groups: list[Group]

    @property
    def is_ratio(self) -> bool:
        return self.measure == Measure.SURVIVAL

    @property
    def trials(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def effect_of(comparison: Comparison) -> Effect | None:
    """None where a percentage has nothing to be compared with."""
    value = float(comparison.value)
    if comparison.is_ratio:
        low, high = comparison.interval_low, comparison.interval_high
        if low is None or high is None:
            return Effect(value, value, value, is_ratio=True, has_interval=False)
        return Effect(value, float(low), float(high), is_ratio=True)
    if comparison.comparator_value is None:
        return None
    found = intervals.newcombe(
        comparison.value,
        comparison.treated,
        comparison.comparator_value,
        comparison.comparator_treated,
    )
    difference = float(comparison.value - comparison.comparator_value)
    return Effect(difference, found.low, found.high, is_ratio=False)


def plots(comparisons: Iterable[Comparison]) -> list[Plot]:
    """A plot a measure, in the order of the vocabulary; lines by drug and trial, no ranking."""
    effects = [(each, effect) for each in comparisons if (effect := effect_of(each))]
    return [
        _plot(measure, measured)
        for measure in Measure
        if (measured := [pair for pair in effects if pair[0].measure == measure])
    ]


def _plot(measure: Measure, effects: list[tuple[Comparison, Effect]]) -> Plot:
    ends = [end for _each, effect in effects for end in (effect.low, effect.high)]
    axis = axes.ratios(ends) if measure == Measure.SURVIVAL else axes.differences(ends)
    effects.sort(key=lambda pair: (*_group_of(pair[0]), *_place(pair[0])))
    groups = []
    for (_kind, is_added), members in groupby(effects, key=lambda pair: _group_of(pair[0])):
        lines = [_line(comparison, effect, axis) for comparison, effect in members]
        first = lines[0].comparison
        label = str(first.get_comparator_kind_display())
        groups.append(Group(label, is_added, lines, _summary(lines)))
    return Plot(measure, axis, groups)


def _group_of(comparison: Comparison) -> tuple[int, bool]:
    return Comparator.values.index(comparison.comparator_kind), comparison.is_added


def _place(comparison: Comparison) -> tuple[str, str]:
    return comparison.entry.name, comparison.trial_name


def _line(comparison: Comparison, effect: Effect, axis: axes.Axis) -> Line:
    return Line(
        comparison=comparison,
        effect=effect,
        at=axis.place(effect.value),
        start=axis.place(effect.low),
        span=axis.span(effect.low, effect.high),
    )


def _summary(lines: list[Line]) -> str:
    sides = [line.effect.side for line in lines]
    words = _(
        "Trials: %(total)s. Whole interval on the side of less: %(less)s; on that of more: "
        "%(more)s; on both: %(unclear)s."
    )
    return words % {
        "total": len(sides),
        "less": sides.count("less"),
        "more": sides.count("more"),
        "unclear": sides.count("unclear"),
    }


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "−")
