"""The columns of downloads about what trials found, and of the checked claims."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from therapies.columns.shared import CLAIMED
from therapies.exports import Column, Export, FieldType
from therapies.models import Comparison
from therapies.pictures import forest


def _difference(name: str, meaning: Any, end: str) -> tuple[Any, ...]:
    def read(*values: Any) -> float | None:
        comparison = Comparison(**dict(zip(_COMPARED, values, strict=True)))
        effect = None if comparison.is_ratio else forest.effect_of(comparison)
        return round(getattr(effect, end), 3) if effect else None

    return (name, meaning, _COMPARED, FieldType.NUMBER, read)


_COMPARED = ("measure", "value", "treated", "comparator_value", "comparator_treated")


def _or_nothing(slug: str | None) -> str:
    return slug or ""


_FIGURE = (
    ("population", _("People in the trial"), "population"),
    ("treated", _("People in the drug's group"), "treated", FieldType.INTEGER),
    ("comparator", _("Comparator"), "comparator"),
    (
        "comparator_treated",
        _("People in its group"),
        "comparator_treated",
        FieldType.INTEGER,
    ),
    ("measure", _("Measure"), "measure"),
    ("value", _("Value of the drug's group, or hazard ratio"), "value", FieldType.NUMBER),
    (
        "comparator_value",
        _("Value of the comparator's group"),
        "comparator_value",
        FieldType.NUMBER,
    ),
    (
        "interval_low",
        _("Lower limit of the source's 95 % interval"),
        "interval_low",
        FieldType.NUMBER,
    ),
    (
        "interval_high",
        _("Upper limit of the source's 95 % interval"),
        "interval_high",
        FieldType.NUMBER,
    ),
)


def _export(name: str, *rows: tuple[Any, ...]) -> Export:
    return Export(name, tuple(Column(*row) for row in rows))


COMPARISONS = _export(
    "comparisons",
    ("drug", _("Slug of the drug"), "entry__slug"),
    (
        "condition",
        _("Slug of the condition"),
        "condition__slug",
        FieldType.TEXT,
        _or_nothing,
    ),
    ("trial", _("Trial"), "trial_name"),
    ("comparator_kind", _("Kind of comparator"), "comparator_kind"),
    (
        "is_added",
        _("Added to the comparator, not in its place"),
        "is_added",
        FieldType.BOOLEAN,
    ),
    *_FIGURE,
    _difference("difference", _("Difference in percentage points"), "value"),
    _difference("difference_low", _("Lower limit of its 95 % interval (Newcombe)"), "low"),
    _difference("difference_high", _("Upper limit of the same"), "high"),
    *CLAIMED,
)
RESULTS = _export(
    "results",
    ("drug", _("Slug of the drug"), "drug__slug"),
    ("slug", _("Name of the result within the drug"), "slug"),
    ("condition", _("Slug of the condition"), "condition__slug"),
    ("trial", _("Trial"), "trial_name"),
    *_FIGURE,
    ("unit", _("Unit of the values"), "unit"),
    ("biomarker", _("What selected people for the trial"), "biomarker"),
    *CLAIMED,
)
CLAIMS = _export(
    "claims",
    ("name", _("The claim"), "name"),
    ("slug", _("Last part of the page's address"), "slug"),
    ("verdict", _("Verdict"), "verdict"),
    ("why", _("Why"), "why"),
    ("checked_on", _("Day of the check"), "checked_on", FieldType.DATE),
    (
        "statements",
        _("Number of statements behind it"),
        "statements_count",
        FieldType.INTEGER,
    ),
    ("reviewed_on", _("Day of the last review"), "reviewed_on", FieldType.DATE),
)
