"""The part of the reference that is public, so that it stands without the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey

from editorial.choices import Status
from therapies.canonical import (
    CLAIMS,
    FOLDERS,
    MAINTAINERS,
    VOCABULARIES,
    Record,
    Reference,
    cited,
    fixture_fields,
)
from therapies.models import Entry
from therapies.models.taxonomy import Vocabulary
from therapies.versions import Key, key_of

Files = dict[PurePosixPath, list[Record]]
ENTRY = Entry._meta.label_lower
# Rows of other models are public with whatever names them.
MAY_BE_MISSING = {Entry, *FOLDERS, *CLAIMS}


@dataclass(frozen=True)
class Public:
    """`left_out` says which published entries cannot be told without what is not public."""

    reference: Reference
    left_out: list[str]


def public(whole: Reference) -> Public:
    """Published entries with their claims, and of the rest only what these name.

    A claim about something that is not public is left out. So is an entry that cannot do without
    such a thing; where a relation may be empty, it is cut, or leads to the next above in a tree.
    """
    rows = {_name(row): row for records in whole.records_of.values() for row in records}
    files = {path: rows for path, rows in whole.records_of.items() if _is_public(rows)}
    left_out = _drop_what_cannot_stand(files)
    present = _names(files)
    files = {path: [_cut(row, present, rows) for row in each] for path, each in files.items()}
    used = {name for records in files.values() for row in records for name in _all_named(row)}
    for model, path in VOCABULARIES.items():
        if issubclass(model, Vocabulary):
            files[path] = [row for row in files.get(path, []) if _name(row) in used]
    sources = set().union(*(cited(records) for records in files.values()))
    credited = {MAINTAINERS, *_people(files)}
    return Public(
        Reference(
            [row for row in whole.people if row["fields"]["username"] in credited],
            {slug: row for slug, row in whole.sources.items() if slug in sources},
            files,
        ),
        left_out,
    )


def _is_public(records: list[Record]) -> bool:
    """Vocabularies have no status of their own."""
    entries = [row for row in records if row["model"] == ENTRY]
    return all(row["fields"]["status"] == Status.PUBLISHED for row in entries)


def _name(row: Record) -> Key:
    """The key by which others name the row: of a kind of entry its slug alone."""
    key = key_of(row)
    return (key[0], key[-1]) if "entry_ptr" in row["fields"] else key


def _names(files: Files) -> set[Key]:
    return {_name(row) for records in files.values() for row in records}


def _relations(row: Record) -> Iterator[Any]:
    for field in fixture_fields(apps.get_model(row["model"])):
        if field.related_model in MAY_BE_MISSING:
            yield field


def _key(field: Any, value: list[Any]) -> Key:
    return (field.related_model._meta.label_lower, *map(str, value))


def _drop_what_cannot_stand(files: Files) -> list[str]:
    """Take rows out that name what is missing and must; until nothing is left to take."""
    left_out: list[str] = []
    while True:
        present = _names(files)
        lost = {
            path: [row for row in records if _needs_missing(row, present)]
            for path, records in files.items()
        }
        if not any(lost.values()):
            return left_out
        for path, rows in lost.items():
            if any("entry_ptr" in row["fields"] for row in rows):
                left_out.append(f"{path.parent.name} {path.stem}")
                del files[path]
            elif rows:
                files[path] = [row for row in files[path] if row not in rows]


def _needs_missing(row: Record, present: set[Key]) -> bool:
    return any(
        _key(field, row["fields"][field.name]) not in present
        for field in _relations(row)
        if not field.many_to_many and not field.null
    )


def _cut(row: Record, present: set[Key], rows: dict[Key, Record]) -> Record:
    fields = dict(row["fields"])
    for field in _relations(row):
        value = fields[field.name]
        if field.many_to_many:
            fields[field.name] = [key for key in value if _key(field, key) in present]
        else:
            while value is not None and _key(field, value) not in present:
                value = _above(field, rows.get(_key(field, value)))
            fields[field.name] = value
    return {"model": row["model"], "fields": fields}


def _above(field: Any, row: Record | None) -> list[Any] | None:
    is_tree = field.related_model is field.model
    return row["fields"][field.name] if is_tree and row else None


def _all_named(row: Record) -> Iterator[Key]:
    for field in fixture_fields(apps.get_model(row["model"])):
        value = row["fields"][field.name]
        if field.many_to_many:
            yield from (_key(field, key) for key in value)
        elif isinstance(field, ForeignKey) and value is not None:
            yield _key(field, value)


def _people(files: Files) -> Iterable[str]:
    for records in files.values():
        for row in records:
            if row["model"] == ENTRY:
                for name in ("published_by", "reviewed_by"):
                    yield from row["fields"][name] or []
