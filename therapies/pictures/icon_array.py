"""A hundred small people, some of them filled. Templates draw them and compute nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from therapies import frequencies
from therapies.choices import RegimenKind
from therapies.models import Rate, SafetyDataset, TherapyType

MOST_ARRAYS = 4
# The size of one person, and how many stand in a row, in the units of the drawing's viewBox.
BREADTH, HEIGHT, IN_ROW, ROWS = 10, 13, 20, 5
GRAVE = "percent_grade_3_plus"


@dataclass(frozen=True)
class IconArray:
    """`filled` and `hollow` are the outlines of the areas that hold so many people of 100."""

    rate: Rate
    is_grave: bool
    people: int
    text: str
    comparator: str
    filled: str
    hollow: str

    @property
    def plain_name(self) -> str:
        return in_a_sentence(self.rate.side_effect.plain_name)


@dataclass(frozen=True)
class Group:
    therapy_type: TherapyType
    arrays: list[IconArray]
    drugs: int


def of_dataset(dataset: SafetyDataset) -> list[IconArray]:
    """The most frequent side effects, and the most frequent of those that were severe.

    A number that the source gives only as "less than" is taken where there is no other.
    """
    rates = list(dataset.rates.all())
    drawn = [_array(rate, "percent") for rate in most_frequent(rates)[:MOST_ARRAYS]]
    drawn += [_array(rate, GRAVE) for rate in most_frequent(rates, GRAVE)[:1]]
    return drawn


def most_frequent(rates: Iterable[Rate], field: str = "percent") -> list[Rate]:
    """By frequency; what is known only as a limit comes last, what did not happen is left out."""
    known = [(rate, percent) for rate in rates if (percent := _percent(rate, field))]
    known.sort(key=lambda each: (field in each[0].upper_bounds, -each[1], each[0].side_effect.name))
    return [rate for rate, _ in known]


def across_drugs(rates: Iterable[Rate]) -> list[Group]:
    """One side effect by therapy type and drug: an order that ranks nothing."""
    known = [rate for rate in rates if rate.best_percent is not None]
    known.sort(key=_place)
    return [
        Group(
            therapy_type=group[0].dataset.drug.primary_type,
            arrays=[_array(rate, "percent") for rate in group],
            drugs=len({rate.dataset.drug_id for rate in group}),
        )
        for _, members in groupby(known, key=lambda rate: rate.dataset.drug.primary_type_id)
        if (group := list(members))
    ]


def in_a_sentence(name: str) -> str:
    """Without its capital, unless the first word is an abbreviation or a person's name."""
    first = name.partition(" ")[0]
    is_name = any(letter.isupper() for letter in first[1:]) or first.endswith("'s")
    return name if is_name else name[:1].lower() + name[1:]


def _place(rate: Rate) -> tuple[str, int, str, bool, str]:
    drug = rate.dataset.drug
    is_combined = rate.dataset.regimen_kind == RegimenKind.COMBINATION
    return str(drug.primary_type), drug.primary_type_id, drug.name, is_combined, rate.dataset.slug


def _percent(rate: Rate, field: str) -> float:
    percent = rate.best_percent if field == "percent" else getattr(rate, field)
    return float(percent or 0)


def _array(rate: Rate, field: str) -> IconArray:
    frequency = frequencies.of_rate(rate, field)
    assert frequency is not None, "only rates with a number are drawn"
    filled, hollow = areas(frequency.people)
    return IconArray(
        rate=rate,
        is_grave=field == GRAVE,
        people=frequency.people,
        text=frequency.text,
        comparator=_comparator(rate, field),
        filled=filled,
        hollow=hollow,
    )


def _comparator(rate: Rate, field: str) -> str:
    dataset = rate.dataset
    name = "comparator_percent" if field == "percent" else f"comparator_{field}"
    frequency = frequencies.of_rate(rate, name)
    if not dataset.comparator or frequency is None:
        return ""
    return _("with %(comparator)s: %(text)s") % {
        "comparator": dataset.comparator,
        "text": frequency.text,
    }


def areas(people: int) -> tuple[str, str]:
    """Two paths that together cover all hundred: the first so many of them, and the rest."""
    rows, more = divmod(people, IN_ROW)
    filled = [_box(0, 0, IN_ROW, rows), _box(0, rows, more, 1)]
    hollow = [_box(more, rows, IN_ROW - more, 1 if more else 0)]
    below = rows + (1 if more else 0)
    hollow.append(_box(0, below, IN_ROW, ROWS - below))
    return "".join(filled), "".join(hollow)


def _box(column: int, row: int, columns: int, rows: int) -> str:
    if not columns or not rows:
        return ""
    breadth = columns * BREADTH
    return f"M{column * BREADTH} {row * HEIGHT}h{breadth}v{rows * HEIGHT}h-{breadth}z"
