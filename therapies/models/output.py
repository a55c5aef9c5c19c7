"""What comes out of a country: products made there, and figures of what it publishes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from therapies.choices import Activity, Decision, Precision, ProductKind
from therapies.models.base import OwnedQuerySet, precise_date_constraints
from therapies.models.drugs import Drug
from therapies.models.evidence import Claim
from therapies.models.research import Country, Institution

PERCENT = "percent"


class ProductQuerySet(OwnedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("country", "drug", "institution", "source")


class Product(Claim):
    """Something made or developed in a country.

    `regulator` is the name that the source gives, which need not be the country's own regulator.
    """

    KEY = ("country", "slug")

    OWNER = "country"

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="products")
    slug = models.SlugField(_("slug"), max_length=120)
    name = models.CharField(_("name"), max_length=200)
    drug = models.ForeignKey(
        Drug,
        verbose_name=_("drug it is a product of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
    )
    substance = models.CharField(_("substance"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ProductKind)
    maker = models.CharField(_("maker as stated"), max_length=200)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
    )
    activity = models.CharField(_("activity"), max_length=12, choices=Activity)
    decision = models.CharField(_("decision"), max_length=13, choices=Decision)
    regulator = models.CharField(_("regulator as stated"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_precision = models.CharField(
        _("precision"), max_length=5, choices=Precision, blank=True
    )
    text = models.CharField(_("what is known"), max_length=600)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["country", "name", "slug"]
        verbose_name = _("product")
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="product_once"),
            models.CheckConstraint(
                name="product_told", condition=~Q(name="") & ~Q(maker="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="product_kind_known", condition=Q(kind__in=ProductKind.values)
            ),
            models.CheckConstraint(
                name="product_decision_names_its_regulator",
                condition=Q(decision=Decision.NOT_STATED, regulator="", decided_on__isnull=True)
                | (
                    Q(decision__in=Decision.values)
                    & ~Q(decision=Decision.NOT_STATED)
                    & ~Q(regulator="")
                ),
                violation_error_message=_(
                    "A decision names its regulator; without a decision there is neither "
                    "regulator nor date."
                ),
            ),
            *precise_date_constraints("product", "decided_on"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place on the page of the country where it is made."""
        return f"{self.country.get_absolute_url()}#product-{self.slug}"


class ResearchOutput(Claim):
    """A figure that a cited paper counted. Figures of different papers do not add up."""

    KEY = ("country", "measure", "period")

    OWNER = "country"

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="outputs")
    measure = models.CharField(_("what was counted"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=100)
    period = models.CharField(_("period"), max_length=60)

    class Meta:
        ordering = ["country", "measure", "period"]
        verbose_name = _("output figure")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "measure", "period"], name="research_output_once"
            ),
            models.CheckConstraint(
                name="research_output_told",
                condition=~Q(measure="") & ~Q(unit="") & ~Q(period=""),
            ),
            models.CheckConstraint(name="research_output_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="research_output_share_within_whole",
                condition=~Q(unit=PERCENT) | Q(value__lte=100),
                violation_error_message=_("A share is at most 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}: {self.figure}"

    @property
    def figure(self) -> str:
        value = number_format(self.value.normalize(), use_l10n=True, force_grouping=True)
        return f"{value} %" if self.unit == PERCENT else f"{value} {self.unit}"
