"""What is public names nothing that readers may not know of.

Pages leave out what an entry may do without. Records and histories keep everything that an entry
names, so that a draft may not be among it; and without its type, condition, country or the like an
entry says nothing, so that these stay public as long as it is.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db.models import ForeignKey, ManyToManyField, Q

from editorial.choices import Status
from therapies.canonical import CLAIMS, FOLDERS
from therapies.models import Entry, Rate
from therapies.models.base import KindOfEntry

# Without the branch it stands in, an entry of a tree is somewhere else.
PARENT = "parent"


class Naming(NamedTuple):
    """A column in which rows of published entries name other entries."""

    model: Any
    owner: str
    name: str
    is_needed: bool

    def hidden(self, entry: Entry | None, unpublished: dict[int, str]) -> Iterator[tuple[str, str]]:
        known = [Status.DRAFT, Status.RETIRED] if self.is_needed else [Status.DRAFT]
        hidden = [pk for pk, status in unpublished.items() if status in known]
        if not hidden:
            return
        # In one filter: each further one would speak of another of the related entries.
        of_entry = Q()
        if entry:
            of_entry = Q(**{self._of_owner("pk"): entry.pk}) | Q(**{self.name: entry.pk})
        rows = self.model._default_manager.filter(
            of_entry,
            **{self._of_owner("status"): Status.PUBLISHED, f"{self.name}__in": hidden},
        )
        yield from rows.order_by().values_list(self._of_owner("name"), f"{self.name}__name")

    def _of_owner(self, field: str) -> str:
        return f"{self.owner}__{field}" if self.owner else field


def hidden_named(entry: Entry | None = None) -> list[tuple[str, str]]:
    """Whose page would name what is not public: it and the named one, where either is `entry`,
    or any is."""
    # Few are hidden, which a database that just got its rows would not know.
    status = Entry.objects.exclude(status=Status.PUBLISHED).values_list("pk", "status")
    unpublished = dict(status.order_by())
    return sorted(pair for naming in _namings() for pair in naming.hidden(entry, unpublished))


@cache
def _namings() -> tuple[Naming, ...]:
    return tuple(
        Naming(model, owner, field.name, _is_needed(field))
        for model in (*FOLDERS, *CLAIMS)
        for owner in [getattr(model, "OWNER", "")]
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if isinstance(field, ForeignKey | ManyToManyField)
        and issubclass(field.related_model, KindOfEntry)
        and field.name != owner.partition("__")[0]
    )


def _is_needed(field: Any) -> bool:
    """Rates of a side effect that is not public are left out like what may be left out."""
    if field.many_to_many or field.model is Rate:
        return False
    return not field.null or field.name == PARENT
