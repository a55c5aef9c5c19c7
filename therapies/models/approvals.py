"""What each regulator allows a drug for, since when, and what it warns of."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F, Min, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from therapies.choices import ApprovalStatus, Precision, WarningKind
from therapies.models.base import Keyed, KeyedQuerySet, precise_date_constraints
from therapies.models.conditions import Condition
from therapies.models.drugs import Drug
from therapies.models.evidence import Claim, Source
from therapies.models.taxonomy import Vocabulary
from therapies.validators import validate_place


class Regulator(Vocabulary):
    """An authority that approves medicines; `jurisdiction` is a country or "EU"."""

    full_name = models.CharField(_("full name"), max_length=200)
    jurisdiction = models.CharField(
        _("jurisdiction"), max_length=2, blank=True, validators=[validate_place]
    )
    url = models.URLField(_("address"), max_length=300)

    class Meta(Vocabulary.Meta):
        verbose_name = _("regulator")


class IndicationQuerySet(KeyedQuerySet):
    def of_condition(self, condition: Condition) -> Self:
        """Indications of published drugs for the condition or anything below it in the tree."""
        below = Condition.objects.descendants_of(condition.pk)
        return self.filter(condition_id__in=below, drug__in=Drug.objects.published())

    def for_detail(self) -> Self:
        return self.for_comparison().select_related("drug")

    def for_comparison(self) -> Self:
        """Beside drugs that are loaded already. Approvals are ordered within an indication."""
        approvals = Approval.objects.select_related("regulator", "source", "date_source")
        return self.select_related("condition").prefetch_related(
            Prefetch("approvals", approvals.within_owner())
        )


class Indication(Keyed):
    """Drug × condition × setting × population × partners. Its approvals carry the sources."""

    KEY = ("drug", "slug")

    OWNER = "drug"

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="indications")
    slug = models.SlugField(_("slug"), max_length=150)
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="indications")
    setting = models.CharField(_("setting"), max_length=300, blank=True)
    population = models.CharField(_("population"), max_length=300)
    partners = models.CharField(_("given with"), max_length=300, blank=True)

    objects = IndicationQuerySet.as_manager()

    class Meta:
        ordering = ["drug", "slug"]
        verbose_name = _("indication")
        constraints = [
            models.UniqueConstraint(fields=["drug", "slug"], name="indication_slug_once"),
            models.UniqueConstraint(
                fields=["drug", "condition", "setting", "population", "partners"],
                name="indication_once",
            ),
            models.CheckConstraint(name="indication_population_given", condition=~Q(population="")),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.setting or self.population}"


class ApprovalQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        return self.filter(indication__drug__in=Drug.objects.published())

    def for_list(self) -> Self:
        return self.select_related(
            "indication__drug", "indication__condition", "regulator", "source", "date_source"
        )

    def of_drugs(self, drugs: models.QuerySet) -> Self:
        return self.filter(indication__drug__in=drugs.order_by().values("pk"))

    def first_decisions(self, regulators: Iterable[str], by: str) -> models.QuerySet:
        """Rows of drug, the group asked for, and day of the earliest dated decision or None."""
        rows = self.filter(regulator__slug__in=regulators).order_by()
        return rows.values_list("indication__drug", by).annotate(first=Min("decided_on"))


class Approval(Claim):
    """Indication × regulator. A date of unknown day or month is stored as the first, see base."""

    KEY = ("indication", "regulator")

    OWNER = "indication__drug"

    indication = models.ForeignKey(Indication, on_delete=models.CASCADE, related_name="approvals")
    regulator = models.ForeignKey(Regulator, on_delete=models.PROTECT, related_name="approvals")
    status = models.CharField(_("status"), max_length=12, choices=ApprovalStatus)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_precision = models.CharField(
        _("precision"), max_length=5, choices=Precision, blank=True
    )
    date_source = models.ForeignKey(
        Source,
        verbose_name=_("source of the date"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dated_approvals",
        help_text=_("Only where it is another than the source of the approval."),
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_precision = models.CharField(_("precision"), max_length=5, choices=Precision, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["indication", "regulator"]
        verbose_name = _("approval")
        constraints = [
            models.UniqueConstraint(fields=["indication", "regulator"], name="approval_once"),
            models.CheckConstraint(
                name="approval_status_known",
                condition=Q(status__in=ApprovalStatus.values),
            ),
            models.CheckConstraint(
                name="approval_date_source_with_a_date",
                condition=Q(date_source__isnull=True) | Q(decided_on__isnull=False),
                violation_error_message=_("Without a date there is no source of the date."),
            ),
            models.CheckConstraint(
                name="approval_ended_if_withdrawn",
                condition=Q(ended_on__isnull=True) | Q(status=ApprovalStatus.WITHDRAWN),
                violation_error_message=_("Only a withdrawn approval has an end."),
            ),
            models.CheckConstraint(
                name="approval_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(ended_on__gte=F("decided_on")),
                violation_error_message=_("An approval ends after it began."),
            ),
            *precise_date_constraints("approval", "decided_on"),
            *precise_date_constraints("approval", "ended_on"),
        ]

    def __str__(self) -> str:
        return f"{self.regulator}: {self.get_status_display()}"


class LabelCount(Claim):
    """How many indications a regulator's current text lists, counted as rows of Indication."""

    KEY = ("drug", "regulator")

    OWNER = "drug"

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="label_counts")
    regulator = models.ForeignKey(Regulator, on_delete=models.PROTECT, related_name="label_counts")
    indications = models.PositiveSmallIntegerField(
        _("indications listed"),
        help_text=_("Counted as here: condition, setting, population and partners apart."),
    )

    class Meta:
        ordering = ["drug", "regulator"]
        verbose_name = _("count of labelled indications")
        verbose_name_plural = _("counts of labelled indications")
        constraints = [
            models.UniqueConstraint(fields=["drug", "regulator"], name="labelcount_once"),
        ]

    def __str__(self) -> str:
        return f"{self.regulator}: {self.indications}"


class Warning(Claim):
    """A boxed or equivalent warning. It has a text: a flag alone cannot be stored."""

    KEY = ("drug", "regulator", "title")

    OWNER = "drug"

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="warnings")
    regulator = models.ForeignKey(Regulator, on_delete=models.PROTECT, related_name="warnings")
    kind = models.CharField(_("kind"), max_length=17, choices=WarningKind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["drug", "kind", "title"]
        verbose_name = _("warning")
        constraints = [
            models.UniqueConstraint(fields=["drug", "regulator", "title"], name="warning_once"),
            models.CheckConstraint(name="warning_has_text", condition=~Q(text="") & ~Q(title="")),
            models.CheckConstraint(
                name="warning_kind_known", condition=Q(kind__in=WarningKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.title
