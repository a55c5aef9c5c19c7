"""The numbers of ranges of rates drawn as lines. The table they stand in holds every figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from therapies.models import Rate

SCALE_ENDS = (1, 5, 10, 20, 40, 60, 80, 100)


class Ends(Protocol):
    """What has a lowest and a highest rate."""

    @property
    def low(self) -> Rate: ...

    @property
    def high(self) -> Rate: ...


@dataclass(frozen=True)
class Line:
    """Places are percentages of the scale's breadth, from its start at 0.

    An end that a source gives only as "less than" has no dot; as a lowest rate its line begins
    at 0.
    """

    range: Ends
    start: str
    span: str
    low_at: str
    high_at: str


@dataclass(frozen=True)
class RangePicture:
    lines: list[Line]
    end: int


def drawn(ranges: Sequence[Ends]) -> RangePicture | None:
    """All ranges on one scale from 0 to a round end that holds the highest of them."""
    if not ranges:
        return None
    highest = max(_percent(each.high) for each in ranges)
    end = next(end for end in SCALE_ENDS if end >= highest)
    return RangePicture([_line(each, end) for each in ranges], end)


def _percent(rate: Rate) -> float:
    return float(rate.percent or 0)


def _line(each: Ends, end: int) -> Line:
    start = 0.0 if _is_bound(each.low) else _percent(each.low)
    return Line(
        range=each,
        start=_place(start, end),
        span=_place(_percent(each.high) - start, end),
        low_at="" if _is_bound(each.low) else _place(_percent(each.low), end),
        high_at="" if _is_bound(each.high) else _place(_percent(each.high), end),
    )


def _is_bound(rate: Rate) -> bool:
    return "percent" in rate.upper_bounds


def _place(percent: float, end: int) -> str:
    return f"{percent / end * 100:.1f}%"
