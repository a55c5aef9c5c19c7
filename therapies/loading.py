"""Reads fixtures in the canonical form into the database: all or nothing, and the same twice."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet

from editorial import edition
from editorial.models import ContentVersion, HistoryHead
from therapies import canonical, search, versions
from therapies.applying import Applier, Outcome, Tables
from therapies.canonical import CLAIMS, MODELS, fixture_fields, key_fields
from therapies.models import Entry
from therapies.naming import hidden_named
from therapies.reading import BrokenFixtureError, Record, digest, from_records, read


class EditedHereError(Exception):
    """Entries were edited in this database since they were loaded; loading would undo that."""

    def __init__(self, entries: list[str]) -> None:
        super().__init__("edited here since the last load: " + ", ".join(entries))


def is_loaded(directory: Path) -> bool:
    """Whether exactly these files were the last to be loaded."""
    last = ContentVersion.objects.exclude(digest="").first()
    return last is not None and last.digest == digest(directory)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hundreds of thousands of objects are made and none is garbage, yet the collector would look
    at all of them again and again, for a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def load(
    directory: Path,
    *,
    write: bool = True,
    prune: bool = False,
    overwrite: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Bring the database to what the files say.

    Claims of a loaded entry that its file no longer holds are removed. Entries without a file
    are kept unless `prune`. With `write` false everything is tried and undone.

    Raises BrokenFixtureError, or EditedHereError unless `overwrite`; nothing has changed then.
    """
    records = read(directory)
    with transaction.atomic():
        edition.take_turn()
        if not overwrite:
            _refuse_to_undo_edits()
        outcome = Applier(records, progress).run(prune)
        _refuse_hidden()
        Entry.objects.exclude(edited_at=None).update(edited_at=None)
        is_indexed = search.is_built()
        has_history = HistoryHead.objects.exists()
        if outcome.is_change or not (is_indexed and has_history and is_loaded(directory)):
            edition.raise_version("loaded from fixtures", digest(directory))
        if outcome.is_change or not is_indexed:
            search.rebuild()
        if outcome.is_change or not has_history:
            versions.record(
                Entry.objects.order_by("entry_type", "slug"),
                f"loaded from fixtures, release {digest(directory)[:12]}",
            )
        if not write:
            transaction.set_rollback(True)
    return outcome


@transaction.atomic
def index_again() -> int:
    """Write the search index from what is published; returns the number of names."""
    edition.raise_version("search index written again")
    return search.rebuild()


def apply(records: list[canonical.Record], *, is_trial: bool = False) -> tuple[Entry, Outcome]:
    """Bring one entry with its claims, and the sources they cite, to what the records say.

    Only rows that the records name are read. In a trial, which the caller undoes, new rows get
    ids that are the same each time, so that a form made of them can be sent back.
    Raises BrokenFixtureError; nothing has changed then.
    """
    rows = from_records(records)
    ((entry_type, slug),) = _entries_of(rows)
    outcome = _apply(rows, is_trial)
    return Entry.objects.get(entry_type=entry_type, slug=slug), outcome


def try_together(records: list[canonical.Record]) -> list[Entry]:
    """Bring several entries of one kind to what the records say; the caller undoes it.

    Raises BrokenFixtureError; nothing has changed then.
    """
    rows = from_records(records)
    _apply(rows, is_trial=True)
    kinds, slugs = zip(*_entries_of(rows), strict=True)
    return list(Entry.objects.filter(entry_type__in=kinds, slug__in=slugs))


def _apply(rows: list[Record], is_trial: bool) -> Outcome:
    applier = Applier(rows, tables=_tables_of(rows), is_trial=is_trial)
    with transaction.atomic():
        return applier.run(prune=False)


def _entries_of(rows: list[Record]) -> set[tuple[str, str]]:
    return {(row.fields["entry_type"], row.fields["slug"]) for row in rows if row.model is Entry}


def _tables_of(records: list[Record]) -> Tables:
    """Of each model the rows that the records are or refer to, and all claims of their entries."""
    kinds = {entry_type for entry_type, _slug in _entries_of(records)}
    slugs = {slug for _entry_type, slug in _entries_of(records)}
    wanted: dict[type[Model], set[str]] = {model: set() for model in MODELS}
    for row in records:
        for field_ in fixture_fields(row.model):
            value = row.fields.get(field_.name)
            if field_.many_to_many:
                wanted[field_.related_model] |= {key[-1] for key in value or []}
            elif isinstance(field_, ForeignKey) and value is not None:
                wanted[field_.related_model].add(value[-1])
                if field_.name == "entry_ptr":
                    wanted[row.model].add(value[-1])
            elif value is not None and field_.name == key_fields(row.model)[-1]:
                wanted[row.model].add(value)

    def table(model: Any) -> QuerySet:
        if model in CLAIMS:
            owner = {
                f"{model.OWNER}__entry_type__in": kinds,
                f"{model.OWNER}__slug__in": slugs,
            }
            return model._default_manager.filter(**owner)
        return model._default_manager.filter(**{f"{key_fields(model)[-1]}__in": wanted[model]})

    return table


def _refuse_hidden() -> None:
    """As in publishing: what is public names nothing that readers may not know of."""
    for entry, hidden in hidden_named():
        raise BrokenFixtureError(entry, f"it is public and names {hidden}, which is not")


def _refuse_to_undo_edits() -> None:
    edited = [str(entry) for entry in Entry.objects.exclude(edited_at=None)[:20]]
    if edited:
        raise EditedHereError(edited)
