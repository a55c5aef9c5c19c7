"""Every list of the reference as a table: its fields with their types, and its rows.

A row holds plain values: text, whole numbers, numbers, booleans, lists of text; days as ISO text.
What is not known is None, whatever its type.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict

from therapies import listings
from therapies.exports import Column, FieldType, plain
from therapies.listings import Listing

# A field of this name holds the slug of a row of that table, in whatever table it stands.
LEADS_TO = {
    "therapy_type": "therapies",
    "drug": "drugs",
    "condition": "conditions",
    "side_effect": "side-effects",
    "country": "countries",
    "institution": "institutions",
    "trial": "trials",
    "source": "sources",
    "regulator": "regulators",
}
PARENT = "parent"


@dataclass(frozen=True)
class Table:
    """`natural` holds, for each row, the parts of its natural key under their lookups."""

    name: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    natural: dict[str, list[Any]]

    @cached_property
    def key(self) -> list[str]:
        """The fields that are the natural key; none where the table does not show all of it."""
        lookups = [each for each in self.natural if not self._says_nothing(each)]
        found = [field for lookup in lookups if (field := self._showing(lookup))]
        return found if len(set(found)) == len(lookups) else []

    def _says_nothing(self, lookup: str) -> bool:
        """What kind of entry it is, where all are of one kind and no field says so."""
        is_kind = lookup.endswith("__entry_type")
        return is_kind and len(set(self.natural[lookup])) == 1 and not self._showing(lookup)

    def _showing(self, lookup: str) -> str | None:
        *relations, last = lookup.split("__")
        parts = [str(part) for part in self.natural[lookup]]
        names = [*relations[-1:], last, last.removesuffix("_name"), *LEADS_TO]
        for name in names:
            if self.has(name) and all(parts) and [str(row[name]) for row in self.rows] == parts:
                return name
        return None

    @cached_property
    def links(self) -> dict[str, str]:
        """Fields that hold the slug of a row of another table, with its name."""
        own = {PARENT: self.name} if self.key == ["slug"] else {}
        return {name: table for name, table in (LEADS_TO | own).items() if self.has(name)}

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)


def read() -> list[Table]:
    """All tables. Their links hold: one that does not hold for every row is none."""
    tables = [_table(listing) for listing in listings.ALL]
    slugs = {
        table.name: {row["slug"] for row in table.rows} for table in tables if table.key == ["slug"]
    }
    for table in tables:
        for name, other in list(table.links.items()):
            held = {row[name] for row in table.rows if row[name] is not None}
            if not held or not held <= slugs.get(other, set()):
                del table.links[name]
    return tables


def _table(listing: Listing) -> Table:
    queryset = listing.rows(listing.filtered(QueryDict()))
    order = queryset.query.order_by or queryset.model._meta.ordering
    rows = queryset.order_by(*order, "pk")
    columns = listing.export.columns
    held = [column.type for column in columns]
    found = [
        {
            name: typed(value, type_)
            for (name, value), type_ in zip(record.items(), held, strict=True)
        }
        for record in listing.export.records(rows)
    ]
    lookups = queryset.model.key_lookups()
    natural: dict[str, list[Any]] = {lookup: [] for lookup in lookups}
    for key in rows.values_list(*lookups):
        for parts, part in zip(natural.values(), key, strict=True):
            parts.append(part)
    return Table(listing.name, columns, found, natural)


def typed(value: Any, held: FieldType) -> Any:
    if value is None or value == "":
        return None
    if held is FieldType.LIST:
        return [str(each) for each in _listed(value)]
    if held in (FieldType.INTEGER, FieldType.NUMBER):
        return plain(value) if not isinstance(value, int | float) else value
    if held is FieldType.BOOLEAN:
        return bool(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else [value]
