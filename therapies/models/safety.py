"""The datasets that counted side effects, and the rates that were counted."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from therapies.choices import Band, GradeScale, RegimenKind
from therapies.models.base import Keyed, KeyedQuerySet, ListField, OwnedQuerySet
from therapies.models.conditions import Condition
from therapies.models.counted import Counted
from therapies.models.drugs import Drug
from therapies.models.evidence import Claim
from therapies.models.side_effects import SideEffect

PERCENT_FIELDS = (
    "percent",
    "percent_grade_3_plus",
    "comparator_percent",
    "comparator_percent_grade_3_plus",
)


class SafetyDatasetQuerySet(OwnedQuerySet):
    def for_list(self) -> Self:
        return super().for_list().select_related("condition")

    def for_comparison(self) -> Self:
        """With `has_numbers`, whether any of the rates is more than a band."""
        counted = Rate.objects.filter(dataset=OuterRef("pk")).with_number()
        return self.select_related("source").annotate(has_numbers=Exists(counted))

    def for_detail(self) -> Self:
        return self.select_related("source", "condition").prefetch_related(
            Prefetch(
                "rates",
                queryset=Rate.objects.published().select_related("side_effect").by_frequency(),
            )
        )


class SafetyDataset(Claim):
    """One population given one regimen: the frame without which a rate means nothing."""

    KEY = ("drug", "slug")

    OWNER = "drug"

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="safety_datasets")
    slug = models.SlugField(_("slug"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    population = models.CharField(_("population"), max_length=400)
    condition = models.ForeignKey(
        Condition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="safety_datasets",
    )
    regimen = models.CharField(_("regimen"), max_length=300)
    regimen_kind = models.CharField(_("alone or combined"), max_length=12, choices=RegimenKind)
    treated = models.PositiveIntegerField(_("people treated"), null=True, blank=True)
    comparator = models.CharField(_("comparator"), max_length=300, blank=True)
    comparator_treated = models.PositiveIntegerField(
        _("people in the comparator arm"), null=True, blank=True
    )
    grade_scale = models.CharField(_("grade scale"), max_length=6, choices=GradeScale)
    grade_scale_version = models.CharField(_("version"), max_length=60, blank=True)

    objects = SafetyDatasetQuerySet.as_manager()

    has_numbers: bool

    class Meta:
        ordering = ["drug", "slug"]
        verbose_name = _("safety dataset")
        constraints = [
            models.UniqueConstraint(fields=["drug", "slug"], name="safetydataset_once"),
            models.CheckConstraint(
                name="safetydataset_population_given",
                condition=~Q(population="") & ~Q(regimen=""),
                violation_error_message=_("A dataset names its population and its regimen."),
            ),
            models.CheckConstraint(
                name="safetydataset_someone_treated",
                condition=Q(treated__isnull=True) | Q(treated__gt=0),
            ),
            models.CheckConstraint(
                name="safetydataset_comparator_named",
                condition=Q(comparator_treated__isnull=True) | ~Q(comparator=""),
                violation_error_message=_("A comparator arm with people has a name."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (n = {self.treated})" if self.treated else self.title


class RateQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        return self.filter(
            dataset__drug__status=Status.PUBLISHED, side_effect__status=Status.PUBLISHED
        )

    def with_number(self) -> Self:
        return self.filter(
            Q(percent__isnull=False)
            | Q(percent_grade_3_plus__isnull=False)
            | Q(events__isnull=False, dataset__treated__isnull=False)
        )

    def for_list(self) -> Self:
        return self.select_related(
            "dataset__drug", "dataset__source", "dataset__condition", "side_effect"
        )

    def of_drugs_alone(self, drugs: models.QuerySet) -> Self:
        """Percentages of these drugs given alone, the only ones that may stand side by side."""
        return self.filter(
            dataset__drug__in=drugs.order_by().values("pk"),
            dataset__regimen_kind=RegimenKind.ALONE,
            percent__isnull=False,
        ).select_related("dataset__drug", "side_effect")

    def across_drugs(self) -> Self:
        """Rates of one side effect side by side: by drug, each with its population."""
        return (
            self.for_list()
            .select_related("dataset__drug__primary_type")
            .order_by("dataset__drug__name", "dataset__slug")
        )

    def by_frequency(self) -> Self:
        return self.order_by(
            "side_effect__organ_class",
            F("percent").desc(nulls_last=True),
            "side_effect__name",
        )


def validate_percent_fields(values: object) -> None:
    if not isinstance(values, list) or not set(values) <= set(PERCENT_FIELDS):
        raise ValidationError(
            _("Write a list of: %(names)s."),
            params={"names": ", ".join(PERCENT_FIELDS)},
        )


class Rate(Counted, Keyed):
    """Dataset × side effect. The source is the dataset's.

    Percentages are of people treated, 0 to 100. `upper_bounds` lists those that the source
    gives only as "less than".
    """

    KEY = ("dataset", "side_effect")

    OWNER = "dataset__drug"

    # Indexed together below, either way round.
    dataset = models.ForeignKey(
        SafetyDataset, on_delete=models.CASCADE, related_name="rates", db_index=False
    )
    side_effect = models.ForeignKey(
        SideEffect, on_delete=models.PROTECT, related_name="rates", db_index=False
    )
    percent = models.DecimalField(
        _("percent"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    events = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    percent_grade_3_plus = models.DecimalField(
        _("percent, grade ≥ 3"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    comparator_percent = models.DecimalField(
        _("comparator, percent"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    comparator_percent_grade_3_plus = models.DecimalField(
        _("comparator, percent, grade ≥ 3"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
    )
    upper_bounds = ListField(
        _("given only as less than"),
        default=list,
        blank=True,
        validators=[validate_percent_fields],
    )
    stated_band = models.CharField(_("band in the source"), max_length=12, choices=Band, blank=True)
    locator = models.CharField(_("where in the source"), max_length=200, blank=True)

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ["dataset", "side_effect"]
        verbose_name = _("rate")
        indexes = [models.Index(fields=["side_effect", "dataset"], name="rate_by_effect")]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "side_effect"], name="rate_once"),
            models.CheckConstraint(
                name="rate_says_something",
                condition=Q(percent__isnull=False)
                | Q(percent_grade_3_plus__isnull=False)
                | Q(events__isnull=False)
                | Q(stated_band__in=Band.values),
                violation_error_message=_("A rate needs a percentage, a count or a band."),
            ),
            *(
                models.CheckConstraint(
                    name=f"rate_{field}_within_bounds",
                    condition=Q(**{f"{field}__isnull": True})
                    | Q(**{f"{field}__gte": 0, f"{field}__lte": 100}),
                    violation_error_message=_("A percentage lies between 0 and 100."),
                )
                for field in PERCENT_FIELDS
            ),
            *(
                models.CheckConstraint(
                    name=f"rate_{field}_grade_3_within_all",
                    condition=Q(**{f"{field}__isnull": True})
                    | Q(**{f"{field}_grade_3_plus__isnull": True})
                    | Q(**{f"{field}_grade_3_plus__lte": F(field)}),
                    violation_error_message=_("Grade 3 or more is part of all grades."),
                )
                for field in ("percent", "comparator_percent")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side_effect}: {self.percent_text or self.get_stated_band_display()}"
