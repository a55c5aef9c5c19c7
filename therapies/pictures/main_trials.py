"""Results of main trials as people of a hundred, and as ratios on one axis, told with care."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from therapies import frequencies
from therapies.choices import ResultMeasure, ResultUnit
from therapies.models import PivotalResult
from therapies.pictures import axes, icon_array

HUNDRED = 100


@dataclass(frozen=True)
class Share:
    """How many of a hundred people had the result; `others` says how many had not."""

    result: PivotalResult
    people: int
    text: str
    others: str
    comparator: str
    filled: str
    hollow: str
    line: "Line"


@dataclass(frozen=True)
class Row:
    """`told` puts a hazard ratio in words of groups, never of one person. Months have no line."""

    result: PivotalResult
    told: str
    line: "Line | None"


@dataclass(frozen=True)
class Line:
    at: str
    start: str
    span: str


@dataclass(frozen=True)
class MainTrials:
    shares: list[Share]
    ratios: list[Row]
    medians: list[Row]
    percent_axis: axes.Axis
    ratio_axis: axes.Axis

    @property
    def results(self) -> list[PivotalResult]:
        """In the order in which the page shows them."""
        shown: list[Share | Row] = [*self.shares, *self.ratios, *self.medians]
        return [each.result for each in shown]


def drawn(results: Iterable[PivotalResult]) -> MainTrials | None:
    """By condition, drug and trial: an order that ranks nothing. None without results."""
    rows = sorted(results, key=_place)
    if not rows:
        return None
    of_unit = {unit: [row for row in rows if row.unit == unit] for unit in ResultUnit}
    ratios = of_unit[ResultUnit.HAZARD_RATIO]
    percent_axis = axes.percentages()
    ratio_axis = axes.ratios(end for row in ratios for end in _ends(row))
    return MainTrials(
        shares=[_share(row, percent_axis) for row in of_unit[ResultUnit.PERCENT]],
        ratios=[Row(row, in_words(row), _line(row, ratio_axis)) for row in ratios],
        medians=[Row(row, "", None) for row in of_unit[ResultUnit.MONTHS]],
        percent_axis=percent_axis,
        ratio_axis=ratio_axis,
    )


def _place(result: PivotalResult) -> tuple[str, str, str]:
    return result.condition.name, result.drug.name, result.trial_name


def _share(result: PivotalResult, axis: axes.Axis) -> Share:
    frequency = frequencies.in_hundred(result.value)
    filled, hollow = icon_array.areas(frequency.people)
    return Share(
        result=result,
        people=frequency.people,
        text=_happened(result.measure) % {"people": frequency.text},
        others=_did_not(result.measure, frequency.people),
        comparator=_comparator(result),
        filled=filled,
        hollow=hollow,
        line=_line(result, axis),
    )


def _happened(measure: str) -> str:
    if measure == ResultMeasure.COMPLETE_RESPONSE:
        return _("In %(people)s no sign of the disease was found any more")
    if measure == ResultMeasure.RESPONSE:
        return _("In %(people)s the disease shrank by the set amount or went away")
    return _("In %(people)s it was counted")


def _did_not(measure: str, people: int) -> str:
    """Varies from person to person: the rest of the same hundred."""
    if not 0 < people < HUNDRED:
        return ""
    if measure != ResultMeasure.RESPONSE:
        return _("in about %(others)s this was not so") % {"others": HUNDRED - people}
    return _("in about %(others)s it did not") % {"others": HUNDRED - people}


def _comparator(result: PivotalResult) -> str:
    if result.comparator_value is None:
        return ""
    words = {
        "comparator": result.comparator,
        "people": frequencies.in_hundred(result.comparator_value).text,
    }
    return _("with %(comparator)s: %(people)s") % words


def in_words(result: PivotalResult) -> str:
    """At which pace events came in one group, as a share of the pace in the other.

    A hazard ratio says nothing of how many are alive, for how long, or who.
    """
    low, high = result.interval_low, result.interval_high
    words = {
        "event": _event(result.measure),
        "comparator": result.comparator,
        "percent": _from_one(result.value),
        "near": _from_one(high),
        "far": _from_one(low),
    }
    if low is None or high is None or low <= 1 <= high:
        words["event"] = words["event"].lower()
        return _("The trial leaves open whether %(event)s came sooner or later with it.") % words
    if high < 1:
        return (
            _(
                "%(event)s came at a pace about %(percent)s %% lower than with %(comparator)s. "
                "From %(near)s %% to %(far)s %% lower would fit what was seen."
            )
            % words
        )
    return (
        _(
            "%(event)s came at a pace about %(percent)s %% higher than with %(comparator)s. "
            "From %(far)s %% to %(near)s %% higher would fit what was seen."
        )
        % words
    )


def _event(measure: str) -> str:
    if measure == ResultMeasure.OVERALL_SURVIVAL:
        return _("Deaths")
    if measure == ResultMeasure.PROGRESSION_FREE_SURVIVAL:
        return _("Growth of the disease, or death,")
    return _("Return or growth of the disease, or death,")


def _from_one(ratio: Decimal | None) -> str:
    """How far a ratio is from 1, in whole percent."""
    return "" if ratio is None else f"{abs(1 - ratio) * HUNDRED:.0f}"


def _ends(result: PivotalResult) -> tuple[float, float]:
    """Without an interval it begins and ends at the value."""
    low, high = result.interval_low, result.interval_high
    if low is None or high is None:
        return float(result.value), float(result.value)
    return float(low), float(high)


def _line(result: PivotalResult, axis: axes.Axis) -> Line:
    low, high = _ends(result)
    return Line(axis.place(float(result.value)), axis.place(low), axis.span(low, high))
