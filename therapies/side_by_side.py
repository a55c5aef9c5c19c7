"""Up to four drugs side by side: what was asked for, and the rows that answer it.

Nothing is ranked. A row says whether its cells differ and whether they may be read together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.text import slugify
from django.utils.translation import gettext as _

from therapies import intervals
from therapies.choices import OrganClass, RegimenKind
from therapies.models import Drug, Indication, Rate, SafetyDataset, Warning

FEWEST_DRUGS = 2
MOST_DRUGS = 4


@dataclass
class Column:
    """One drug, and of its datasets the one that the reader chose, or else the usual one."""

    drug: Drug
    dataset: SafetyDataset | None
    rates: dict[int, Rate] = field(default_factory=dict)

    @property
    def datasets(self) -> list[SafetyDataset]:
        return list(self.drug.safety_datasets.all())

    @property
    def key(self) -> str:
        """The chosen dataset as an address names it."""
        return f"{self.drug.slug}:{self.dataset.slug}" if self.dataset else ""


@dataclass(frozen=True)
class Cell:
    """One figure with what it needs to be read, or the absence of one."""

    column: Column
    rate: Rate | None
    interval: intervals.Interval | None = None
    grave_interval: intervals.Interval | None = None
    comparator_interval: intervals.Interval | None = None


@dataclass(frozen=True)
class Row:
    """`mark` is one of same, differs, near, apart, one, mixed; `verdict` says it in words."""

    label: Any
    cells: list[Any]
    mark: str
    verdict: str


@dataclass(frozen=True)
class OrganGroup:
    label: str
    rows: list[Row]


def asked_drugs(values: Iterable[str]) -> list[str]:
    """Slugs of the drugs asked for by slug or by name, each once."""
    return list(dict.fromkeys(slugify(value) or value for value in values if value))


def published_drugs(slugs: list[str]) -> list[Drug]:
    """Those of the drugs that exist, in the order asked for, with all that is shown of them."""
    warnings = Warning.objects.select_related("source", "regulator").within_owner()
    drugs = (
        Drug.objects.published()
        .filter(slug__in=slugs[:MOST_DRUGS])
        .with_facts()
        .prefetch_related(
            "routes",
            Prefetch("warnings", warnings),
            Prefetch("indications", Indication.objects.for_comparison().within_owner()),
            Prefetch("safety_datasets", SafetyDataset.objects.for_comparison().within_owner()),
        )
    )
    return sorted(drugs, key=lambda drug: slugs.index(drug.slug))


def missing(slugs: list[str], drugs: list[Drug]) -> list[str]:
    """What is wrong with the drugs that were asked for."""
    known = {drug.slug for drug in drugs}
    problems = [
        _("There is no drug “%(drug)s”.") % {"drug": slug[:60]}
        for slug in slugs[:MOST_DRUGS]
        if slug not in known
    ]
    if len(slugs) > MOST_DRUGS:
        problems.append(_("At most %(most)s drugs fit side by side.") % {"most": MOST_DRUGS})
    return problems


def columns_of(drugs: list[Drug], asked: Iterable[str]) -> tuple[list[Column], list[str]]:
    """One column per drug, and what is wrong with the datasets that were asked for."""
    chosen: dict[str, SafetyDataset] = {}
    problems = []
    datasets = {
        f"{drug.slug}:{dataset.slug}": dataset
        for drug in drugs
        for dataset in drug.safety_datasets.all()
    }
    for key in asked:
        if key in datasets:
            chosen[key.partition(":")[0]] = datasets[key]
        elif key:
            problems.append(
                _("None of the drugs shown has a dataset “%(dataset)s”.") % {"dataset": key[:80]}
            )
    return [Column(drug, chosen.get(drug.slug) or usual_dataset(drug)) for drug in drugs], problems


def usual_dataset(drug: Drug) -> SafetyDataset | None:
    """Of the drug alone before combinations, numbers before bands, then most people."""
    datasets = sorted(
        drug.safety_datasets.all(),
        key=lambda each: (
            each.regimen_kind != RegimenKind.ALONE,
            not each.has_numbers,
            -(each.treated or 0),
            each.slug,
        ),
    )
    return datasets[0] if datasets else None


def is_mixed(columns: Iterable[Column]) -> bool:
    """A dataset in combination stands beside one of a drug alone."""
    return len({each.dataset.regimen_kind for each in columns if each.dataset}) > 1


def facts(columns: list[Column]) -> list[Row]:
    readers: list[tuple[str, Callable[[Drug], str]]] = [
        (_("Kinds"), lambda drug: ", ".join(str(kind.label) for kind in drug.kinds)),
        (_("Therapy types"), lambda drug: _names(drug.therapy_types.all())),
        (_("Modality"), lambda drug: str(drug.get_modality_display())),
        (_("Targets"), lambda drug: _names(drug.targets.all()) or _("none named")),
        (_("How it is given"), lambda drug: _names(drug.routes.all())),
        (_("Status"), lambda drug: str(drug.get_market_status_display())),
        (_("ATC code"), lambda drug: ", ".join(drug.atc_codes) or _("none found")),
        (_("Brand names"), lambda drug: _brands(drug) or _("none known")),
    ]
    rows = []
    for label, read in readers:
        cells = [{"column": each, "text": read(each.drug)} for each in columns]
        is_same = len({cell["text"] for cell in cells}) == 1
        mark, verdict = ("same", _("the same")) if is_same else ("differs", _("differs"))
        rows.append(Row(label, cells, mark, verdict))
    return rows


def indications(columns: list[Column]) -> list[Row]:
    """One row per condition, those of most drugs first; a cell lists the drug's indications."""
    by_condition: dict[int, dict[int, list[Indication]]] = defaultdict(lambda: defaultdict(list))
    conditions = {}
    for column in columns:
        for each in column.drug.indications.all():
            by_condition[each.condition_id][column.drug.pk].append(each)
            conditions[each.condition_id] = each.condition
    rows = []
    for pk, condition in conditions.items():
        found = by_condition[pk]
        cells = [{"column": each, "indications": found.get(each.drug.pk, [])} for each in columns]
        is_same = len(found) == len(columns)
        verdict = (
            _("every drug")
            if is_same
            else _("%(some)s of %(all)s drugs") % {"some": len(found), "all": len(columns)}
        )
        rows.append(Row(condition, cells, "same" if is_same else "differs", verdict))
    rows.sort(
        key=lambda row: (-sum(bool(cell["indications"]) for cell in row.cells), str(row.label))
    )
    return rows


