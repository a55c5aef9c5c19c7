"""The tree of therapy types, and the small vocabularies drugs are described with."""

from collections import defaultdict
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from therapies.choices import Direction, EntryType, Kind, Maturity, Mechanism
from therapies.models.base import Keyed, KeyedQuerySet, ListField
from therapies.models.trees import TreeEntry, TreeQuerySet
from therapies.validators import validate_words


class TherapyTypeQuerySet(TreeQuerySet):
    def as_tree(self, types: list["TherapyType"]) -> list["TherapyType"]:
        """The types in the order of the tree.

        Each gets `depth`, and `drug_count`: published drugs of it or of any type below it.
        """
        parents = self.parents()
        drugs: dict[int, set[int]] = defaultdict(set)
        links = self.filter(drugs__status=Status.PUBLISHED).values_list("pk", "drugs")
        for start, drug in links:
            node: int | None = start
            while node is not None:
                drugs[node].add(drug)
                node = parents[node]
        given = {each.pk: each for each in types}
        for each in types:
            each.depth = 0
            each.drug_count = len(drugs[each.pk])
        children: dict[int | None, list[TherapyType]] = defaultdict(list)
        for each in types:
            children[each.parent_id if each.parent_id in given else None].append(each)
        ordered: list[TherapyType] = []
        waiting = children[None][::-1]
        while waiting:
            each = waiting.pop()
            ordered.append(each)
            for child in children[each.pk]:
                child.depth = each.depth + 1
            waiting += children[each.pk][::-1]
        return ordered

    def for_list(self) -> Self:
        return self.select_related("parent")


class TherapyType(TreeEntry):
    """A class of immunotherapy. The five roots are the five kinds."""

    TYPE = EntryType.THERAPY_TYPE

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    maturity = models.CharField(_("maturity"), max_length=15, choices=Maturity)
    mechanism = models.CharField(
        _("mechanism that is drawn"),
        max_length=20,
        choices=Mechanism,
        blank=True,
        help_text=_("Empty: the one of the type above it."),
    )

    objects = TherapyTypeQuerySet.as_manager()

    depth: int
    drug_count: int

    class Meta(TreeEntry.Meta):
        verbose_name = _("therapy type")
        constraints = [
            *TreeEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(parent__isnull=True),
                name="therapytype_one_root",
            ),
            models.CheckConstraint(
                name="therapytype_kind_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="therapytype_mechanism_known",
                condition=Q(mechanism__in=["", *Mechanism.values]),
            ),
        ]


class VocabularyQuerySet(KeyedQuerySet):
    def published(self) -> Self:
        """Words have no status of their own: each is public."""
        return self

    def for_list(self) -> Self:
        return self


class Vocabulary(Keyed):
    """A word that entries are described with and that has no page of its own."""

    KEY = ("slug",)

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Target(Vocabulary):
    """A molecule or cell that a drug binds, with the gene's symbol where it has one."""

    gene_symbol = models.CharField(_("gene symbol"), max_length=40, blank=True)
    synonyms = ListField(_("other names"), default=list, blank=True, validators=[validate_words])

    class Meta(Vocabulary.Meta):
        verbose_name = _("target")


class Route(Vocabulary):
    """How a drug is given."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("route of administration")
        verbose_name_plural = _("routes of administration")
