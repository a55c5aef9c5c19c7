"""Rows go to the database in large pieces, parents first; every row brings its own id."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.sql import InsertQuery

from therapies.models import Entry

# Rows that wait before they are written.
WAITING = 20_000


class Writer:
    """Models are written in the order in which their first rows came."""

    def __init__(self, progress: Callable[[int], None] = lambda rows: None) -> None:
        self.waiting: dict[type[models.Model], list[Any]] = {}
        self.ids: dict[type[models.Model], int] = defaultdict(int)
        self.rows: dict[str, int] = defaultdict(int)
        self.progress = progress
        self.count = 0

    def add(self, model: Any, **fields: Any) -> int:
        """Returns the id that the row gets."""
        self.ids[model] += 1
        row_id = self.ids[model]
        self._wait(model, model(id=row_id, **fields))
        return row_id

    def entry(self, model: Any, shared: dict[str, Any], **fields: Any) -> int:
        """A row of Entry and the row of its kind beside it."""
        row_id = self.add(Entry, entry_type=model.TYPE, **shared)
        self._wait(model, model(entry_ptr_id=row_id, **fields))
        return row_id

    def link(self, through: Any, *pair: tuple[str, int]) -> None:
        self.add(through, **dict(pair))

    def _wait(self, model: Any, row: Any) -> None:
        self.waiting.setdefault(model, []).append(row)
        self.count += 1

    def flush_if_many(self) -> None:
        if self.count >= WAITING:
            self.flush()

    def flush(self) -> None:
        for model, rows in self.waiting.items():
            if not rows:
                continue
            if issubclass(model, Entry) and model is not Entry:
                _insert_beside(model, rows)
            else:
                model._default_manager.bulk_create(rows, batch_size=2_000)  # type: ignore[attr-defined]
            self.rows[model._meta.label] += len(rows)
            self.progress(len(rows))
            rows.clear()
        self.count = 0

    def finish(self) -> None:
        """Writes the rest, and lets new rows get ids above those given here."""
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.waiting)):
                cursor.execute(statement)


def _insert_beside(model: Any, rows: list[Any]) -> None:
    """Only the child table: bulk_create refuses models that have rows in two."""
    fields = model._meta.local_concrete_fields
    size = min(connection.ops.bulk_batch_size(fields, rows), 2_000)
    for start in range(0, len(rows), size):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + size], raw=True)
        query.get_compiler(DEFAULT_DB_ALIAS).execute_sql()
