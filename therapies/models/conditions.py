"""The tree of diseases that immunotherapies treat or prevent."""

from typing import Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from therapies.choices import Area, EntryType
from therapies.models.base import ListField, beside, number_of_published
from therapies.models.trees import TreeEntry, TreeQuerySet
from therapies.validators import validate_doid, validate_icd10, validate_words


class ConditionQuerySet(TreeQuerySet):
    def treated_by(self, drugs: QuerySet) -> Self:
        """Conditions for which one of the drugs has an indication."""
        return self.filter(indications__drug__in=drugs.order_by().values("pk")).distinct()

    def for_list(self) -> Self:
        return self.select_related("parent").annotate(
            drugs=beside(self.model, number_of_published("indications__drug"))
        )


def validate_icd10_codes(values: list[str]) -> None:
    validate_words(values)
    for value in values:
        validate_icd10(value)


class Condition(TreeEntry):
    """A disease, with its codes in the Disease Ontology and ICD-10."""

    TYPE = EntryType.CONDITION

    area = models.CharField(_("area"), max_length=20, choices=Area)
    plain_name = models.CharField(_("plain name"), max_length=200, blank=True)
    doid = models.CharField(
        _("Disease Ontology id"), max_length=15, blank=True, validators=[validate_doid]
    )
    icd10_codes = ListField(
        _("ICD-10 codes"), default=list, blank=True, validators=[validate_icd10_codes]
    )

    objects = ConditionQuerySet.as_manager()

    class Meta(TreeEntry.Meta):
        verbose_name = _("condition")
        constraints = [
            *TreeEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["doid"], condition=~Q(doid=""), name="condition_doid_once"
            ),
            models.CheckConstraint(name="condition_area_known", condition=Q(area__in=Area.values)),
        ]
