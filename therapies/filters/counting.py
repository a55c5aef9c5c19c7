"""What stands behind the choices of facets, asked of the database in one statement for all of them.

Django writes each part of a statement once; what a request asks only fills it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from editorial import databases
from therapies.filters.facets import Facet

JOINED = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}
# The rows of a text of ids; as many as there are, where marks of a statement are limited.
LISTED = {
    "sqlite": "SELECT value AS pk FROM json_each('[' || %s || ']')",
    "postgresql": "SELECT unnest(CAST('{' || %s || '}' AS bigint[])) AS pk",
}
# Between the rows of which the choices are told.
BETWEEN = ";"


class Part(NamedTuple):
    """A piece of SQL with what fills its marks."""

    sql: str
    values: tuple[Any, ...] = ()


def part_of(rows: QuerySet) -> Part:
    """The ids of rows, and what else was asked of them."""
    sql, values = rows.query.sql_with_params()
    return Part(sql, tuple(values))


def ids(rows: QuerySet) -> Part:
    """In the order of the rows."""
    return part_of(rows.values_list("pk"))


def listed(rows: Iterable[int]) -> Part:
    return Part(LISTED[databases.connection().vendor], (",".join(map(str, rows)),))


def counted(number: int, facet: Facet, name: str, model: Any) -> Part:
    """(number of the facet, choices, rows) of the rows of which the ids stand in a named part: what
    a row has several of is told row by row, since the same may come twice, and to find that out
    takes a database longer; all in one text, since to read a row takes threads a turn each."""
    rows = model._default_manager
    if facet.has_several(model):
        sql, values = part_of(facet.behind(rows.filter(pk=RawSQL("found.pk", ()))))
        of_row = f"SELECT {_together('choice')} FROM ({sql}) AS behind"  # noqa: S608
        joined = JOINED[databases.connection().vendor]
        by_row = f"SELECT ({of_row}) AS choices FROM {name} AS found"  # noqa: S608
        counts = f"{joined}(choices, '{BETWEEN}'), 1 FROM ({by_row}) AS by_row"
    else:
        among = RawSQL(f"SELECT pk FROM {name}", ())  # noqa: S611,S608
        sql, values = part_of(facet.behind(rows.filter(pk__in=among)))
        counts = f"CAST(choice AS text), COUNT(*) FROM ({sql}) AS behind GROUP BY choice"
    return Part(f"SELECT {number}, {counts}", values)


def behind(facet: Facet, model: Any) -> Part:
    """(choice, ids of the rows behind it), some perhaps more than once."""
    sql, values = part_of(facet.behind(model._default_manager.all()))
    choice, pks = "CAST(choice AS text)", _together("pk")
    return Part(f"SELECT {choice}, {pks} FROM ({sql}) AS behind GROUP BY choice", values)  # noqa: S608


def together(rows: Part) -> Part:
    """All ids as one text, in the order of the rows: so both databases join those of a part that
    is sorted."""
    return Part(f"SELECT {_together('pk')} FROM ({rows.sql}) AS listed", rows.values)  # noqa: S608


def _together(column: str) -> str:
    return f"{JOINED[databases.connection().vendor]}(CAST({column} AS text), ',')"


def ask(parts: Sequence[Part], named: Mapping[str, Part] | None = None) -> list[tuple[Any, ...]]:
    """All parts one after the other; what they name is found once."""
    names = [f"{name} AS MATERIALIZED ({part.sql})" for name, part in (named or {}).items()]
    sql = f"WITH {', '.join(names)} " if names else ""
    sql += " UNION ALL ".join(each.sql for each in parts)
    values = [value for each in (*(named or {}).values(), *parts) for value in each.values]
    with databases.connection().cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
