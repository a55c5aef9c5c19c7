"""The columns of claims that stand on pages of entries, and of small vocabularies."""

from django.utils.translation import gettext_lazy as _

from therapies.columns.shared import CLAIMED, columns, slug_of
from therapies.exports import Export, FieldType

_DRUG = (("drug", _("Slug of the drug"), "drug__slug"),)
_OF_ENTRY = (
    ("entry_type", _("What the entry is"), "entry__entry_type"),
    ("entry", _("Slug of the entry"), "entry__slug"),
)
_WORD = (
    ("slug", _("Short name in addresses"), "slug"),
    ("name", _("Name"), "name"),
)
_REGULATOR = (("regulator", _("Slug of the regulator"), "regulator__slug"),)

NAMES = Export(
    "names",
    columns(
        *_DRUG,
        ("text", _("The name"), "text"),
        ("kind", _("Kind of name"), "kind"),
        ("language", _("Language"), "language"),
        ("country", _("Country by ISO 3166, or EU"), "country"),
        ("holder", _("Who holds it"), "holder"),
        *CLAIMED,
    ),
)
STATEMENTS = Export(
    "statements",
    columns(
        *_OF_ENTRY,
        ("section", _("Section of the page"), "section"),
        ("audience", _("For whom it is written"), "audience"),
        ("position", _("Place in the section"), "position", FieldType.INTEGER),
        ("text", _("The statement"), "text"),
        *CLAIMED,
    ),
)
WARNINGS = Export(
    "warnings",
    columns(
        *_DRUG,
        *_REGULATOR,
        ("kind", _("Kind of warning"), "kind"),
        ("title", _("Title"), "title"),
        ("text", _("The warning"), "text"),
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
            "indications",
            FieldType.INTEGER,
        ),
        *CLAIMED,
    ),
)
PRODUCTIONS = Export(
    "productions",
    columns(
        *_DRUG,
        ("country", _("Country by ISO 3166, or EU"), "country"),
        ("maker", _("Maker"), "maker"),
        ("activity", _("What is done there"), "activity"),
        *CLAIMED,
    ),
)
SAFETY_DATASETS = Export(
    "safety-datasets",
    columns(
        *_DRUG,
        ("slug", _("Name of the dataset within the drug"), "slug"),
        ("title", _("Title"), "title"),
        ("population", _("Population"), "population"),
        slug_of("condition", _("Slug of the condition")),
        ("regimen", _("Regimen"), "regimen"),
        ("regimen_kind", _("Alone or in combination"), "regimen_kind"),
        ("treated", _("People treated"), "treated", FieldType.INTEGER),
        ("comparator", _("Comparator"), "comparator"),
        (
            "comparator_treated",
            _("People in its arm"),
            "comparator_treated",
            FieldType.INTEGER,
        ),
        ("grade_scale", _("Grade scale"), "grade_scale"),
        ("grade_scale_version", _("Version of the scale"), "grade_scale_version"),
        *CLAIMED,
    ),
)
AWAITED_DRUGS = Export(
    "awaited-drugs",
    columns(
        ("therapy_type", _("Slug of the therapy type"), "therapy_type__slug"),
        ("name", _("Name of the drug"), "name"),
        ("reason", _("Why it is not here"), "reason"),
        ("note", _("Note"), "note"),
    ),
)
RESEARCH_OUTPUTS = Export(
    "research-outputs",
    columns(
        ("country", _("Slug of the country"), "country__slug"),
        ("measure", _("What was counted"), "measure"),
        ("value", _("Value"), "value", FieldType.NUMBER),
        ("unit", _("Unit of the value"), "unit"),
        ("period", _("Period"), "period"),
        *CLAIMED,
    ),
)
NOT_FOUND = Export(
    "not-found",
    columns(
        *_OF_ENTRY,
        ("topic", _("What was looked for"), "topic"),
        ("place", _("Where it was looked for"), "place"),
        ("looked_on", _("Day of the search"), "looked_on", FieldType.DATE),
        ("note", _("Note"), "note"),
    ),
)
REGULATORS = Export(
    "regulators",
    columns(
        *_WORD,
        ("full_name", _("Full name"), "full_name"),
        ("jurisdiction", _("Country by ISO 3166, or EU"), "jurisdiction"),
        ("url", _("Address of its site"), "url"),
    ),
)
TARGETS = Export(
    "targets",
    columns(
        *_WORD,
        ("gene_symbol", _("Symbol of the gene"), "gene_symbol"),
        ("synonyms", _("Other names"), "synonyms", FieldType.LIST),
    ),
)
ROUTES = Export("routes", columns(*_WORD))
