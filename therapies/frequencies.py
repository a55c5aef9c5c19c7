"""Percentages as people: "about 31 in 100". Rounding never turns someone into no one.

Whole people are said of 100. What is rarer than 1 in 100 is said of 1,000 or 10,000, as
regulators do in leaflets; what is nearly everyone stays "more than 99 in 100".
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from therapies.models import Rate

HUNDRED = 100
LARGER_GROUPS = (1_000, 10_000)


@dataclass(frozen=True)
class Frequency:
    """`people` of a hundred, 0 where it is fewer than one or only a limit is known."""

    people: int
    text: str

    @property
    def brief(self) -> str:
        """For a second number of the same hundred: "about 12"."""
        return _("about %(people)s") % {"people": self.people} if self.people else self.text


def of_rate(rate: Rate, field: str = "percent") -> Frequency | None:
    """None where the rate has no such number."""
    percent = rate.best_percent if field == "percent" else getattr(rate, field)
    if percent is None:
        return None
    return in_hundred(percent, is_bound=field in rate.upper_bounds)


def in_hundred(percent: Decimal, is_bound: bool = False) -> Frequency:
    if is_bound:
        return Frequency(0, _fewer_than(percent))
    if percent <= 0:
        return Frequency(0, _("none of the people counted"))
    if percent < 1:
        return Frequency(0, _rare(percent))
    people = _rounded(percent)
    if people >= HUNDRED and percent < HUNDRED:
        return Frequency(HUNDRED - 1, _("more than 99 in 100 people"))
    if people >= HUNDRED:
        return Frequency(HUNDRED, _("all of the people counted"))
    return Frequency(people, _("about %(people)s in 100 people") % {"people": people})


def _rare(percent: Decimal) -> str:
    """What would round up to 1 in 100 is only said to be less."""
    for group in LARGER_GROUPS:
        share = percent * group / HUNDRED
        if share >= 1:
            people = _rounded(share)
            if people * HUNDRED >= group:
                break
            words = _("fewer than 1 in 100 people (about %(people)s in %(group)s)")
            return words % {"people": people, "group": f"{group:,}"}
    else:
        return _("fewer than 1 in 10,000 people")
    return _("fewer than 1 in 100 people")


def _fewer_than(limit: Decimal) -> str:
    """A limit keeps its exact size: it is said of the smallest group that makes it whole."""
    for group in (HUNDRED, *LARGER_GROUPS):
        share = limit * group / HUNDRED
        if share >= 1 and share == share.to_integral_value():
            words = _("fewer than %(people)s in %(group)s people")
            return words % {"people": int(share), "group": f"{group:,}"}
    return _("fewer than %(limit)s %% of people") % {"limit": f"{limit.normalize():f}"}


def _rounded(number: Decimal) -> int:
    return int(Decimal(number).quantize(Decimal(1), rounding=ROUND_HALF_UP))
