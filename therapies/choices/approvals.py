"""What regulators decide, and how precisely a date is known."""

from django.utils.translation import gettext_lazy as _

from editorial.choices import MeaningfulChoices


class ApprovalStatus(MeaningfulChoices):
    FULL = "full", _("Approved without special conditions."), _("full")
    CONDITIONAL = (
        "conditional",
        _("Conditional, accelerated or under exceptional circumstances."),
        _("conditional or accelerated"),
    )
    EMERGENCY = "emergency", _("Authorised for an emergency."), _("emergency use")
    WITHDRAWN = "withdrawn", _("No longer approved."), _("withdrawn")


class Precision(MeaningfulChoices):
    YEAR = "year", _("Only the year is known."), _("year")
    MONTH = "month", _("Year and month are known."), _("month")
    DAY = "day", _("The day is known."), _("day")


class WarningKind(MeaningfulChoices):
    BOXED = (
        "boxed",
        _("The label prints it in a box, its strongest form."),
        _("Boxed warning"),
    )
    EQUIVALENT = "equivalent", _("Prominent in a label without a box."), _("Warning")
    CONTRAINDICATION = (
        "contraindication",
        _("The label says who must not be given it."),
        _("Contraindication"),
    )
