"""Values of rows by the paths that lead to them, many rows at a time and without models' instances.

A path is written as in querysets: `drug__slug`. What a queryset prefetches is a value as well: a
list of instances.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import Manager, QuerySet, prefetch_related_objects
from django.db.models.query import BaseIterable
from django.db.models.sql.constants import MULTI

Values = Mapping[str, Sequence[Any]]
# Of each column, while a query is read.
CONVERTED = 5_000


class Columns(BaseIterable):
    """Some rows after the others as a sequence for each column.

    Django converts value by value; here alike ones of a column are converted once, and are then
    one object, which nobody may change.
    """

    def __iter__(self) -> Iterator[list[Sequence[Any]]]:
        compiler: Any = self.queryset.query.get_compiler(self.queryset.db)
        found = compiler.execute_sql(
            MULTI, chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size
        )
        converters = {
            place: _Converted(functions, expression, compiler.connection)
            for place, (functions, expression) in compiler.get_converters(
                [selected[0] for selected in compiler.select]
            ).items()
        }
        for rows in found:
            columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
            for place, converted in converters.items():
                columns[place] = [converted[value] for value in columns[place]]
            yield columns


class _Converted(dict[Any, Any]):
    """What became of values that were met lately."""

    def __init__(self, functions: Sequence[Callable[..., Any]], *context: Any) -> None:
        self.functions, self.context = functions, context

    def __missing__(self, value: Any) -> Any:
        made = value
        for function in self.functions:
            made = function(made, *self.context)
        if len(self) >= CONVERTED:
            self.clear()
        self[value] = made
        return made


class EachOnce:
    """What is made of values, of the same object once."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make
        self._made: dict[int, Any] = {}
        # As long as they are held, nothing else has their ids.
        self._held: list[Any] = []

    def of(self, values: Sequence[Any]) -> list[Any]:
        places = list(map(id, values))
        try:
            return [self._made[place] for place in places]
        except KeyError:
            self._learn(dict(zip(places, values, strict=True)))
            return [self._made[place] for place in places]

    def _learn(self, values: Mapping[int, Any]) -> None:
        if len(self._made) > CONVERTED:
            self._made.clear()
            self._held.clear()
        for place in values.keys() - self._made.keys():
            self._held.append(values[place])
            self._made[place] = self._make(values[place])


def values_of(rows: QuerySet, paths: Sequence[str], batch: int) -> Iterator[Values]:
    """The values of some rows after the others, a sequence for each path.

    One query streams them all: PostgreSQL keeps the rows until they are asked for, and on SQLite
    nobody waits who writes. Only what is prefetched is asked for with each batch.
    """
    lookups: Sequence[Any] = rows._prefetch_related_lookups  # type: ignore[attr-defined]
    many = {getattr(lookup, "prefetch_to", lookup): lookup for lookup in lookups}
    single = ["pk", *(path for path in paths if path not in many)]
    wanted = {path: lookup for path, lookup in many.items() if path in paths}
    found: Any = rows.prefetch_related(None).values_list(*single)
    found._iterable_class = Columns
    for columns in found.iterator(chunk_size=batch):
        values = dict(zip(single, columns, strict=True))
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
