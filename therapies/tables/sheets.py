"""What a sheet is made of: headers, and the rows of the canonical form that a line states."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import (
    DateField,
    DecimalField,
    ForeignKey,
    IntegerField,
    JSONField,
    ManyToManyField,
)
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from therapies import versions
from therapies.canonical import Record, fixture_fields
from therapies.tables.cells import Column
from therapies.versions import Key

REMOVE = "remove"
SHAPES = (
    (JSONField, gettext_lazy("Words with semicolons between them.")),
    (DateField, gettext_lazy("Date: 2026-11-21.")),
    (DecimalField, gettext_lazy("Number with a point: 12.5.")),
    (IntegerField, gettext_lazy("Whole number.")),
)
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Link:
    """The relation of a row to what it belongs to, whose natural key stands in these cells."""

    field: str
    headers: tuple[str, ...]
    constant: tuple[str, ...] = ()

    def key(self, cells: Cells) -> list[str]:
        return [*self.constant, *(cells[header] for header in self.headers)]


@dataclass(frozen=True)
class Part:
    """One model of which a line states a row."""

    model: Any
    columns: tuple[Column, ...]
    link: Link | None = None
    constants: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def label(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def keys(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_key)

    @cached_property
    def others(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.is_key)

    def key_fields(self, cells: Cells) -> dict[str, Any]:
        """The fields that make the natural key, as they stand in the cells."""
        found = dict(self.constants)
        if self.link:
            found[self.link.field] = self.link.key(cells)
        for column in self.keys:
            text = cells[column.name]
            found[column.field.name] = [text] if column.field.is_relation else text
        return found

    def key(self, fields: Mapping[str, Any]) -> Key:
        return versions.key_of({"model": self.label, "fields": dict(fields)})

    def new(self) -> dict[str, Any]:
        """A row of which nothing is said yet."""
        return {each.name: _nothing_of(each) for each in fixture_fields(self.model)}

    def written(self, fields: Mapping[str, Any]) -> dict[str, str]:
        return {column.name: column.write(fields[column.field.name]) for column in self.columns}


def _nothing_of(each: Any) -> Any:
    if each.many_to_many:
        return []
    if each.has_default():
        default = each.get_default()
        return default.value if hasattr(default, "value") else default
    return None if each.null else ""


@dataclass(frozen=True)
class Sheet:
    """A line states one row of the last part, and one of each part that this belongs to."""

    name: str
    title: str | Promise
    what: str | Promise
    model: Any
    entry_header: str
    parts: tuple[Part, ...]
    may_remove: bool = True

    @property
    def last(self) -> Part:
        return self.parts[-1]

    @cached_property
    def parents(self) -> tuple[Part, ...]:
        return self.parts[:-1]

    @property
    def is_of_entries(self) -> bool:
        """Whether a line is an entry, not a claim of one."""
        return not self.last.keys

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for part in self.parts for column in part.columns}

    @cached_property
    def key_headers(self) -> tuple[str, ...]:
        keys = [column.name for part in self.parts for column in part.keys]
        return tuple(dict.fromkeys([self.entry_header, *keys]))

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """What tells rows apart first, then what the last part says, then what it belongs to."""
        parts = self.parts if self.is_of_entries else (self.last, *self.parents)
        rest = [column.name for part in parts for column in part.others]
        return (*self.key_headers, *rest, *([REMOVE] if self.may_remove else []))

    def lines(self, records: list[Record]) -> Iterator[dict[str, str]]:
        """An entry as lines. What nothing belongs to yet has a line of its own."""
        rows = versions.by_key(records)
        told = set()
        for record in records:
            if record["model"] == self.last.label:
                cells = self._cells(self.last, record["fields"])
                for part in self.parents:
                    key = part.key(part.key_fields(cells))
                    told.add(key)
                    cells |= part.written(rows[key])
                yield cells
        for part in () if self.is_of_entries else self.parents:
            for key, fields in rows.items():
                if key[0] == part.label and key not in told:
                    yield self._cells(part, fields)

    def _cells(self, part: Part, fields: Mapping[str, Any]) -> dict[str, str]:
        cells = part.written(fields)
        if part.link:
            key = fields[part.link.field][len(part.link.constant) :]
            cells |= dict(zip(part.link.headers, map(str, key), strict=True))
        return cells

    def help(self, header: str) -> str:
        """What may stand below a header, in one or two sentences."""
        if header == REMOVE:
            return _("“yes” removes the row; empty otherwise.")
        column = self.columns.get(header)
        if column is None:
            name = self.model._meta.verbose_name
            return _("Slug of the %(name)s, which is there already.") % {"name": name}
        said = [str(column.note)] if column.note else []
        needed = _("Needed.") if column.is_required else _("May be empty.")
        return " ".join([*said, _shape(column), needed]).strip()


def _shape(column: Column) -> str:
    each = column.field
    if isinstance(each, ForeignKey | ManyToManyField):
        meta = each.related_model._meta
        if isinstance(each, ForeignKey):
            return _("Slug of a %(name)s.") % {"name": meta.verbose_name}
        names = meta.verbose_name_plural
        return _("Slugs of %(names)s, with semicolons between them.") % {"names": names}
    if column.allowed:
        return _("One of: %(values)s.") % {"values": ", ".join(column.allowed)}
    for kind, said in SHAPES:
        if isinstance(each, kind):
            return str(said)
    return _("Text, %(most)s characters at most.") % {"most": each.max_length}
