"""Head-to-head comparisons of an immunotherapy with another treatment."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from therapies.choices import Comparator, EntryType, Measure
from therapies.models.base import Entry, KeyedQuerySet
from therapies.models.conditions import Condition
from therapies.models.evidence import ClaimCheck
from therapies.models.figures import Figure


class ComparisonQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        return self.filter(entry__status=Status.PUBLISHED)

    def for_list(self) -> Self:
        return self.select_related("entry", "condition", "source")

    def of_drugs(self, drugs: models.QuerySet) -> Self:
        return self.published().filter(entry__in=drugs.order_by().values("pk"))

    def of_condition(self, condition: Condition) -> Self:
        """Of published drugs, for the condition or anything below it in the tree."""
        below = Condition.objects.descendants_of(condition.pk)
        return self.published().filter(condition_id__in=below)

    def trials_by_comparator(self) -> dict[str, list[str]]:
        """Names of trials by what the immunotherapy was compared with, in words."""
        found: dict[str, list[str]] = {}
        pairs = self.order_by("comparator_kind", "trial_name").values_list(
            "comparator_kind", "trial_name"
        )
        for kind, trial in pairs.distinct():
            found.setdefault(str(Comparator(kind).label), []).append(trial)
        return found

    def bearing_on(self, claim: ClaimCheck) -> Self:
        """Of the measures that the checked claim speaks of."""
        return self.published().for_list().filter(measure__in=claim.measures)


class Comparison(Figure):
    """A randomised head-to-head result. Values are percent, or a hazard ratio with its interval."""

    KEY = ("entry", "trial_name", "measure")

    entry = models.ForeignKey(
        Entry,
        verbose_name=_("immunotherapy"),
        on_delete=models.CASCADE,
        related_name="comparisons",
        limit_choices_to={"entry_type": EntryType.DRUG},
    )
    condition = models.ForeignKey(
        Condition,
        verbose_name=_("condition"),
        on_delete=models.PROTECT,
        null=True,
        related_name="compared_treatments",
    )
    trial_name = models.CharField(_("trial"), max_length=120)
    comparator_kind = models.CharField(_("compared with"), max_length=15, choices=Comparator)
    comparator = models.CharField(_("comparator"), max_length=300)
    is_added = models.BooleanField(
        _("added to the comparator"),
        default=False,
        help_text=_("Given with the other treatment, not in its place."),
    )
    measure = models.CharField(_("measure"), max_length=15, choices=Measure)
    treated = models.PositiveIntegerField(_("people treated"))
    comparator_treated = models.PositiveIntegerField(_("people in the comparator arm"))

    objects = ComparisonQuerySet.as_manager()

    class Meta(Figure.Meta):
        ordering = ["entry", "trial_name", "measure"]
        verbose_name = _("comparison")
        constraints = [
            *Figure.Meta.constraints,
            models.UniqueConstraint(
                fields=["entry", "trial_name", "measure"], name="comparison_once"
            ),
            models.CheckConstraint(
                name="comparison_values_possible",
                condition=Q(value__gte=0)
                & (Q(measure=Measure.SURVIVAL) | Q(value__lte=100, comparator_value__lte=100)),
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial_name}: {self.get_measure_display()}"

    @property
    def is_ratio(self) -> bool:
        return self.measure == Measure.SURVIVAL
