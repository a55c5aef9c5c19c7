"""Django's `migrate`, of which each migration is all or nothing.

Django notes after a migration that it was made, in a transaction of its own. Who is stopped between
the two has tables of which the database says that they are still to come, and no further `migrate`
succeeds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def _whole(connection: BaseDatabaseWrapper, migration: Migration) -> Iterator[None]:
    if not migration.atomic:
        yield
        return
    # Of SQLite, which writes tables anew; within a transaction it would not listen.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(connection.alias):
            yield
    finally:
        connection.enable_constraint_checking()


class WholeExecutor(MigrationExecutor):
    def apply_migration(self, state: Any, migration: Migration, *args: Any, **options: Any) -> Any:
        with _whole(self.connection, migration):
            return super().apply_migration(state, migration, *args, **options)

    def unapply_migration(
        self, state: Any, migration: Migration, *args: Any, **options: Any
    ) -> Any:
        with _whole(self.connection, migration):
            return super().unapply_migration(state, migration, *args, **options)


# Django has no other place for it.
migrate.MigrationExecutor = WholeExecutor  # type: ignore[attr-defined]


class Command(migrate.Command):
    pass
