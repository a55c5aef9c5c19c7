"""What is said of a rate, from its numbers alone."""

from bisect import bisect
from decimal import Decimal
from typing import Any

from therapies.choices import Band

# A percentage of the limit itself is of the band above it.
LIMITS = (Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(10))
BANDS = (Band.VERY_RARE, Band.RARE, Band.UNCOMMON, Band.COMMON, Band.VERY_COMMON)


def best_percent(
    percent: Decimal | None, events: int | None, treated: int | None
) -> Decimal | None:
    """The stated percentage, else people affected of people treated."""
    if percent is None and events is not None and treated:
        return Decimal(100 * events) / treated
    return percent


def band_of(
    percent: Decimal | None,
    events: int | None,
    treated: int | None,
    upper_bounds: list[str],
    stated: str,
) -> str:
    """CIOMS band: derived where there is a number, else the one the source states."""
    known = best_percent(percent, events, treated)
    if known is None or ("percent" in upper_bounds and known > Decimal("0.01")):
        return stated
    return BANDS[bisect(LIMITS, known)]


class Counted:
    """What is said of a rate, however it was read from the database."""

    dataset: Any
    percent: Any
    percent_grade_3_plus: Any
    comparator_percent: Any
    comparator_percent_grade_3_plus: Any
    events: Any
    upper_bounds: Any
    stated_band: Any

    @property
    def best_percent(self) -> Decimal | None:
        """The stated percentage, else people affected of people treated."""
        if self.percent is not None or self.events is None:
            return self.percent
        return best_percent(self.percent, self.events, self.dataset.treated)

    @property
    def band(self) -> str:
        """CIOMS band: derived where there is a number, else the one the source states."""
        return band_of(self.best_percent, None, None, self.upper_bounds, self.stated_band)

    @property
    def percent_text(self) -> str:
        return self._written("percent", self.best_percent)

    @property
    def grade_3_plus_text(self) -> str:
        return self._written("percent_grade_3_plus", self.percent_grade_3_plus)

    @property
    def comparator_text(self) -> str:
        return self._written("comparator_percent", self.comparator_percent)

    @property
    def comparator_grade_3_plus_text(self) -> str:
        return self._written(
            "comparator_percent_grade_3_plus", self.comparator_percent_grade_3_plus
        )

    def _written(self, field: str, value: Decimal | None) -> str:
        if value is None:
            return ""
        number = f"{value:.2f}" if value < 1 else f"{value:.1f}"
        number = number.rstrip("0").rstrip(".")
        return f"{'< ' if field in self.upper_bounds else ''}{number} %"
