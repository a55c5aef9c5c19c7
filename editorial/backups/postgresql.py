"""Every table by COPY, all seen at one moment; put back in one transaction.

No pg_dump, which must be as new as the server and is not there where the program runs. The schema
is not in the archive: migrations make it, so that it is what this release expects.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from editorial.backups import schema
from editorial.backups.archive import CHUNK, About
from editorial.backups.errors import BackupError

# As long as a request may take; whoever holds a table for longer must be stopped first.
PATIENCE = "20s"


def save(connection: BaseDatabaseWrapper, into: Path) -> dict[str, Any]:
    # COPY goes past what tells Django's errors from those of psycopg.
    with (
        connection.wrap_database_errors,
        transaction.atomic(connection.alias),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        migrations = schema.applied(connection)
        if not migrations:
            raise BackupError("there is nothing to back up: the database was never migrated")
        schema.refuse_unknown(migrations, "the database")
        columns = {}
        for table in schema.tables(connection, migrations):
            columns[table] = _columns(cursor, table)
            with _file(into, table).open("wb") as file, _copy(cursor, table, columns, "TO") as rows:
                for data in rows:
                    file.write(data)
        return {
            "migrations": [list(each) for each in migrations],
            "columns": columns,
            "sequences": _sequences(cursor, columns),
        }


def check(connection: BaseDatabaseWrapper, place: Path, about: About) -> None:
    """What can be known of the tables before they are written."""
    missing = [table for table in about["columns"] if not _file(place, table).is_file()]
    if missing:
        raise BackupError(f"the archive lacks tables: {', '.join(missing)}")


def replace(connection: BaseDatabaseWrapper, place: Path, about: About) -> None:
    try:
        with (
            connection.wrap_database_errors,
            transaction.atomic(connection.alias, durable=True),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("SET LOCAL statement_timeout = 0")
            _prepare(connection, cursor, [tuple(each) for each in about["migrations"]])
            _fill(cursor, place, about)
    except DatabaseError as error:
        raise BackupError(
            f"PostgreSQL refused it, and all is as it was: {str(error).strip()}"
        ) from error


def _prepare(connection: Any, cursor: Any, migrations: Sequence[schema.Migration]) -> None:
    """The tables of the archive."""
    present = schema.applied(connection)
    if not present:
        # A table whose rows still wait to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema.migrate(connection, migrations)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    elif present != sorted(migrations):
        raise BackupError(
            "the database has other migrations than the archive: restore into a new, empty "
            "database, then name it in DATABASE_URL"
        )


def _fill(cursor: Any, place: Path, about: About) -> None:
    columns = about["columns"]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(sql.SQL("TRUNCATE {}").format(names))
    for table in columns:
        with _file(place, table).open("rb") as file, _copy(cursor, table, columns, "FROM") as rows:
            while data := file.read(CHUNK):
                rows.write(data)
    for name, (last, is_called) in about["sequences"].items():
        cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, last, is_called])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _file(place: Path, table: str) -> Path:
    return place / f"{table}.copy"


def _copy(cursor: Any, table: str, columns: dict[str, list[str]], way: str) -> Any:
    end = "STDOUT" if way == "TO" else "STDIN"
    names = sql.SQL(", ").join(map(sql.Identifier, columns[table]))
    statement = sql.SQL(f"COPY {{}} ({{}}) {way} {end}")
    return cursor.copy(statement.format(sql.Identifier(table), names))


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [f'"{table}"'],
    )
    return [name for (name,) in cursor.fetchall()]


def _sequences(cursor: Any, columns: dict[str, list[str]]) -> dict[str, Any]:
    """Where each will go on: numbers that were given once are not given again."""
    found = {}
    for table, names in columns.items():
        for column in names:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            (sequence,) = cursor.fetchone()
            if sequence:
                cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
                found[sequence] = cursor.fetchone()
    return found
