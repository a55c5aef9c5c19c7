"""The tree of diseases that immunotherapies treat or prevent."""

from typing import Self

from django.db import models
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from therapies.choices import Area, EntryType
from therapies.models.base import KindOfEntry, tree_constraint
from therapies.models.evidence import Statement
from therapies.models.taxonomy import TreeQuerySet
from therapies.validators import validate_doid, validate_icd10, validate_words


class ConditionQuerySet(TreeQuerySet):
    def treated_by(self, drugs: QuerySet) -> Self:
        """Conditions for which one of the drugs has an indication."""
        return self.filter(indications__drug__in=drugs.order_by().values("pk")).distinct()

    def for_list(self) -> Self:
        return self.select_related("parent").annotate(
            drugs=Count(
                "indications__drug",
                distinct=True,
                filter=Q(indications__drug__status=Status.PUBLISHED),
            )
        )

    def for_detail(self) -> Self:
        return (
            super()
            .for_detail()
            .select_related("parent")
            .prefetch_related(
                Prefetch("statements", queryset=Statement.objects.select_related("source")),
                Prefetch("children", queryset=Condition.objects.published()),
            )
        )


def validate_icd10_codes(values: list[str]) -> None:
    validate_words(values)
    for value in values:
        validate_icd10(value)


class Condition(KindOfEntry):
    """A disease, with its codes in the Disease Ontology and ICD-10."""

    TYPE = EntryType.CONDITION

    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    area = models.CharField(_("area"), max_length=20, choices=Area)
    plain_name = models.CharField(_("plain name"), max_length=200, blank=True)
    doid = models.CharField(
        _("Disease Ontology id"), max_length=15, blank=True, validators=[validate_doid]
    )
    icd10_codes = models.JSONField(
        _("ICD-10 codes"), default=list, blank=True, validators=[validate_icd10_codes]
    )

    objects = ConditionQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        verbose_name = _("condition")
        constraints = [
            tree_constraint("condition_not_own_parent"),
            models.UniqueConstraint(
                fields=["doid"], condition=~Q(doid=""), name="condition_doid_once"
            ),
            models.CheckConstraint(name="condition_area_known", condition=Q(area__in=Area.values)),
        ]
