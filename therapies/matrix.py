"""Drugs or therapy types down, side effects or organ classes across: which figure fills which cell.

A cell shows one figure as it was counted, or a range of them; nothing is averaged or summed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from therapies import figures
from therapies.choices import OrganClass, RegimenKind
from therapies.figures import Effect, Figure
from therapies.models import Drug, SideEffect, TherapyType

DRUGS, TYPES = "drugs", "types"
EFFECTS, CLASSES = "effects", "classes"
MOST_COLUMNS = 80
# Lower limits of the four upper shades, in percent; each shade also has its own sign.
SHADES = (1, 10, 30, 50)
SIGNS = ("○", "◔", "◑", "◕", "●")


class Heading(NamedTuple):
    key: Any
    label: str
    url: str


class Cell(NamedTuple):
    """`column` is its heading, for paper; `detail` names the people, `others` what else is known.

    `shade` is "" without a number.
    """

    column: str
    text: str
    detail: str
    others: str
    url: str
    sign: str
    shade: str
    is_combined: bool


class Form(NamedTuple):
    """In which cells are written."""

    by: str
    language: str


@dataclass(frozen=True)
class Matrix:
    columns: list[Heading]
    rows: list[tuple[Heading, list[Cell | None]]]
    left_out: int


class Figures(Protocol):
    """What a matrix is made of: side effects, how many drugs each has a figure of, the figures."""

    @property
    def effects(self) -> Mapping[int, Effect]: ...

    @property
    def drugs_of(self) -> Mapping[int, int]: ...

    def of_drugs(self, drugs: list[int]) -> list[Figure]: ...


class Stored:
    """Figures as the database holds them."""

    def __init__(self, rates: QuerySet) -> None:
        self._rates = rates

    @cached_property
    def drugs_of(self) -> dict[int, int]:
        by_effect = self._rates.order_by().values_list("side_effect")
        return dict(by_effect.annotate(drugs=Count("dataset__drug", distinct=True)))

    @cached_property
    def effects(self) -> dict[int, Effect]:
        return figures.effects(SideEffect.objects.filter(pk__in=list(self.drugs_of)))

    def row_entries(self, what: str) -> QuerySet:
        """The drugs, or the therapy types of the drugs, of which there is a rate."""
        drugs = self._rates.order_by().values("dataset__drug")
        if what == TYPES:
            types = TherapyType.objects.published().filter(drugs__in=drugs)
            return types.distinct().order_by("name")
        return Drug.objects.published().filter(pk__in=drugs).order_by("name")

    def of_drugs(self, drugs: list[int]) -> list[Figure]:
        return figures.read(self._rates.filter(dataset__drug__in=drugs), self.effects)


def build(source: Figures, entries: list[Any], what: str, by: str) -> Matrix:
    """Cells of these rows. Columns are the same on every page of the rows."""
    if by == CLASSES:
        columns, left_out = _class_columns(source.effects.values()), 0
    else:
        columns, left_out = _effect_columns(source.effects, source.drugs_of)
    owners = _owners(entries, what)
    cells: dict[int, dict[Any, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in source.of_drugs(list(owners)):
        effect = figure.side_effect
        for owner in owners[figure.dataset.drug_id]:
            cells[owner][effect.organ_class if by == CLASSES else effect.pk].append(figure)
    fill = _range_cell if what == TYPES else _drug_cell
    form = Form(by, str(get_language()))
    rows: list[tuple[Heading, list[Cell | None]]] = []
    for entry in entries:
        address = figures.address(entry.entry_type, entry.slug)
        row = Heading(entry.pk, entry.name, address)
        found = cells[entry.pk]
        filled = [
            fill(entry, row, column, each, form) if (each := found.get(column.key)) else None
            for column in columns
        ]
        rows.append((row, filled))
    return Matrix(columns, rows, left_out)


def _class_columns(effects: Iterable[Effect]) -> list[Heading]:
    found = {effect.organ_class for effect in effects}
    address = reverse("side_effect-list")
    return [
        Heading(each.value, str(each.label), f"{address}?organ_class={each.value}")
        for each in OrganClass
        if each in found
    ]


def _effect_columns(
    effects: Mapping[int, Effect], drugs_of: Mapping[int, int]
) -> tuple[list[Heading], int]:
    """Those with figures of most drugs first."""
    chosen = nsmallest(
        MOST_COLUMNS, effects.values(), key=lambda each: (-drugs_of[each.pk], each.name)
    )
    shown = [Heading(each.pk, each.name, each.get_absolute_url()) for each in chosen]
    return shown, len(effects) - len(shown)


def _owners(entries: list[Any], what: str) -> dict[int, list[int]]:
    """The rows in which the figures of a drug stand."""
    if what != TYPES:
        return {entry.pk: [entry.pk] for entry in entries}
    found: dict[int, list[int]] = defaultdict(list)
    links = Drug.therapy_types.through.objects.filter(therapytype__in=entries)
    for drug, entry in links.order_by("pk").values_list("drug_id", "therapytype_id"):
        found[drug].append(entry)
    return found


def _drug_cell(entry: Drug, row: Heading, column: Heading, rates: list[Figure], form: Form) -> Cell:
    """By side effect the number counted in most people; by class its most frequent effect."""
    many = len(rates)
    best = max(rates, key=_frequency if form.by == CLASSES else _people) if many > 1 else rates[0]
    key = form, many
    if not (cell := best.cells.get(key)):
        cell = best.cells[key] = _cell_of_drug(row, column, best, many, form.by)
    return cell


def _cell_of_drug(row: Heading, column: Heading, best: Figure, number_of: int, by: str) -> Cell:
    dataset = best.dataset
    number = f"n = {dataset.treated:,}" if dataset.treated else _("n not given")
    detail = f"{best.side_effect.name}, {number}" if by == CLASSES else number
    others = number_of - 1
    shade = _shade(best)
    return Cell(
        column=column.label,
        text=best.percent_text or _without_percent(best),
        detail=detail,
        others=_("%(count)s more") % {"count": others} if others else "",
        url=f"{row.url}#{dataset.slug}",
        sign=SIGNS[shade] if shade is not None else "",
        shade="" if shade is None else str(shade),
        is_combined=dataset.regimen_kind == RegimenKind.COMBINATION,
    )


def _range_cell(
    entry: TherapyType, row: Heading, column: Heading, rates: list[Figure], form: Form
) -> Cell:
    """Lowest and highest figure of the type's drugs, and how many drugs they come from."""
    by = form.by
    known = sorted((rate for rate in rates if rate.best_percent is not None), key=_frequency)
    drugs = len({rate.dataset.drug_id for rate in rates})
    effects = sorted({rate.side_effect.slug for rate in rates}) if by == EFFECTS else []
    query = [("therapy_type", entry.slug), *(("side_effect", slug) for slug in effects)]
    query += [("organ_class", column.key)] if by == CLASSES else []
    kinds = sorted({rate.dataset.regimen_kind for rate in rates})
    query += [("regimen_kind", kind) for kind in kinds]
    ends = dict.fromkeys(rate.percent_text for rate in (known[:1] + known[-1:]))
    shade = _shade(known[-1]) if known else None
    counted = ngettext("%(count)s drug", "%(count)s drugs", drugs) % {"count": drugs}
    return Cell(
        column=column.label,
        text=" – ".join(ends) or _("no percentage"),
        detail=", ".join(filter(None, [counted, _people_text(rates)])),
        others="",
        url=f"{reverse('rate-list')}?{urlencode(query)}",
        sign=SIGNS[shade] if shade is not None else "",
        shade="" if shade is None else str(shade),
        is_combined=RegimenKind.COMBINATION in kinds,
    )


