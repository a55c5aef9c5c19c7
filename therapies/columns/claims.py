"""The columns of claims that stand on pages of entries, and of small vocabularies."""

from django.utils.translation import gettext_lazy as _

from therapies.columns.shared import CLAIMED, columns, slug
from therapies.exports import Export, FieldType

_DRUG = (("drug", _("Slug of the drug"), lambda row: row.drug.slug),)
_OF_ENTRY = (
    ("entry_type", _("What the entry is"), lambda row: row.entry.entry_type),
    ("entry", _("Slug of the entry"), lambda row: row.entry.slug),
)
_WORD = (
    ("slug", _("Short name in addresses"), lambda row: row.slug),
    ("name", _("Name"), lambda row: row.name),
)
_REGULATOR = (("regulator", _("Slug of the regulator"), lambda row: row.regulator.slug),)

NAMES = Export(
    "names",
    columns(
        *_DRUG,
        ("text", _("The name"), lambda n: n.text),
        ("kind", _("Kind of name"), lambda n: n.kind),
        ("language", _("Language"), lambda n: n.language),
        ("country", _("Country by ISO 3166, or EU"), lambda n: n.country),
        ("holder", _("Who holds it"), lambda n: n.holder),
        *CLAIMED,
    ),
)
STATEMENTS = Export(
    "statements",
    columns(
        *_OF_ENTRY,
        ("section", _("Section of the page"), lambda s: s.section),
        ("audience", _("For whom it is written"), lambda s: s.audience),
        ("position", _("Place in the section"), lambda s: s.position, FieldType.INTEGER),
        ("text", _("The statement"), lambda s: s.text),
        *CLAIMED,
    ),
)
WARNINGS = Export(
    "warnings",
    columns(
        *_DRUG,
        *_REGULATOR,
        ("kind", _("Kind of warning"), lambda w: w.kind),
        ("title", _("Title"), lambda w: w.title),
        ("text", _("The warning"), lambda w: w.text),
        *CLAIMED,
    ),
)
LABEL_COUNTS = Export(
    "label-counts",
    columns(
        *_DRUG,
        *_REGULATOR,
        (
            "indications",
            _("Indications that the regulator's current text lists"),
            lambda c: c.indications,
            FieldType.INTEGER,
        ),
        *CLAIMED,
    ),
)
PRODUCTIONS = Export(
    "productions",
    columns(
        *_DRUG,
        ("country", _("Country by ISO 3166, or EU"), lambda p: p.country),
        ("maker", _("Maker"), lambda p: p.maker),
        ("activity", _("What is done there"), lambda p: p.activity),
        *CLAIMED,
    ),
)
SAFETY_DATASETS = Export(
    "safety-datasets",
    columns(
        *_DRUG,
        ("slug", _("Name of the dataset within the drug"), lambda d: d.slug),
        ("title", _("Title"), lambda d: d.title),
        ("population", _("Population"), lambda d: d.population),
        ("condition", _("Slug of the condition"), lambda d: slug(d.condition)),
        ("regimen", _("Regimen"), lambda d: d.regimen),
        ("regimen_kind", _("Alone or in combination"), lambda d: d.regimen_kind),
        ("treated", _("People treated"), lambda d: d.treated, FieldType.INTEGER),
        ("comparator", _("Comparator"), lambda d: d.comparator),
        (
            "comparator_treated",
            _("People in its arm"),
            lambda d: d.comparator_treated,
            FieldType.INTEGER,
        ),
        ("grade_scale", _("Grade scale"), lambda d: d.grade_scale),
        ("grade_scale_version", _("Version of the scale"), lambda d: d.grade_scale_version),
        *CLAIMED,
    ),
)
AWAITED_DRUGS = Export(
    "awaited-drugs",
    columns(
        ("therapy_type", _("Slug of the therapy type"), lambda a: a.therapy_type.slug),
        ("name", _("Name of the drug"), lambda a: a.name),
        ("reason", _("Why it is not here"), lambda a: a.reason),
        ("note", _("Note"), lambda a: a.note),
    ),
)
RESEARCH_OUTPUTS = Export(
    "research-outputs",
    columns(
        ("country", _("Slug of the country"), lambda o: o.country.slug),
        ("measure", _("What was counted"), lambda o: o.measure),
        ("value", _("Value"), lambda o: o.value, FieldType.NUMBER),
        ("unit", _("Unit of the value"), lambda o: o.unit),
        ("period", _("Period"), lambda o: o.period),
        *CLAIMED,
    ),
)
NOT_FOUND = Export(
    "not-found",
    columns(
        *_OF_ENTRY,
        ("topic", _("What was looked for"), lambda n: n.topic),
        ("place", _("Where it was looked for"), lambda n: n.place),
        ("looked_on", _("Day of the search"), lambda n: n.looked_on, FieldType.DATE),
        ("note", _("Note"), lambda n: n.note),
    ),
)
REGULATORS = Export(
    "regulators",
    columns(
        *_WORD,
        ("full_name", _("Full name"), lambda r: r.full_name),
        ("jurisdiction", _("Country by ISO 3166, or EU"), lambda r: r.jurisdiction),
        ("url", _("Address of its site"), lambda r: r.url),
    ),
)
TARGETS = Export(
    "targets",
    columns(
        *_WORD,
        ("gene_symbol", _("Symbol of the gene"), lambda t: t.gene_symbol),
        ("synonyms", _("Other names"), lambda t: t.synonyms, FieldType.LIST),
    ),
)
ROUTES = Export("routes", columns(*_WORD))
