"""Counts the faults that were made and what was held meanwhile, and says it as two tables."""

from collections import Counter, defaultdict
from collections.abc import Iterator

KINDS = ("SQLite", "PostgreSQL")
WIDE, NARROW = 58, 12


class Tally:
    def __init__(self) -> None:
        self._made: dict[str, Counter[str]] = defaultdict(Counter)
        self._held: dict[str, Counter[str]] = defaultdict(Counter)
        self._lost: Counter[str] = Counter()
        self.drills: list[str] = []

    def made(self, fault: str, kind: str, number: int = 1) -> None:
        self._made[fault][kind] += number

    def held(self, what: str, kind: str, number: int, lost: int = 0) -> None:
        """Noted before a test ends in failure, so that what was lost is seen as a figure too."""
        self._held[what][kind] += number - lost
        self._lost[what] += lost

    def lines(self) -> Iterator[str]:
        yield _line("faults made", *KINDS)
        for fault, counts in self._made.items():
            yield _line(fault, *(counts[kind] for kind in KINDS))
        yield ""
        yield _line("held", *KINDS, "lost")
        for what, counts in self._held.items():
            yield _line(what, *(counts[kind] for kind in KINDS), str(self._lost[what]))
        yield ""
        made, held = (sum(map(Counter.total, each.values())) for each in (self._made, self._held))
        yield f"{made:,} faults made, {held:,} held, {self._lost.total():,} lost"


def _line(name: str, *cells: str | int) -> str:
    texts = (cell if isinstance(cell, str) else f"{cell:,}" if cell else "–" for cell in cells)
    return f"{name:<{WIDE}}" + "".join(f"{text:>{NARROW}}" for text in texts)