def align(columns: list[Column]) -> list[OrganGroup]:
    """Rates of the chosen datasets by organ class in MedDRA's order, one row per side effect."""
    by_dataset = {each.dataset.pk: (each, each.dataset) for each in columns if each.dataset}
    rates = Rate.objects.published().select_related("side_effect").filter(dataset__in=by_dataset)
    effects = {}
    for rate in rates.order_by():
        column, rate.dataset = by_dataset[rate.dataset_id]
        column.rates[rate.side_effect_id] = rate
        effects[rate.side_effect_id] = rate.side_effect
    rows: dict[str, list[Row]] = defaultdict(list)
    for effect in sorted(effects.values(), key=str):
        rows[effect.organ_class].append(_rate_row(effect, columns))
    return [OrganGroup(str(each.label), rows[each]) for each in OrganClass if each in rows]


def in_page_order(groups: Iterable[OrganGroup]) -> list[Rate]:
    return [cell.rate for group in groups for row in group.rows for cell in row.cells if cell.rate]


def _rate_row(effect: Any, columns: list[Column]) -> Row:
    cells = [_cell(column, column.rates.get(effect.pk)) for column in columns]
    return Row(effect, cells, *_verdict(cells))


def _cell(column: Column, rate: Rate | None) -> Cell:
    if rate is None:
        return Cell(column, None)
    return Cell(
        column,
        rate,
        intervals.of_rate(rate),
        intervals.of_rate(rate, "percent_grade_3_plus"),
        intervals.of_rate(rate, "comparator_percent"),
    )


def _verdict(cells: list[Cell]) -> tuple[str, str]:
    """Whether intervals overlap, and first whether figures may be read together at all."""
    figures = [cell for cell in cells if cell.rate]
    if len(figures) == 1:
        return "one", _("one figure only")
    if is_mixed(cell.column for cell in figures):
        return "mixed", _("not comparable: alone beside in combination")
    known = [cell.interval for cell in figures if cell.interval]
    if len(known) < len(figures):
        return "one", _("no interval to compare")
    if all(one.overlaps(other) for one in known for other in known):
        return "near", _("intervals overlap")
    return "apart", _("intervals lie apart")


def _names(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(row.name for row in rows))


def _brands(drug: Drug) -> str:
    return ", ".join(dict.fromkeys(name.text for name in drug.brands))
