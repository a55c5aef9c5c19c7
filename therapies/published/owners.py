"""Which entries have rows of a kind at all. Most have none of most kinds, and need not be asked
for them."""

from typing import Any

from django.db import connection, models

from editorial.edition import once_for_each_edition
from therapies.models import Entry
from therapies.published import bits


def may_have(entry: Entry, model: type[models.Model], field: str) -> bool:
    """Whether any row names the entry in this field.

    Within a transaction that would cost as much as the rows themselves, so they are asked for.
    """
    return connection.in_atomic_block or bits.holds(_owners(model, field), entry.pk)


@once_for_each_edition
def _owners(model: Any, field: str) -> bits.Words:
    rows = model._default_manager.order_by().values_list(f"{field}_id", flat=True)
    owners = set(rows.distinct())
    return bits.of(owners, max(owners, default=0) + 1)
