"""Drugs, their names, and where they are made."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Min, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from therapies.choices import (
    Activity,
    EntryType,
    Kind,
    MarketStatus,
    Modality,
    NameKind,
    WhyAwaited,
)
from therapies.models.base import (
    Keyed,
    KindOfEntry,
    ListField,
    OwnedQuerySet,
    beside,
    public,
)
from therapies.models.evidence import Claim, NotFound, Sourced, StatedEntryQuerySet
from therapies.models.taxonomy import Route, Target, TherapyType
from therapies.validators import validate_atc_codes, validate_place


def kinds_of(primary: str, types: Iterable[TherapyType]) -> list[Kind]:
    """The kinds of a drug's published types, the primary one's first."""
    kinds = [primary, *(each.kind for each in types if each.status == Status.PUBLISHED)]
    return [Kind(kind) for kind in dict.fromkeys(kinds)]


class DrugQuerySet(StatedEntryQuerySet):
    def for_list(self) -> Self:
        return (
            self.with_facts()
            .select_related("source")
            .annotate(first_approved=beside(self.model, Min("indications__approvals__decided_on")))
        )

    def with_facts(self) -> Self:
        return self.select_related("primary_type").prefetch_related(
            Prefetch("names", queryset=Name.objects.brands(), to_attr="brands"),
            public("therapy_types", TherapyType),
            "targets",
        )

    def for_detail(self) -> Self:
        return (
            super()
            .for_detail()
            .select_related("primary_type", "source")
            .prefetch_related(
                public("therapy_types", TherapyType),
                "targets",
                "routes",
                Prefetch("not_found", NotFound.objects.within_owner()),
                Prefetch("names", Name.objects.select_related("source").within_owner()),
                Prefetch("productions", Production.objects.select_related("source").within_owner()),
            )
        )

    def with_therapy_type(self, *types: int) -> Self:
        """Drugs of these types or of anything below them in the tree."""
        below = TherapyType.objects.descendants_of(*types)
        links = Drug.therapy_types.through.objects.filter(therapytype_id__in=below)
        return self.filter(pk__in=links.values("drug_id"))


class Drug(KindOfEntry, Sourced):
    """A substance or product. Its own source backs type, target, route and ATC code."""

    TYPE = EntryType.DRUG

    modality = models.CharField(_("modality"), max_length=25, choices=Modality)
    market_status = models.CharField(_("status"), max_length=15, choices=MarketStatus)
    primary_type = models.ForeignKey(
        TherapyType,
        verbose_name=_("primary therapy type"),
        on_delete=models.PROTECT,
        related_name="primary_drugs",
    )
    therapy_types = models.ManyToManyField(
        TherapyType,
        verbose_name=_("therapy types, the primary one included"),
        related_name="drugs",
    )
    targets = models.ManyToManyField(
        Target, verbose_name=_("targets"), related_name="drugs", blank=True
    )
    routes = models.ManyToManyField(Route, verbose_name=_("routes"), related_name="drugs")
    atc_codes = ListField(_("ATC codes"), default=list, blank=True, validators=[validate_atc_codes])
    why_included = models.CharField(_("why it is included"), max_length=400)

    objects = DrugQuerySet.as_manager()

    brands: list["Name"]

    class Meta(KindOfEntry.Meta):
        verbose_name = _("drug")
        constraints = [
            models.CheckConstraint(name="drug_inclusion_argued", condition=~Q(why_included="")),
            models.CheckConstraint(
                name="drug_modality_known", condition=Q(modality__in=Modality.values)
            ),
            models.CheckConstraint(
                name="drug_market_status_known",
                condition=Q(market_status__in=MarketStatus.values),
            ),
        ]

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of its therapy types, the primary one's first."""
        return kinds_of(self.primary_type.kind, self.therapy_types.all())


class NameQuerySet(OwnedQuerySet):
    def brands(self) -> Self:
        return self.filter(kind__in=[NameKind.BRAND, NameKind.BIOSIMILAR_BRAND]).order_by(
            "kind", "text", "country"
        )


class Name(Claim):
    """One name of a drug in one country; "EU" stands for all states of the European Union."""

    KEY = ("drug", "text", "kind", "country")

    OWNER = "drug"

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=200, db_index=True)
    kind = models.CharField(_("kind"), max_length=16, choices=NameKind)
    language = models.CharField(_("language"), max_length=5, default="en")
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[validate_place])
    holder = models.CharField(_("holder"), max_length=200, blank=True)

    objects = NameQuerySet.as_manager()

    class Meta:
        ordering = ["drug", "kind", "text", "country"]
        verbose_name = _("name")
        constraints = [
            models.UniqueConstraint(fields=["drug", "text", "kind", "country"], name="name_once"),
            models.CheckConstraint(name="name_not_empty", condition=~Q(text="")),
            models.CheckConstraint(name="name_kind_known", condition=Q(kind__in=NameKind.values)),
        ]

    def __str__(self) -> str:
        return self.text


class Production(Claim):
    """Who makes a drug, where, and what exactly is done there."""

    KEY = ("drug", "country", "maker", "activity")

    OWNER = "drug"

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="productions")
    country = models.CharField(_("country"), max_length=2, validators=[validate_place])
    maker = models.CharField(_("maker"), max_length=200)
    activity = models.CharField(_("activity"), max_length=15, choices=Activity)

    class Meta:
        ordering = ["drug", "country", "maker"]
        verbose_name = _("place of production")
        verbose_name_plural = _("places of production")
        constraints = [
            models.UniqueConstraint(
                fields=["drug", "country", "maker", "activity"], name="production_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.maker} ({self.country})"


class AwaitedDrugQuerySet(OwnedQuerySet):
    def of_type(self, therapy_type: TherapyType) -> Self:
        """Awaited drugs of this type or of anything below it in the tree."""
        below = TherapyType.objects.descendants_of(therapy_type.pk)
        return self.published().filter(therapy_type__in=below)


class AwaitedDrug(Keyed):
    """A substance that belongs here and is not here yet: a gap that can be seen and counted."""

    KEY = ("therapy_type", "name")

    OWNER = "therapy_type"

    therapy_type = models.ForeignKey(
        TherapyType,
        verbose_name=_("therapy type"),
        on_delete=models.CASCADE,
        related_name="awaited_drugs",
    )
    name = models.CharField(_("name"), max_length=200)
    reason = models.CharField(_("why it is not here"), max_length=15, choices=WhyAwaited)
    note = models.CharField(_("note"), max_length=600, blank=True)

    objects = AwaitedDrugQuerySet.as_manager()

    class Meta:
        ordering = ["therapy_type", "name"]
        verbose_name = _("awaited drug")
        constraints = [
            models.UniqueConstraint(fields=["therapy_type", "name"], name="awaiteddrug_once"),
            models.CheckConstraint(name="awaiteddrug_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="awaiteddrug_reason_known", condition=Q(reason__in=WhyAwaited.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name
