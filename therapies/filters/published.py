"""Filters lead along published entries only: none tells that a draft exists."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q

from editorial.choices import Status
from therapies.models import Entry


def published_along(model: type[Model], path: str) -> Q:
    """That each entry which a path of relations passes is published.

    It must stand in the same `filter` as the condition on the end of the path, so that both are
    about the same entry.
    """
    condition = Q()
    passed: list[str] = []
    for field in _relations(model, path):
        passed.append(field.name)
        if issubclass(field.related_model, Entry):
            condition &= Q(**{f"{'__'.join(passed)}__status": Status.PUBLISHED})
    return condition


def is_own_column(model: type[Model], path: str) -> bool:
    """Whether the path leads nowhere else."""
    return "__" not in path and path != "pk" and not model._meta.get_field(path).is_relation


def leads_to_several(model: type[Model], path: str) -> bool:
    """Whether a row may have more than one value at the end of the path."""
    return any(field.one_to_many or field.many_to_many for field in _relations(model, path))


def models(model: type[Model], path: str) -> list[type[Model]]:
    """Those that the path passes, and the last that it leads to."""
    return [field.related_model for field in _relations(model, path)]


def _relations(model: type[Model], path: str) -> Iterator[Any]:
    for name in path.split("__"):
        field = model._meta.get_field(name) if name != "pk" else None
        if field is None or not field.is_relation:
            break
        yield field
        model = field.related_model
