"""What the site sets itself, beside what was measured."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Results = Mapping[str, Any]
MEGABYTE = 1_000_000
LARGEST = "30000"


@dataclass(frozen=True)
class Goal:
    """`values` of all that was measured on one database; each must be at least, or at most, so."""

    label: str
    limit: float
    is_least: bool
    unit: str
    values: Callable[[Results], list[float]]

    @property
    def wanted(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.written(self.limit)}"

    def written(self, value: float) -> str:
        number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004
        return f"× {number}" if self.unit == "×" else f"{number}{self.unit}"

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.is_least else value <= self.limit


def _of_sizes(value: Callable[[Results], float]) -> Callable[[Results], list[float]]:
    """Nothing for a size where it was not measured."""

    def values(found: Results) -> list[float]:
        measured = []
        for size in found["sizes"].values():
            try:
                measured.append(value(size))
            except (KeyError, ZeroDivisionError):
                continue
        return measured

    return values


def _ratio(race: str, who: str, other: str, share: float = 1) -> Callable[[Results], list[float]]:
    return _of_sizes(lambda size: share * size[race][who]["rate"] / size[race][other]["rate"])


def _single(name: str, percentile: str) -> Callable[[Results], list[float]]:
    return _of_sizes(lambda size: size[name]["site"][percentile])


def _not_modified(size: Results) -> float:
    return 100 * size["not modified"]["site"]["rate"] / size["repeated page"]["site"]["rate"]


def _growth(found: Results) -> list[float]:
    """Of the slowest hundredth, from the smallest size to the largest."""
    ends = [size["filtered lists"]["site"]["p99_ms"] for size in found["sizes"].values()]
    return [ends[-1] / ends[0]] if LARGEST in found["sizes"] else []


def _memory(found: Results) -> list[float]:
    largest = found["sizes"].get(LARGEST)
    return [largest["memory"]["bytes"] / MEGABYTE] if largest else []


def _real(name: str) -> Callable[[Results], list[float]]:
    return lambda found: [found["real"][name]] if "real" in found else []


def _phone(name: str, share: float = 1) -> Callable[[Results], list[float]]:
    return lambda found: [share * page[name] for page in found.get("phone", {}).values()]


GOALS = (
    Goal("distinct filtered lists", 12, True, "×", _ratio("filtered lists", "site", "datasette")),
    Goal(
        "the same, Datasette counting the same ten facets",
        12,
        True,
        "×",
        _ratio("filtered lists", "site", "datasette faceted"),
    ),
    Goal(
        "lists without the index in memory",
        1.3,
        True,
        "×",
        _ratio("filtered lists", "fallback", "datasette"),
    ),
    Goal(
        "without it, Datasette counting the same ten facets",
        1.3,
        True,
        "×",
        _ratio("filtered lists", "fallback", "datasette faceted"),
    ),
    Goal("JSON lists", 5, True, "×", _ratio("JSON lists", "site", "datasette")),
    Goal("slowest 1 % of lists, from 300 to 30,000 drugs", 2.5, False, "×", _growth),
    Goal(
        "repeated page, of a ready string",
        80,
        True,
        " %",
        _ratio("repeated page", "site", "ready string", 100),
    ),
    Goal(
        "the same, of one with the same headers",
        80,
        True,
        " %",
        _ratio("repeated page", "site", "ready alike", 100),
    ),
    Goal("304, of a repeated page", 100, True, " %", _of_sizes(_not_modified)),
    Goal(
        "page of a drug, made for the request", 3, True, "×", _ratio("details", "site", "datasette")
    ),
    Goal(
        "page of a drug that was made before",
        3,
        True,
        "×",
        _ratio("details kept", "site", "datasette"),
    ),
    Goal("search as you type, p95", 5, False, " ms", _single("suggestions", "p95_ms")),
    Goal("with typing errors, p95", 50, False, " ms", _single("suggestions, misspelt", "p95_ms")),
    Goal("comparison of four, median", 50, False, " ms", _single("compare of four", "p50_ms")),
    Goal("matrix of 60 × 80, median", 50, False, " ms", _single("matrix", "p50_ms")),
    Goal(
        "all rates as CSV, rows a second",
        50_000,
        True,
        "",
        _of_sizes(lambda size: size["CSV of all rates"]["rows_per_second"]),
    ),
    Goal(
        "until what was published is seen",
        1,
        False,
        " s",
        _of_sizes(lambda size: size["publishing"]["seen_after"]),
    ),
    Goal("loading the reference, rows a second", 3_000, True, "", _real("rows_per_second")),
    Goal("start to first page, real reference", 3, False, " s", _real("start_seconds")),
    Goal("memory of a worker at rest, 30,000 drugs (PSS)", 160, False, " MB", _memory),
    Goal("slow phone, LCP", 1.5, False, " s", _phone("lcp", 0.001)),
    Goal("slow phone, INP", 100, False, " ms", _phone("inp")),
    Goal("slow phone, CLS", 0, False, "", _phone("cls")),
)


def table(results: Mapping[str, Results], names: Mapping[str, str]) -> Iterator[str]:
    """A row for each goal, with the sizes (or pages) of each database side by side."""
    heads = [f"measured on {names[each]}" for each in results]
    yield f"| goal | wanted | {' | '.join(heads)} | met |"
    yield f"| --- | ---: |{' ---: |' * len(heads)} --- |"
    for goal in GOALS:
        measured = [goal.values(found) for found in results.values()]
        cells = [" · ".join(map(goal.written, values)) or "–" for values in measured]
        yield f"| {goal.label} | {goal.wanted} | {' | '.join(cells)} | {_met(goal, measured)} |"
    yield ""
    yield (
        "× is times Datasette's requests a second on the same data in the same run, except where "
        "the goal says what of; several figures are those of 300, 3,000 and 30,000 drugs, and of "
        "the phone's list, drug, side effect and matrix. Milliseconds and rows a second are those "
        "of the machine named below: another may be twice as fast, as Datasette's rows tell."
    )
    yield ""


def _met(goal: Goal, measured: list[list[float]]) -> str:
    values = [value for each in measured for value in each]
    if not values:
        return "–"
    met = sum(map(goal.is_met, values))
    return "yes" if met == len(values) else f"{met} of {len(values)}" if met else "**no**"
