"""Filters lead along published entries only: none tells that a draft exists."""

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
    for name in path.split("__"):
        field = model._meta.get_field(name) if name != "pk" else None
        if field is None or not field.is_relation:
            break
        passed.append(name)
        model = field.related_model
        if issubclass(model, Entry):
            condition &= Q(**{f"{'__'.join(passed)}__status": Status.PUBLISHED})
    return condition


def is_own_column(model: type[Model], path: str) -> bool:
    """Whether the path leads nowhere else."""
    return "__" not in path and path != "pk" and not model._meta.get_field(path).is_relation


def leads_to_several(model: type[Model], path: str) -> bool:
    """Whether a row may have more than one value at the end of the path."""
    for name in path.split("__"):
        field = model._meta.get_field(name) if name != "pk" else None
        if field is None or not field.is_relation:
            break
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False
