"""Who works on immunotherapy where: countries, institutions, trials, milestones."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from therapies.choices import (
    EntryType,
    InstitutionKind,
    Phase,
    Precision,
    Region,
    Registry,
    TrialStatus,
)
from therapies.models.base import (
    KeyedQuerySet,
    KindOfEntry,
    beside,
    precise_date_constraints,
    public,
)
from therapies.models.conditions import Condition
from therapies.models.drugs import Drug
from therapies.models.evidence import Claim, Source, Sourced, StatedEntryQuerySet
from therapies.models.taxonomy import TherapyType
from therapies.validators import validate_nct, validate_place, validate_ror


class ResearchQuerySet(StatedEntryQuerySet):
    def for_detail(self) -> Self:
        return super().for_detail().select_related("source").prefetch_related("not_found")


class CountryQuerySet(ResearchQuerySet):
    def for_list(self) -> Self:
        return self.select_related("source").annotate(
            institutions_count=_number(Institution.objects.published(), "country"),
            trials_count=_number(Trial.objects.published(), "countries"),
            products_count=beside(self.model, Count("products")),
        )


def _number(rows: models.QuerySet, path: str) -> Coalesce:
    """How many rows belong to the country, counted apart from whatever else is counted."""
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


class Country(KindOfEntry, Sourced):
    """A member state of the OIC. Its source backs the year it joined."""

    TYPE = EntryType.COUNTRY

    iso_code = models.CharField(
        _("ISO 3166 code"), max_length=2, unique=True, validators=[validate_place]
    )
    region = models.CharField(_("region"), max_length=10, choices=Region)
    oic_member_since = models.PositiveSmallIntegerField(_("OIC member since"))

    objects = CountryQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(
                name="country_joined_after_foundation",
                condition=Q(oic_member_since__gte=1969),
                violation_error_message=_("The OIC was founded in 1969."),
            )
        ]


class InstitutionQuerySet(ResearchQuerySet):
    def for_list(self) -> Self:
        return self.select_related("country", "source")

    def for_detail(self) -> Self:
        return (
            super()
            .for_detail()
            .select_related("country", "coordinates_source")
            .prefetch_related(public("therapy_types", TherapyType), public("conditions", Condition))
        )


class Institution(KindOfEntry, Sourced):
    """A body that does research or makes products; its source backs name, kind and place."""

    TYPE = EntryType.INSTITUTION

    native_name = models.CharField(_("native name"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=InstitutionKind)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="institutions")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    coordinates_source = models.ForeignKey(
        Source,
        verbose_name=_("source of the coordinates"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only where it is another than the source of the other facts."),
    )
    ror_id = models.CharField(_("ROR id"), max_length=30, blank=True, validators=[validate_ror])
    therapy_types = models.ManyToManyField(TherapyType, related_name="institutions", blank=True)
    conditions = models.ManyToManyField(Condition, related_name="institutions", blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        verbose_name = _("institution")
        constraints = [
            models.UniqueConstraint(
                fields=["ror_id"], condition=~Q(ror_id=""), name="institution_ror_once"
            ),
            models.CheckConstraint(
                name="institution_coordinates_paired",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                violation_error_message=_("Coordinates are given together and lie on the globe."),
            ),
            models.CheckConstraint(
                name="institution_source_of_coordinates",
                condition=Q(coordinates_source=None) | Q(latitude__isnull=False),
                violation_error_message=_("A source of coordinates needs coordinates."),
            ),
        ]

    @property
    def place(self) -> str:
        """Degrees to two decimals, about a kilometre: "39.92° N, 32.85° E"."""
        if self.latitude is None or self.longitude is None:
            return ""
        north = _now("N") if self.latitude >= 0 else _now("S")
        east = _now("E") if self.longitude >= 0 else _now("W")
        return f"{abs(self.latitude):.2f}° {north}, {abs(self.longitude):.2f}° {east}"


class TrialQuerySet(ResearchQuerySet):
    def for_list(self) -> Self:
        return self.select_related("source").prefetch_related(
            public("countries", Country), public("conditions", Condition), public("drugs", Drug)
        )

    def for_detail(self) -> Self:
        return (
            super()
            .for_detail()
            .prefetch_related(
                public("countries", Country),
                public("institutions", Institution),
                public("drugs", Drug),
                public("conditions", Condition),
            )
        )


class Trial(KindOfEntry, Sourced):
    """A registered trial. Its status means nothing without `data_as_of`."""

    TYPE = EntryType.TRIAL

    registry = models.CharField(_("registry"), max_length=8, choices=Registry)
    registry_id = models.CharField(_("registry number"), max_length=60)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase)
    trial_status = models.CharField(_("status"), max_length=20, choices=TrialStatus)
    why_stopped = models.CharField(_("why it was stopped"), max_length=400, blank=True)
    enrolment = models.PositiveIntegerField(_("people enrolled"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    started_precision = models.CharField(
        _("precision"), max_length=5, choices=Precision, blank=True
    )
    data_as_of = models.DateField(_("data as of"))
    countries = models.ManyToManyField(Country, related_name="trials", blank=True)
    institutions = models.ManyToManyField(Institution, related_name="trials", blank=True)
    drugs = models.ManyToManyField(Drug, related_name="trials", blank=True)
    conditions = models.ManyToManyField(Condition, related_name="trials", blank=True)
    other_interventions = models.CharField(_("other interventions"), max_length=400, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        verbose_name = _("trial")
        constraints = [
            models.UniqueConstraint(fields=["registry", "registry_id"], name="trial_once"),
            models.CheckConstraint(
                name="trial_started_before_data",
                condition=Q(started_on__isnull=True)
                | Q(trial_status=TrialStatus.NOT_YET_RECRUITING)
                | Q(started_on__lte=F("data_as_of")),
                violation_error_message=_("A trial that runs began before its data were read."),
            ),
            models.CheckConstraint(
                name="trial_nct_number",
                condition=~Q(registry=Registry.NCT) | Q(registry_id__startswith="NCT"),
                violation_error_message=_("A number of ClinicalTrials.gov starts with NCT."),
            ),
            *precise_date_constraints("trial", "started_on"),
        ]

    def clean(self) -> None:
        if self.registry == Registry.NCT:
            try:
                validate_nct(self.registry_id)
            except ValidationError as error:
                raise ValidationError({"registry_id": error}) from error


class MilestoneQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        return self.filter(country__in=Country.objects.published())

    def for_list(self) -> Self:
        return self.select_related("country", "institution", "source")


class Milestone(Claim):
    """Something that happened in a country: what exactly, where, when, and who says so."""

    KEY = ("country", "slug")

    OWNER = "country"

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="milestones")
    institution = models.ForeignKey(
        Institution,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
    )
    slug = models.SlugField(_("slug"), max_length=120)
    happened_on = models.DateField(_("happened on"))
    happened_precision = models.CharField(_("precision"), max_length=5, choices=Precision)
    text = models.CharField(_("what happened"), max_length=600)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["country", "happened_on", "slug"]
        verbose_name = _("milestone")
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="milestone_once"),
            models.CheckConstraint(name="milestone_told", condition=~Q(text="")),
            *precise_date_constraints("milestone", "happened_on"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on:%Y}: {self.text[:60]}"
