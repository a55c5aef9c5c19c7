"""How far chance alone could move a rate: 95 % intervals from a percentage and its people."""

from dataclasses import dataclass
from decimal import Decimal
from math import hypot, sqrt

from therapies.models import Rate

# The 97.5th percentile of the normal distribution: 2.5 % are left out on either side.
NORMAL_975 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """Lower and upper limit, in percent of people."""

    low: float
    high: float

    @property
    def text(self) -> str:
        return f"{_written(self.low)}–{_written(self.high)} %"

    def overlaps(self, other: "Interval") -> bool:
        return self.low <= other.high and other.low <= self.high


def wilson(percent: Decimal | float, people: int) -> Interval:
    """Wilson's 95 % score interval of a percentage among so many people.

    With p the proportion, n the people and z = 1.96 the limits are
    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z·√(p(1 − p)/n) they stay
    within 0 and 100 % and are right for rare events and few people.
    Source: Wilson EB, J Am Stat Assoc 1927;22:209–212, doi:10.1080/01621459.1927.10502953;
    recommended by Brown LD et al., Stat Sci 2001;16:101–133, doi:10.1214/ss/1009213286.
    """
    part = float(percent) / 100
    squared = NORMAL_975**2
    middle = part + squared / (2 * people)
    reach = NORMAL_975 * sqrt(part * (1 - part) / people + squared / (4 * people**2))
    scale = 100 / (1 + squared / people)
    return Interval(max(0.0, (middle - reach) * scale), min(100.0, (middle + reach) * scale))


def newcombe(
    percent: Decimal | float, people: int, other: Decimal | float, other_people: int
) -> Interval:
    """Newcombe's 95 % interval of the difference of two percentages, in percentage points.

    With p1 and p2 the two, and l and u their Wilson limits, the difference p1 − p2 lies between
    itself − √((p1 − l1)² + (u2 − p2)²) and itself + √((u1 − p1)² + (p2 − l2)²).
    Source: method 10 of Newcombe RG, Stat Med 1998;17:873–890,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    first, second = wilson(percent, people), wilson(other, other_people)
    one, two = float(percent), float(other)
    down = hypot(one - first.low, second.high - two)
    up = hypot(first.high - one, two - second.low)
    return Interval(one - two - down, one - two + up)


def of_rate(rate: Rate, field: str = "percent") -> Interval | None:
    """The interval of one of a rate's percentages.

    None without a number of people, and where the source says only "less than".
    """
    is_comparator = field.startswith("comparator")
    people = rate.dataset.comparator_treated if is_comparator else rate.dataset.treated
    percent = rate.best_percent if field == "percent" else getattr(rate, field)
    return None if field in rate.upper_bounds else of_percent(percent, people)


def of_percent(percent: Decimal | None, people: int | None) -> Interval | None:
    if percent is None or not people:
        return None
    return wilson(min(percent, Decimal(100)), people)


def _written(percent: float) -> str:
    number = f"{percent:.2f}" if percent < 1 else f"{percent:.1f}"
    return number.rstrip("0").rstrip(".")
