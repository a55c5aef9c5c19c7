"""What the main trials of a drug found."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from therapies.choices import ResultMeasure, ResultUnit
from therapies.models.base import KeyedQuerySet
from therapies.models.conditions import Condition
from therapies.models.drugs import Drug
from therapies.models.figures import Figure


class PivotalResultQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        return self.filter(
            drug__in=Drug.objects.published(), condition__in=Condition.objects.published()
        )

    def for_list(self) -> Self:
        return self.select_related("drug", "condition", "source")

    def of_condition(self, condition: Condition) -> Self:
        """Results of published drugs for the condition or anything below it in the tree."""
        below = Condition.objects.descendants_of(condition.pk)
        return self.published().filter(condition_id__in=below)


class PivotalResult(Figure):
    """One figure of the trial on which a use of the drug rests.

    A hazard ratio is the drug's group against the comparator's; below 1 fewer events came.
    """

    KEY = ("drug", "slug")

    OWNER = "drug"

    drug = models.ForeignKey(
        Drug, verbose_name=_("drug"), on_delete=models.CASCADE, related_name="results"
    )
    slug = models.SlugField(_("slug"), max_length=120)
    condition = models.ForeignKey(
        Condition,
        verbose_name=_("condition"),
        on_delete=models.PROTECT,
        related_name="results",
    )
    trial_name = models.CharField(_("trial"), max_length=120)
    comparator = models.CharField(_("comparator"), max_length=300, blank=True)
    treated = models.PositiveIntegerField(_("people given the drug"))
    comparator_treated = models.PositiveIntegerField(
        _("people in the comparator arm"), null=True, blank=True
    )
    measure = models.CharField(_("measure"), max_length=26, choices=ResultMeasure)
    unit = models.CharField(_("unit"), max_length=12, choices=ResultUnit)
    biomarker = models.CharField(
        _("biomarker"),
        max_length=200,
        blank=True,
        help_text=_("What was measured in people to select them for the trial."),
    )

    objects = PivotalResultQuerySet.as_manager()

    class Meta(Figure.Meta):
        ordering = ["drug", "slug"]
        verbose_name = _("result of a main trial")
        verbose_name_plural = _("results of main trials")
        constraints = [
            *Figure.Meta.constraints,
            models.UniqueConstraint(fields=["drug", "slug"], name="pivotalresult_once"),
            models.CheckConstraint(
                name="pivotalresult_population_given",
                condition=~Q(population="") & ~Q(trial_name="") & Q(treated__gt=0),
                violation_error_message=_("A result names its trial and the people in it."),
            ),
            models.CheckConstraint(
                name="pivotalresult_values_possible",
                condition=Q(value__gte=0)
                & (
                    ~Q(unit=ResultUnit.PERCENT)
                    | Q(value__lte=100)
                    & (Q(comparator_value__isnull=True) | Q(comparator_value__range=(0, 100)))
                ),
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
            models.CheckConstraint(
                name="pivotalresult_ratio_of_two_groups",
                condition=~Q(unit=ResultUnit.HAZARD_RATIO)
                | Q(comparator_value__isnull=True, value__gt=0) & ~Q(comparator=""),
                violation_error_message=_("A hazard ratio compares with a named treatment."),
            ),
            models.CheckConstraint(
                name="pivotalresult_comparator_named",
                condition=Q(comparator_treated__isnull=True, comparator_value__isnull=True)
                | ~Q(comparator=""),
                violation_error_message=_("A comparator arm has a name."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial_name}: {self.get_measure_display()}"

    @property
    def is_ratio(self) -> bool:
        return self.unit == ResultUnit.HAZARD_RATIO

    @property
    def ending(self) -> str:
        return {ResultUnit.PERCENT: " %", ResultUnit.MONTHS: f" {_now('months')}"}.get(
            ResultUnit(self.unit), ""
        )
