"""Entries that form a tree by `parent`: an adjacency list, walked in memory."""

from collections import defaultdict
from typing import Any, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from editorial.edition import once_for_each_edition
from therapies.models.base import KindOfEntry
from therapies.models.evidence import StatedEntryQuerySet


class TreeQuerySet(StatedEntryQuerySet):
    """Trees of under a few hundred nodes: one query reads the map, memory walks it."""

    def for_detail(self) -> Self:
        children = self.model._default_manager.published()
        return (
            super()
            .for_detail()
            .select_related("parent")
            .prefetch_related(Prefetch("children", queryset=children))
        )

    def parents(self) -> dict[int, int | None]:
        return dict(self.values_list("pk", "parent_id"))

    def ancestors_of(self, node: Any) -> list[Any]:
        """From the root down to the parent."""
        if node.parent_id is None:
            return []
        nodes = _nodes(self.model)
        found = []
        while node.parent_id is not None:
            node = nodes[node.parent_id]
            found.append(node)
        return found[::-1]

    def descendants_of(self, *roots: int) -> set[int]:
        """Ids of the given nodes and of everything below them."""
        children = _children(self.model)
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(children.get(node, ()))
        return found


@once_for_each_edition
def _nodes(model: Any) -> dict[int, Any]:
    nodes: dict[int, Any] = model._default_manager.in_bulk()
    return nodes


@once_for_each_edition
def _children(model: Any) -> dict[int | None, list[int]]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in model._default_manager.parents().items():
        children[parent].append(pk)
    return dict(children)


class TreeEntry(KindOfEntry):
    """Nothing is its own parent; longer circles are refused by a trigger (migration 0002)."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    objects = TreeQuerySet.as_manager()

    class Meta(KindOfEntry.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                violation_error_message=_("Nothing is its own parent."),
            )
        ]
