"""Values of rows by the paths that lead to them, many rows at a time and without models' instances.

A path is written as in querysets: `drug__slug`. What a queryset prefetches is a value as well: a
list of instances.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Manager, QuerySet, prefetch_related_objects

Values = Mapping[str, Sequence[Any]]


def values_of(rows: QuerySet, paths: Sequence[str], batch: int) -> Iterator[Values]:
    """The values of some rows after the others, a sequence for each path.

    One query streams them all: PostgreSQL keeps the rows until they are asked for, and on SQLite
    nobody waits who writes. Only what is prefetched is asked for with each batch.
    """
    lookups: Sequence[Any] = rows._prefetch_related_lookups  # type: ignore[attr-defined]
    many = {getattr(lookup, "prefetch_to", lookup): lookup for lookup in lookups}
    single = ["pk", *(path for path in paths if path not in many)]
    wanted = {path: lookup for path, lookup in many.items() if path in paths}
    found = rows.prefetch_related(None).values_list(*single).iterator(chunk_size=batch)
    while chunk := list(islice(found, batch)):
        values = dict(zip(single, zip(*chunk, strict=True), strict=True))
        if wanted:
            owners = [rows.model(pk=pk) for pk in values["pk"]]
            prefetch_related_objects(owners, *wanted.values())
            for path in wanted:
                values[path] = tuple(follow(owner, path) for owner in owners)
        yield values


def follow(row: Any, path: str) -> Any:
    """The value at the end of a path; None where it is cut short by a relation to nothing."""
    value = row
    for step in _steps(path):
        if value is None:
            return None
        value = getattr(value, step)
    return list(value.all()) if isinstance(value, Manager) else value


@cache
def _steps(path: str) -> list[str]:
    return path.split("__")
