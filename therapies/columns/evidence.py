"""The columns of downloads about what trials found, and of the checked claims."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from therapies.columns.shared import CLAIMED
from therapies.exports import Column, Export, FieldType
from therapies.pictures import forest


def _difference(end: str) -> Any:
    def read(comparison: Any) -> float | None:
        effect = None if comparison.is_ratio else forest.effect_of(comparison)
        return round(getattr(effect, end), 3) if effect else None

    return read


_FIGURE = (
    ("population", _("People in the trial"), lambda f: f.population),
    ("treated", _("People in the drug's group"), lambda f: f.treated, FieldType.INTEGER),
    ("comparator", _("Comparator"), lambda f: f.comparator),
    (
        "comparator_treated",
        _("People in its group"),
        lambda f: f.comparator_treated,
        FieldType.INTEGER,
    ),
    ("measure", _("Measure"), lambda f: f.measure),
    ("value", _("Value of the drug's group, or hazard ratio"), lambda f: f.value, FieldType.NUMBER),
    (
        "comparator_value",
        _("Value of the comparator's group"),
        lambda f: f.comparator_value,
        FieldType.NUMBER,
    ),
    (
        "interval_low",
        _("Lower limit of the source's 95 % interval"),
        lambda f: f.interval_low,
        FieldType.NUMBER,
    ),
    (
        "interval_high",
        _("Upper limit of the source's 95 % interval"),
        lambda f: f.interval_high,
        FieldType.NUMBER,
    ),
)


def _export(name: str, *rows: tuple[Any, ...]) -> Export:
    return Export(name, tuple(Column(*row) for row in rows))


COMPARISONS = _export(
    "comparisons",
    ("drug", _("Slug of the drug"), lambda c: c.entry.slug),
    (
        "condition",
        _("Slug of the condition"),
        lambda c: c.condition.slug if c.condition else "",
    ),
    ("trial", _("Trial"), lambda c: c.trial_name),
    ("comparator_kind", _("Kind of comparator"), lambda c: c.comparator_kind),
    (
        "is_added",
        _("Added to the comparator, not in its place"),
        lambda c: c.is_added,
        FieldType.BOOLEAN,
    ),
    *_FIGURE,
    ("difference", _("Difference in percentage points"), _difference("value"), FieldType.NUMBER),
    (
        "difference_low",
        _("Lower limit of its 95 % interval (Newcombe)"),
        _difference("low"),
        FieldType.NUMBER,
    ),
    ("difference_high", _("Upper limit of the same"), _difference("high"), FieldType.NUMBER),
    *CLAIMED,
)
RESULTS = _export(
    "results",
    ("drug", _("Slug of the drug"), lambda r: r.drug.slug),
    ("slug", _("Name of the result within the drug"), lambda r: r.slug),
    ("condition", _("Slug of the condition"), lambda r: r.condition.slug),
    ("trial", _("Trial"), lambda r: r.trial_name),
    *_FIGURE,
    ("unit", _("Unit of the values"), lambda r: r.unit),
    ("biomarker", _("What selected people for the trial"), lambda r: r.biomarker),
    *CLAIMED,
)
CLAIMS = _export(
    "claims",
    ("name", _("The claim"), lambda c: c.name),
    ("slug", _("Last part of the page's address"), lambda c: c.slug),
    ("verdict", _("Verdict"), lambda c: c.verdict),
    ("why", _("Why"), lambda c: c.why),
    ("checked_on", _("Day of the check"), lambda c: c.checked_on, FieldType.DATE),
    (
        "statements",
        _("Number of statements behind it"),
        lambda c: c.statements_count,
        FieldType.INTEGER,
    ),
    ("reviewed_on", _("Day of the last review"), lambda c: c.reviewed_on, FieldType.DATE),
)
