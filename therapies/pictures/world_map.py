"""Member states as outlines, shaded by how many institutions, trials or products are recorded.

The outlines are drawn once by `bench/outlines.py`; here each state gets its number and its class.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

OUTLINES = Path(__file__).resolve().parent.parent / "geodata" / "outlines.json"
# The lowest number of each class above "none".
CLASSES = (1, 2, 5, 10)
ROOM_FOR_A_NUMBER = 2
BESIDE_A_DOT = 9


@dataclass(frozen=True)
class Measure:
    """What the map counts; `field` is where a country of a list has the number."""

    name: str
    label: Any
    field: str
    in_words: Callable[[int], str]


def _institutions(number: int) -> str:
    return ngettext("%(number)d institution", "%(number)d institutions", number)


def _trials(number: int) -> str:
    return ngettext("%(number)d trial", "%(number)d trials", number)


def _products(number: int) -> str:
    return ngettext("%(number)d product", "%(number)d products", number)


MEASURES = {
    each.name: each
    for each in (
        Measure("institutions", gettext_lazy("Institutions"), "institutions_count", _institutions),
        Measure("trials", gettext_lazy("Trials"), "trials_count", _trials),
        Measure("products", gettext_lazy("Products"), "products_count", _products),
    )
}
USUAL = "institutions"


@dataclass(frozen=True)
class State:
    """`path` is empty for a state too small for an outline; it is a dot at (x, y)."""

    title: str
    url: str
    path: str
    x: int
    y: int
    number: int
    place: int

    @property
    def is_dot(self) -> bool:
        return not self.path

    @property
    def number_x(self) -> int:
        return self.x + BESIDE_A_DOT if self.is_dot else self.x


@dataclass(frozen=True)
class Shade:
    place: int
    label: str
    states: int


@dataclass(frozen=True)
class WorldMap:
    measure: Measure
    measures: list[Measure]
    frame: str
    land: str
    states: list[State]
    numbered: list[State]
    legend: list[Shade]
    summary: str


@cache
def _outlines() -> dict[str, Any]:
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


def drawn(countries: Iterable[Any], measure: Measure) -> WorldMap:
    """From countries of a list. One that has no outline stands in the table only."""
    outlines = _outlines()
    states, numbered = [], []
    for country in countries:
        if not (shape := outlines["states"].get(country.iso_code)):
            continue
        number = getattr(country, measure.field)
        words = measure.in_words(number) % {"number": number}
        x, y = shape["at"]
        url = country.get_absolute_url()
        title = f"{country.name}: {words}"
        state = State(title, url, shape["path"], x, y, number, _class_of(number))
        states.append(state)
        if number and (state.is_dot or shape["room"] >= ROOM_FOR_A_NUMBER):
            numbered.append(state)
    total = sum(state.number for state in states)
    return WorldMap(
        measure=measure,
        measures=list(MEASURES.values()),
        frame=f"0 0 {outlines['width']} {outlines['height']}",
        land=outlines["land"],
        states=states,
        numbered=numbered,
        legend=_legend(Counter(state.place for state in states)),
        summary=_("%(label)s in %(some)d of %(all)d states on the map")
        % {
            "label": measure.label,
            "some": sum(1 for state in states if state.number),
            "all": len(states),
        }
        if total
        else _("Nothing is recorded yet"),
    )


def _class_of(number: int) -> int:
    return sum(1 for lowest in CLASSES if number >= lowest)


def _legend(states: Counter[int]) -> list[Shade]:
    labels = [_("none found")]
    for lowest, above in zip(CLASSES, (*CLASSES[1:], None), strict=True):
        if above is None:
            labels.append(_("%(lowest)d or more") % {"lowest": lowest})
        elif above == lowest + 1:
            labels.append(str(lowest))
        else:
            words = _("%(lowest)d to %(highest)d")
            labels.append(words % {"lowest": lowest, "highest": above - 1})
    return [Shade(place, label, states[place]) for place, label in enumerate(labels)]
