"""How many rows stand behind each choice of each facet, asked of the database in one statement.

Django writes each part of the statement once; what a request asks only chooses among the parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from editorial import databases
from therapies.filters.facets import Facet

FOUND = "found"
# In place of the number of a facet.
ALL_ROWS = -1
JOINED = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}
# Between the rows of which the choices are told.
BETWEEN = ";"


class Part(NamedTuple):
    """A piece of SQL with what fills its marks."""

    sql: str
    values: tuple[Any, ...] = ()


NOTHING = Part("")


def part_of(rows: QuerySet) -> Part:
    """The ids of rows, and what else was asked of them."""
    sql, values = rows.query.sql_with_params()
    return Part(sql, tuple(values))


def ids(rows: QuerySet) -> Part:
    return part_of(rows.order_by().values_list("pk"))


def among(rows: QuerySet, name: str) -> QuerySet:
    """Of the rows those of which the ids stand in a named part."""
    return rows.filter(pk__in=RawSQL(f"SELECT pk FROM {name}", ()))  # noqa: S611,S608


def without(name: str) -> str:
    return f"{FOUND}_without_{name}"


def counted(number: int, facet: Facet, name: str, model: Any) -> Part:
    """(number of the facet, choices, rows): what a row has several of is told row by row, since the
    same may come twice, and to find that out takes a database longer; all in one text, since to
    read a row takes threads a turn each."""
    sql, values = part_of(facet.behind(among(model._default_manager.all(), name)))
    if facet.has_several(model):
        joined = JOINED[databases.connection().vendor]
        by_row = (
            f"SELECT {joined}(CAST(choice AS text), ',') AS choices "  # noqa: S608
            f"FROM ({sql}) AS behind GROUP BY pk"
        )
        counts = f"{joined}(choices, '{BETWEEN}'), 1 FROM ({by_row}) AS by_row"
    else:
        counts = f"CAST(choice AS text), COUNT(*) FROM ({sql}) AS behind GROUP BY choice"
    return Part(f"SELECT {number}, {counts}", values)


def number_found() -> Part:
    return Part(f"SELECT {ALL_ROWS}, '', COUNT(*) FROM {FOUND}")  # noqa: S608


def narrowed(published: Part, filters: Mapping[str, Part], others: Iterable[str]) -> Part:
    """Names the rows that pass every filter, and those that pass all but one, for each of some."""
    wanted = {FOUND: list(filters)} | {
        without(name): [each for each in filters if each != name] for name in others
    }
    parts = [_named(f"by_{name}", each) for name, each in filters.items()]
    for name, passed in wanted.items():
        conditions = [f"pk IN (SELECT pk FROM by_{each})" for each in passed] or ["1 = 1"]  # noqa: S608
        sql = f"SELECT pk FROM ({published.sql}) AS published WHERE {' AND '.join(conditions)}"  # noqa: S608
        parts.append(_named(name, Part(sql, published.values)))
    values = [value for each in parts for value in each.values]
    return Part(f"WITH {', '.join(each.sql for each in parts)} ", tuple(values))


def _named(name: str, part: Part) -> Part:
    return Part(f"{name} AS MATERIALIZED ({part.sql})", part.values)


def ask(named: Part, parts: Sequence[Part], rest: Part = NOTHING) -> list[tuple[Any, ...]]:
    """All parts one after the other."""
    sql = named.sql + " UNION ALL ".join(each.sql for each in parts) + rest.sql
    values = [*named.values, *(value for each in parts for value in each.values), *rest.values]
    with databases.connection().cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
