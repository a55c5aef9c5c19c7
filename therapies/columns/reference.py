"""The columns of downloads about treatments, what they are approved for and how they harm."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from therapies import intervals
from therapies.choices import OrganClass
from therapies.columns.shared import (
    ENTRY,
    REVIEWED,
    SOURCED,
    SYNONYMS,
    columns,
    day_of,
    slug_of,
    slugs_of,
)
from therapies.exports import Export, FieldType
from therapies.models.counted import band_of, best_percent
from therapies.models.drugs import kinds_of

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


def _limit(field: str, limit: str, meaning: Any) -> tuple[Any, ...]:
    def read(percent: Any, bounds: list[str], people: int | None, events: Any) -> float | None:
        if field == "percent":
            percent = best_percent(percent, events, people)
        interval = None if field in bounds else intervals.of_percent(percent, people)
        return round(getattr(interval, limit), 3) if interval else None

    people = "comparator_treated" if field.startswith("comparator") else "treated"
    paths = (field, "upper_bounds", f"dataset__{people}", "events")
    return (f"{field}_{limit}", meaning, paths, FieldType.NUMBER, read)


def _organ_class(value: str) -> str:
    return str(OrganClass(value).label)


def _grades(scale: str, version: str) -> str:
    return f"{scale} {version}".strip()


def _first(*values: str | None) -> str:
    return next(filter(None, values), "")


def _names(words: Iterable[Any]) -> list[str]:
    return [word.name for word in words]


def _texts(names: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(name.text for name in names))


THERAPIES = Export(
    "therapies",
    columns(
        *ENTRY,
        slug_of("parent", _("Slug of the type it is part of")),
        ("kind", _("Kind"), "kind"),
        ("direction", _("What it does to the immune response"), "direction"),
        ("maturity", _("How established it is"), "maturity"),
        *SYNONYMS,
        *REVIEWED,
    ),
)
DRUGS = Export(
    "drugs",
    columns(
        *ENTRY,
        (
            "kinds",
            _("Kinds, the primary one first"),
            ("primary_type__kind", "therapy_types"),
            FieldType.LIST,
            kinds_of,
        ),
        slug_of("therapy_type", _("Slug of the primary therapy type"), "primary_type"),
        slugs_of("therapy_types", _("Slugs of all types")),
        ("modality", _("Modality"), "modality"),
        ("status", _("Status"), "market_status"),
        ("atc_codes", _("ATC codes"), "atc_codes", FieldType.LIST),
        (
            "targets",
            _("Targets"),
            "targets",
            FieldType.LIST,
            _names,
        ),
        (
            "brands",
            _("Brand names"),
            "brands",
            FieldType.LIST,
            _texts,
        ),
        (
            "first_approved",
            _("Earliest date of an approval"),
            "first_approved",
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
        slug_of("parent", _("Slug of the condition it is part of")),
        ("area", _("Area"), "area"),
        ("plain_name", _("Plain name"), "plain_name"),
        ("doid", _("Disease Ontology id"), "doid"),
        ("icd10_codes", _("ICD-10 codes"), "icd10_codes", FieldType.LIST),
        *SYNONYMS,
        ("drugs", _("Number of drugs with an indication"), "drugs", FieldType.INTEGER),
        *REVIEWED,
    ),
)
INDICATIONS = Export(
    "indications",
    columns(
        ("drug", _("Slug of the drug"), "indication__drug__slug"),
        slug_of("condition", _("Slug of the condition"), "indication__condition"),
        ("slug", _("Name of the indication within the drug"), "indication__slug"),
        ("setting", _("Setting"), "indication__setting"),
        ("population", _("Population"), "indication__population"),
        ("partners", _("What it is given with"), "indication__partners"),
        ("regulator", _("Slug of the regulator"), "regulator__slug"),
        ("status", _("Status"), "status"),
        day_of("decided_on", _("Date of the decision, as precise as known")),
        day_of("ended_on", _("Date of the end, as precise as known")),
        (
            "date_source_url",
            _("Address of the source of the date, where it is another"),
            "date_source__url",
            FieldType.TEXT,
            _first,
        ),
        ("note", _("Note"), "note"),
        ("source_url", _("Address of the source"), "source__url"),
        ("source_locator", _("Where in the source"), "locator"),
    ),
)
SIDE_EFFECTS = Export(
    "side-effects",
    columns(
        *ENTRY,
        ("organ_class", _("System organ class"), "organ_class", FieldType.TEXT, _organ_class),
        ("plain_name", _("Plain name"), "plain_name"),
        (
            "is_immune_related",
            _("Immune-related"),
            "is_immune_related",
            FieldType.BOOLEAN,
        ),
        *SYNONYMS,
        ("drugs", _("Number of drugs with a rate"), "drugs", FieldType.INTEGER),
        *SOURCED,
        *REVIEWED,
    ),
)
RATES = Export(
    "rates",
    columns(
        ("drug", _("Slug of the drug"), "dataset__drug__slug"),
        ("side_effect", _("Slug of the side effect"), "side_effect__slug"),
        (
            "organ_class",
            _("System organ class"),
            "side_effect__organ_class",
            FieldType.TEXT,
            _organ_class,
        ),
        ("percent", _("Percent of people treated"), "percent", FieldType.NUMBER),
        (
            "percent_grade_3_plus",
            _("Percent with grade 3 or more"),
            "percent_grade_3_plus",
            FieldType.NUMBER,
        ),
        ("events", _("People affected"), "events", FieldType.INTEGER),
        (
            "upper_bounds",
            _("Percentages given only as less than"),
            "upper_bounds",
            FieldType.LIST,
        ),
        (
            "band",
            _("Frequency band: derived from percent, else as stated"),
            ("percent", "events", "dataset__treated", "upper_bounds", "stated_band"),
            FieldType.TEXT,
            band_of,
        ),
        ("dataset", _("Name of the dataset within the drug"), "dataset__slug"),
        ("population", _("Population"), "dataset__population"),
        ("regimen", _("Regimen"), "dataset__regimen"),
        ("regimen_kind", _("Alone or in combination"), "dataset__regimen_kind"),
        ("treated", _("People treated"), "dataset__treated", FieldType.INTEGER),
        ("comparator", _("Comparator"), "dataset__comparator"),
        (
            "comparator_treated",
            _("People in its arm"),
            "dataset__comparator_treated",
            FieldType.INTEGER,
        ),
        (
            "comparator_percent",
            _("Percent in its arm"),
            "comparator_percent",
            FieldType.NUMBER,
        ),
        (
            "comparator_percent_grade_3_plus",
            _("Percent in its arm with grade 3 or more"),
            "comparator_percent_grade_3_plus",
            FieldType.NUMBER,
        ),
        (
            "grade_scale",
            _("Grade scale and version"),
            ("dataset__grade_scale", "dataset__grade_scale_version"),
            FieldType.TEXT,
            _grades,
        ),
        ("source_url", _("Address of the source"), "dataset__source__url"),
        (
            "source_locator",
            _("Where in the source"),
            ("locator", "dataset__locator"),
            FieldType.TEXT,
            _first,
        ),
    ),
)
COMPARISON = Export(
    "comparison",
    RATES.columns
    + columns(
        *(
            _limit(field, limit, meaning)
            for field, meanings in _INTERVALS.items()
            for limit, meaning in meanings.items()
        )
    ),
)
GLOSSARY = Export(
    "glossary",
    columns(
        ("term", _("Word"), "term"),
        ("slug", _("What stands after # in the address"), "slug"),
        (
            "other_forms",
            _("Other forms of the word"),
            "other_forms",
            FieldType.LIST,
        ),
        ("definition", _("What it means"), "definition"),
        *SOURCED,
        ("locator", _("Where in the source"), "locator"),
    ),
)
SOURCES = Export(
    "sources",
    columns(
        ("slug", _("Last part of the page's address"), "slug"),
        ("kind", _("Kind"), "kind"),
        ("title", _("Title"), "title"),
        ("publisher", _("Publisher"), "publisher"),
        ("source_url", _("Address"), "url"),
        ("doi", _("DOI"), "doi"),
        ("pmid", _("PMID"), "pmid"),
        ("published", _("Date of the document"), "published"),
        ("accessed_on", _("Day it was read"), "accessed_on", FieldType.DATE),
    ),
)
