"""SQLite copies itself, page by page in one transaction, while others write."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.backups import schema
from editorial.backups.archive import About
from editorial.backups.errors import BackupError

FILE = "database.sqlite3"
# Somebody else writes for longer than any of our commands: seconds.
PATIENCE = 60.0
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def save(connection: BaseDatabaseWrapper, into: Path) -> dict[str, Any]:
    with connection.wrap_database_errors, closing(sqlite3.connect(into / FILE)) as copy:
        _copy(_handle(connection), copy)
        # A copy of a database that writes ahead would do so too; in the archive it is one file.
        copy.execute("PRAGMA journal_mode = DELETE")
        _refuse_unsound(copy, "the database")
        migrations = _migrations(copy)
        schema.refuse_unknown(migrations, "the database")
        return {"migrations": migrations}


def check(connection: BaseDatabaseWrapper, place: Path, about: About) -> None:
    with connection.wrap_database_errors, closing(sqlite3.connect(place / FILE)) as copy:
        _refuse_unsound(copy, "the database in the archive")
        if _migrations(copy) != about["migrations"]:
            raise BackupError("the archive says other migrations than its database has")


def replace(connection: BaseDatabaseWrapper, place: Path, about: About) -> None:
    """In one transaction of what is there: until it ends, and if it fails, nothing has changed."""
    with connection.wrap_database_errors, closing(sqlite3.connect(place / FILE)) as copy:
        _copy(copy, _handle(connection))
    connection.close()


def _handle(connection: BaseDatabaseWrapper) -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    source.backup(target, progress=_not_for_ever())


def _not_for_ever() -> Callable[[int, int, int], None]:
    latest = time.monotonic() + PATIENCE

    def progress(status: int, remaining: int, total: int) -> None:
        if status in BUSY and time.monotonic() > latest:
            raise BackupError(
                "the database is locked by a program that does not end: stop what writes to it"
            )

    return progress


def _refuse_unsound(copy: sqlite3.Connection, what: str) -> None:
    try:
        ((verdict,), *_others) = copy.execute("PRAGMA integrity_check(1)").fetchall()
        stray = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.OperationalError:
        # No room, or a disk that fails: it says so itself.
        raise
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{what} is damaged: {error}") from error
    if verdict != "ok":
        raise BackupError(f"{what} is damaged: {verdict}")
    if stray:
        raise BackupError(f"{what} is damaged: a row of {stray[0]} refers to none in {stray[2]}")


def _migrations(copy: sqlite3.Connection) -> list[list[str]]:
    try:
        rows = copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    except sqlite3.OperationalError as error:
        raise BackupError("there is nothing to back up: the database was never migrated") from error
    return [list(row) for row in rows]
