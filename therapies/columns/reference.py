"""The columns of downloads about treatments, what they are approved for and how they harm."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from therapies import intervals
from therapies.columns.shared import (
    ENTRY,
    REVIEWED,
    SOURCED,
    SYNONYMS,
    columns,
    precise,
    slug,
    slugs,
)
from therapies.exports import Export, FieldType

_INTERVALS = {
    "percent": {
        "low": _("Lower limit of the 95 % interval (Wilson) of the percentage"),
        "high": _("Upper limit of the 95 % interval (Wilson) of the percentage"),
    },
    "percent_grade_3_plus": {
        "low": _("Lower limit of the same with grade 3 or more"),
        "high": _("Upper limit of the same with grade 3 or more"),
    },
    "comparator_percent": {
        "low": _("Lower limit of the same in the comparator's arm"),
        "high": _("Upper limit of the same in the comparator's arm"),
    },
}


def _limit(field: str, limit: str) -> Callable[[Any], Any]:
    def read(rate: Any) -> float | None:
        interval = intervals.of_rate(rate, field)
        return round(getattr(interval, limit), 3) if interval else None

    return read


THERAPIES = Export(
    "therapies",
    columns(
        *ENTRY,
        (
            "parent",
            _("Slug of the type it is part of"),
            lambda t: slug(t.parent),
        ),
        ("kind", _("Kind"), lambda t: t.kind),
        ("direction", _("What it does to the immune response"), lambda t: t.direction),
        ("maturity", _("How established it is"), lambda t: t.maturity),
        *SYNONYMS,
        *REVIEWED,
    ),
)
DRUGS = Export(
    "drugs",
    columns(
        *ENTRY,
        ("kinds", _("Kinds, the primary one first"), lambda d: d.kinds, FieldType.LIST),
        ("therapy_type", _("Slug of the primary therapy type"), lambda d: slug(d.primary_type)),
        (
            "therapy_types",
            _("Slugs of all types"),
            lambda d: slugs(d.therapy_types.all()),
            FieldType.LIST,
        ),
        ("modality", _("Modality"), lambda d: d.modality),
        ("status", _("Status"), lambda d: d.market_status),
        ("atc_codes", _("ATC codes"), lambda d: d.atc_codes, FieldType.LIST),
        (
            "targets",
            _("Targets"),
            lambda d: [target.name for target in d.targets.all()],
            FieldType.LIST,
        ),
        (
            "brands",
            _("Brand names"),
            lambda d: list(dict.fromkeys(name.text for name in d.brands)),
            FieldType.LIST,
        ),
        (
            "first_approved",
            _("Earliest date of an approval"),
            lambda d: d.first_approved,
            FieldType.DATE,
        ),
        *SOURCED,
        *REVIEWED,
    ),
)
CONDITIONS = Export(
    "conditions",
    columns(
        *ENTRY,
        (
            "parent",
            _("Slug of the condition it is part of"),
            lambda c: slug(c.parent),
        ),
        ("area", _("Area"), lambda c: c.area),
        ("plain_name", _("Plain name"), lambda c: c.plain_name),
        ("doid", _("Disease Ontology id"), lambda c: c.doid),
        ("icd10_codes", _("ICD-10 codes"), lambda c: c.icd10_codes, FieldType.LIST),
        *SYNONYMS,
        ("drugs", _("Number of drugs with an indication"), lambda c: c.drugs, FieldType.INTEGER),
        *REVIEWED,
    ),
)
INDICATIONS = Export(
    "indications",
    columns(
        ("drug", _("Slug of the drug"), lambda a: a.indication.drug.slug),
        ("condition", _("Slug of the condition"), lambda a: slug(a.indication.condition)),
        ("slug", _("Name of the indication within the drug"), lambda a: a.indication.slug),
        ("setting", _("Setting"), lambda a: a.indication.setting),
        ("population", _("Population"), lambda a: a.indication.population),
        ("partners", _("What it is given with"), lambda a: a.indication.partners),
        ("regulator", _("Slug of the regulator"), lambda a: a.regulator.slug),
        ("status", _("Status"), lambda a: a.status),
        (
            "decided_on",
            _("Date of the decision, as precise as known"),
            lambda a: precise(a.decided_on, a.decided_precision),
        ),
        (
            "ended_on",
            _("Date of the end, as precise as known"),
            lambda a: precise(a.ended_on, a.ended_precision),
        ),
        (
            "date_source_url",
            _("Address of the source of the date, where it is another"),
            lambda a: a.date_source.url if a.date_source else "",
        ),
        ("note", _("Note"), lambda a: a.note),
        ("source_url", _("Address of the source"), lambda a: a.source.url),
        ("source_locator", _("Where in the source"), lambda a: a.locator),
    ),
)
SIDE_EFFECTS = Export(
    "side-effects",
    columns(
        *ENTRY,
        ("organ_class", _("System organ class"), lambda s: s.get_organ_class_display()),
        ("plain_name", _("Plain name"), lambda s: s.plain_name),
        (
            "is_immune_related",
            _("Immune-related"),
            lambda s: s.is_immune_related,
            FieldType.BOOLEAN,
        ),
        *SYNONYMS,
        ("drugs", _("Number of drugs with a rate"), lambda s: s.drugs, FieldType.INTEGER),
        *SOURCED,
        *REVIEWED,
    ),
)
RATES = Export(
    "rates",
    columns(
        ("drug", _("Slug of the drug"), lambda r: r.dataset.drug.slug),
        ("side_effect", _("Slug of the side effect"), lambda r: r.side_effect.slug),
        ("organ_class", _("System organ class"), lambda r: r.side_effect.get_organ_class_display()),
        ("percent", _("Percent of people treated"), lambda r: r.percent, FieldType.NUMBER),
        (
            "percent_grade_3_plus",
            _("Percent with grade 3 or more"),
            lambda r: r.percent_grade_3_plus,
            FieldType.NUMBER,
        ),
        ("events", _("People affected"), lambda r: r.events, FieldType.INTEGER),
        (
            "upper_bounds",
            _("Percentages given only as less than"),
            lambda r: r.upper_bounds,
            FieldType.LIST,
        ),
        ("band", _("Frequency band: derived from percent, else as stated"), lambda r: r.band),
        ("dataset", _("Name of the dataset within the drug"), lambda r: r.dataset.slug),
        ("population", _("Population"), lambda r: r.dataset.population),
        ("regimen", _("Regimen"), lambda r: r.dataset.regimen),
        ("regimen_kind", _("Alone or in combination"), lambda r: r.dataset.regimen_kind),
        ("treated", _("People treated"), lambda r: r.dataset.treated, FieldType.INTEGER),
        ("comparator", _("Comparator"), lambda r: r.dataset.comparator),
        (
            "comparator_treated",
            _("People in its arm"),
            lambda r: r.dataset.comparator_treated,
            FieldType.INTEGER,
        ),
        (
            "comparator_percent",
            _("Percent in its arm"),
            lambda r: r.comparator_percent,
            FieldType.NUMBER,
        ),
        (
            "comparator_percent_grade_3_plus",
            _("Percent in its arm with grade 3 or more"),
            lambda r: r.comparator_percent_grade_3_plus,
            FieldType.NUMBER,
        ),
        (
            "grade_scale",
            _("Grade scale and version"),
            lambda r: f"{r.dataset.grade_scale} {r.dataset.grade_scale_version}".strip(),
        ),
        ("source_url", _("Address of the source"), lambda r: r.dataset.source.url),
        (
            "source_locator",
            _("Where in the source"),
            lambda r: r.locator or r.dataset.locator,
        ),
    ),
)
COMPARISON = Export(
    "comparison",
    RATES.columns
    + columns(
        *(
            (f"{field}_{limit}", meaning, _limit(field, limit), FieldType.NUMBER)
            for field, meanings in _INTERVALS.items()
            for limit, meaning in meanings.items()
        )
    ),
)
GLOSSARY = Export(
    "glossary",
    columns(
        ("term", _("Word"), lambda term: term.term),
        ("slug", _("What stands after # in the address"), lambda term: term.slug),
        (
            "other_forms",
            _("Other forms of the word"),
            lambda term: term.other_forms,
            FieldType.LIST,
        ),
        ("definition", _("What it means"), lambda term: term.definition),
        *SOURCED,
        ("locator", _("Where in the source"), lambda term: term.locator),
    ),
)
SOURCES = Export(
    "sources",
    columns(
        ("slug", _("Last part of the page's address"), lambda s: s.slug),
        ("kind", _("Kind"), lambda s: s.kind),
        ("title", _("Title"), lambda s: s.title),
        ("publisher", _("Publisher"), lambda s: s.publisher),
        ("source_url", _("Address"), lambda s: s.url),
        ("doi", _("DOI"), lambda s: s.doi),
        ("pmid", _("PMID"), lambda s: s.pmid),
        ("published", _("Date of the document"), lambda s: s.published),
        ("accessed_on", _("Day it was read"), lambda s: s.accessed_on, FieldType.DATE),
    ),
)