def _without_percent(rate: Figure) -> str:
    if rate.stated_band:
        return str(rate.get_stated_band_display())
    if rate.grade_3_plus_text:
        return _("grade ≥ 3: %(percent)s") % {"percent": rate.grade_3_plus_text}
    people = rate.events or 0
    return ngettext("%(count)s person", "%(count)s people", people) % {"count": people}


def _people_text(rates: Iterable[Figure]) -> str:
    """The smallest and the largest number of people that a figure was counted in."""
    people = sorted(rate.dataset.treated for rate in rates if rate.dataset.treated)
    ends = dict.fromkeys(f"{each:,}" for each in people[:1] + people[-1:])
    return f"n = {'–'.join(ends)}" if ends else ""


def _people(rate: Figure) -> tuple[bool, int, int]:
    """Numbers before bands, then most people."""
    return rate.best_percent is not None, rate.dataset.treated or 0, -rate.pk


def _frequency(rate: Figure) -> tuple[bool, Any, int]:
    percent = rate.best_percent
    return percent is not None, percent or 0, rate.dataset.treated or 0


def _shade(rate: Figure) -> int | None:
    percent = rate.best_percent
    if percent is None:
        return None
    if "percent" in rate.upper_bounds:
        return sum(percent > least for least in SHADES)
    return sum(percent >= least for least in SHADES)
