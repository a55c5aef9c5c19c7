"""What a run found and did, for the summary at its end."""

from collections import Counter
from dataclasses import dataclass, field

NEW, CHANGED, REVISED = "new", "changed", "revised"
WAITING, UNCHANGED = "waiting", "unchanged"
PASSED_OVER, TWICE, REFUSED = "passed_over", "twice", "refused"

OUTCOMES: dict[str, str] = {
    NEW: "proposed: new",
    CHANGED: "proposed: changed",
    REVISED: "proposed before, now revised",
    WAITING: "proposed before, still the same",
    UNCHANGED: "as it stands here",
    PASSED_OVER: "not for us",
    TWICE: "met a second time",
    REFUSED: "refused",
}


@dataclass
class Report:
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    # For an editor: of what, and what.
    notes: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def refuse(self, what: str, why: str) -> None:
        self.outcomes[REFUSED] += 1
        self.refused.append((what, why))

    def pass_over(self, why: str) -> None:
        self.outcomes[PASSED_OVER] += 1
        self.passed_over[why] += 1

    def note_unmapped(self, kind: str, names: list[str]) -> None:
        self.unmapped.setdefault(kind, Counter()).update(names)
