"""What every figure of a trial has: people, a value, perhaps another's value and an interval."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from therapies.models.evidence import Claim


class Figure(Claim):
    """One measured value. The interval is the source's 95 % interval of `value`."""

    population = models.CharField(_("population"), max_length=300)
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=3)
    comparator_value = models.DecimalField(
        _("comparator's value"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    interval_low = models.DecimalField(
        _("95 % interval from"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    interval_high = models.DecimalField(
        _("95 % interval to"), max_digits=6, decimal_places=3, null=True, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_interval_paired",
                condition=Q(interval_low__isnull=True, interval_high__isnull=True)
                | Q(
                    interval_low__isnull=False,
                    interval_high__isnull=False,
                    interval_low__lte=models.F("value"),
                    interval_high__gte=models.F("value"),
                ),
                violation_error_message=_("An interval has both ends and holds the value."),
            ),
        ]

    @property
    def is_ratio(self) -> bool:
        """A hazard ratio; else a percentage or a number of months."""
        raise NotImplementedError

    @property
    def ending(self) -> str:
        return "" if self.is_ratio else " %"

    @property
    def value_text(self) -> str:
        return f"{plain(self.value)}{self.ending}"

    @property
    def comparator_text(self) -> str:
        if self.comparator_value is None:
            return ""
        return f"{plain(self.comparator_value)}{self.ending}"

    @property
    def interval_text(self) -> str:
        if self.interval_low is None or self.interval_high is None:
            return ""
        low, high = plain(self.interval_low), plain(self.interval_high)
        return _now("%(low)s to %(high)s") % {"low": low, "high": high}


def plain(number: Decimal) -> str:
    """As the source writes it, without the zeros that the column adds."""
    return format(Decimal(number).normalize() if number else Decimal(0), "f")
