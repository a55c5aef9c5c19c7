"""Unwanted effects of treatment, in the words of professionals and of everyone."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from therapies.choices import EntryType, OrganClass
from therapies.models.base import KindOfEntry, beside, number_of_published
from therapies.models.evidence import Sourced, StatedEntryQuerySet


class SideEffectQuerySet(StatedEntryQuerySet):
    def for_list(self) -> Self:
        return self.select_related("source").annotate(
            drugs=beside(self.model, number_of_published("rates__dataset__drug"))
        )

    def for_detail(self) -> Self:
        return super().for_detail().select_related("source")


class SideEffect(KindOfEntry, Sourced):
    """A preferred term in British spelling. Its source backs the plain description."""

    TYPE = EntryType.SIDE_EFFECT

    organ_class = models.CharField(_("organ class"), max_length=20, choices=OrganClass)
    plain_name = models.CharField(_("plain name"), max_length=120)
    plain_description = models.TextField(_("plain description"))
    is_immune_related = models.BooleanField(_("immune-related"), default=False)

    objects = SideEffectQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        verbose_name = _("side effect")
        constraints = [
            models.CheckConstraint(
                name="sideeffect_described",
                condition=~Q(plain_name="") & ~Q(plain_description=""),
            ),
            models.CheckConstraint(
                name="sideeffect_organ_class_known",
                condition=Q(organ_class__in=OrganClass.values),
            ),
        ]
