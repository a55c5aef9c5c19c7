"""The sheets there are: which headers each has, and of which models its lines state rows."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from therapies.choices import EntryType
from therapies.models import (
    Approval,
    Comparison,
    Drug,
    Entry,
    Indication,
    Institution,
    Name,
    PivotalResult,
    Rate,
    SafetyDataset,
    Trial,
)
from therapies.tables.cells import Column
from therapies.tables.sheets import Link, Part, Sheet

BASIS = ("source", "locator", "note")
NOTES: dict[tuple[Any, str], str | Promise] = {
    (Name, "country"): _("ISO 3166 code of two letters, or EU."),
    (Name, "language"): _("Such as en."),
    (Name, "holder"): _("Who holds the authorisation."),
    (Approval, "decided_on"): _("Known to the month or the year only: its first day."),
    (Approval, "ended_on"): _("Only of a withdrawn approval."),
    (Approval, "date_source"): _("Only where it is another than the source of the approval."),
    (Indication, "slug"): _("Names the indication within the drug; a new one makes a new one."),
    (PivotalResult, "slug"): _("Names the result within the drug; a new one makes a new one."),
    (SafetyDataset, "slug"): _("Names the dataset within the drug; a new one makes a new one."),
    (Rate, "upper_bounds"): _("Headers whose number the source gives only as “less than”."),
    (Entry, "slug"): _("Names the entry in its address; a new one makes a new entry."),
    (Trial, "started_on"): _("Known to the month or the year only: its first day."),
}


def _part(
    model: Any,
    keys: dict[str, str],
    names: tuple[str, ...],
    prefix: str = "",
    link: Link | None = None,
    **constants: Any,
) -> Part:
    """`keys` says which header stands for which field of the natural key."""
    fields = {header: (name, True) for header, name in keys.items()}
    fields |= {f"{prefix}{name}": (name, False) for name in names}
    columns = tuple(
        Column(header, model._meta.get_field(name), is_key, NOTES.get((model, name), ""))
        for header, (name, is_key) in fields.items()
    )
    return Part(model, columns, link, constants)


def _entry_parts(model: Any, names: tuple[str, ...]) -> tuple[Part, Part]:
    kind = model.TYPE.value
    own = _part(model, {}, names, link=Link("entry_ptr", ("slug",), (kind,)))
    return _part(Entry, {"slug": "slug"}, ("name", "synonyms"), entry_type=kind), own


NAMES = Sheet(
    "names",
    _("Names of drugs"),
    _("One line for each name of a drug in one country."),
    Drug,
    "drug",
    (
        _part(
            Name,
            {"text": "text", "kind": "kind", "country": "country"},
            ("language", "holder", *BASIS),
            link=Link("drug", ("drug",)),
        ),
    ),
)

APPROVALS = Sheet(
    "approvals",
    _("Indications and approvals"),
    _(
        "One line for each indication and regulator. With no regulator a line states the "
        "indication alone. All lines of one indication say the same of it."
    ),
    Drug,
    "drug",
    (
        _part(
            Indication,
            {"indication": "slug"},
            ("condition", "setting", "population", "partners"),
            "indication_",
            Link("drug", ("drug",)),
        ),
        _part(
            Approval,
            {"regulator": "regulator"},
            (
                "status",
                "decided_on",
                "decided_precision",
                "date_source",
                "ended_on",
                "ended_precision",
                *BASIS,
            ),
            link=Link("indication", ("drug", "indication")),
        ),
    ),
)

RATES = Sheet(
    "rates",
    _("Rates of side effects"),
    _(
        "One line for each dataset and side effect. With no side effect a line states the "
        "dataset alone. All lines of one dataset say the same of it; leave its headers out of "
        "the file if it is there already."
    ),
    Drug,
    "drug",
    (
        _part(
            SafetyDataset,
            {"dataset": "slug"},
            (
                "title",
                "population",
                "condition",
                "regimen",
                "regimen_kind",
                "treated",
                "comparator",
                "comparator_treated",
                "grade_scale",
                "grade_scale_version",
                *BASIS,
            ),
            "dataset_",
            Link("drug", ("drug",)),
        ),
        _part(
            Rate,
            {"side_effect": "side_effect"},
            (
                "percent",
                "events",
                "percent_grade_3_plus",
                "comparator_percent",
                "comparator_percent_grade_3_plus",
                "upper_bounds",
                "stated_band",
                "locator",
            ),
            link=Link("dataset", ("drug", "dataset")),
        ),
    ),
)

_FIGURE = ("value", "comparator_value", "interval_low", "interval_high")

COMPARISONS = Sheet(
    "comparisons",
    _("Head-to-head comparisons"),
    _("One line for each trial of a drug and each thing measured in it."),
    Drug,
    "drug",
    (
        _part(
            Comparison,
            {"trial": "trial_name", "measure": "measure"},
            (
                "condition",
                "population",
                "comparator_kind",
                "comparator",
                "is_added",
                "treated",
                "comparator_treated",
                *_FIGURE,
                *BASIS,
            ),
            link=Link("entry", ("drug",), (EntryType.DRUG.value,)),
        ),
    ),
)

RESULTS = Sheet(
    "results",
    _("Results of main trials"),
    _("One line for each figure of a trial on which a use of the drug rests."),
    Drug,
    "drug",
    (
        _part(
            PivotalResult,
            {"result": "slug"},
            (
                "condition",
                "trial_name",
                "population",
                "biomarker",
                "comparator",
                "treated",
                "comparator_treated",
                "measure",
                "unit",
                *_FIGURE,
                *BASIS,
            ),
            link=Link("drug", ("drug",)),
        ),
    ),
)

INSTITUTIONS = Sheet(
    EntryType.INSTITUTION.value + "s",
    _("Institutions"),
    _("One line for each institution. What is not public any more is retired on its own page."),
    Institution,
    "slug",
    _entry_parts(
        Institution,
        (
            "native_name",
            "kind",
            "city",
            "country",
            "latitude",
            "longitude",
            "coordinates_source",
            "ror_id",
            "therapy_types",
            "conditions",
            "source",
            "locator",
        ),
    ),
    may_remove=False,
)

TRIALS = Sheet(
    EntryType.TRIAL.value + "s",
    _("Trials"),
    _("One line for each trial. What is not public any more is retired on its own page."),
    Trial,
    "slug",
    _entry_parts(
        Trial,
        (
            "registry",
            "registry_id",
            "phase",
            "trial_status",
            "why_stopped",
            "enrolment",
            "started_on",
            "started_precision",
            "data_as_of",
            "countries",
            "institutions",
            "drugs",
            "conditions",
            "other_interventions",
            "source",
            "locator",
        ),
    ),
    may_remove=False,
)

SHEETS = {
    sheet.name: sheet
    for sheet in (NAMES, APPROVALS, RATES, COMPARISONS, RESULTS, INSTITUTIONS, TRIALS)
}
