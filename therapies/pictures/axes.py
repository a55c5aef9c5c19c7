"""Scales of drawings. Places are percentages of the drawing's breadth, from its start."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log

STEP = 20
RATIOS = (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True)
class Tick:
    at: str
    text: str


@dataclass(frozen=True)
class Axis:
    """From the first to the last of `values`, which are its ticks; `null` is no difference."""

    values: tuple[float, ...]
    null: float | None
    is_log: bool = False

    @property
    def ticks(self) -> list[Tick]:
        return [Tick(self.place(each), written(each)) for each in self.values]

    @property
    def first(self) -> str:
        return written(self.values[0])

    @property
    def last(self) -> str:
        return written(self.values[-1])

    @property
    def null_at(self) -> str:
        return "" if self.null is None else self.place(self.null)

    def place(self, value: float) -> str:
        return f"{self._part(value):.1f}%"

    def span(self, low: float, high: float) -> str:
        return f"{self._part(high) - self._part(low):.1f}%"

    def _part(self, value: float) -> float:
        """What lies beyond an end is drawn at that end."""
        low, high = self.values[0], self.values[-1]
        value = min(max(value, low), high)
        if self.is_log:
            return 100 * log(value / low) / log(high / low)
        return 100 * (value - low) / (high - low)


def percentages() -> Axis:
    return Axis((0, 20, 40, 60, 80, 100), None)


def differences(values: Iterable[float]) -> Axis:
    """Percentage points in round steps that hold all values and 0."""
    held = [0.0, *values]
    low, high = floor(min(held) / STEP), ceil(max(held) / STEP)
    low, high = (low, high) if low < high else (-1, 1)
    return Axis(tuple(float(each * STEP) for each in range(low, high + 1)), 0)


def ratios(values: Iterable[float]) -> Axis:
    """Each tick is twice the one before, because half and double are equally far from 1."""
    held = [0.5, 2.0, *values]
    low = max((each for each in RATIOS if each <= min(held)), default=RATIOS[0])
    high = min((each for each in RATIOS if each >= max(held)), default=RATIOS[-1])
    return Axis(tuple(each for each in RATIOS if low <= each <= high), 1, is_log=True)


def written(number: float) -> str:
    return f"{number:g}".replace("-", "−")
