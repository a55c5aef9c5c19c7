"""Which migrations a database has, and whether this release knows them."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from editorial.backups.errors import BackupError

Migration = tuple[str, str]
# Tables that migrating fills by itself.
FILLED_BY_MIGRATING = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


def applied(connection: BaseDatabaseWrapper) -> list[Migration]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def refuse_unknown(migrations: Iterable[Iterable[str]], what: str) -> None:
    unknown = sorted(
        {(app, name) for app, name in migrations} - set(MigrationLoader(None).disk_migrations)
    )
    if unknown:
        names = ", ".join(f"{app} {name}" for app, name in unknown)
        raise BackupError(
            f"{what} was written by a newer release, which migrated further ({names}): "
            "install that release and run this again"
        )


def _last_of_each(migrations: Iterable[Migration], loader: MigrationLoader) -> list[Migration]:
    """Those that none of the same app follows."""
    known = set(migrations)
    return [
        each
        for each in sorted(known)
        if not any(
            child.key[0] == each[0] and child.key in known
            for child in loader.graph.node_map[each].children
        )
    ]


def tables(connection: BaseDatabaseWrapper, migrations: Iterable[Migration]) -> list[str]:
    """Those that the migrations made; today's models may have others."""
    loader = MigrationLoader(connection)
    state = loader.project_state(_last_of_each(migrations, loader))
    models = state.apps.get_models(include_auto_created=True)
    named = {model._meta.db_table for model in models if model._meta.managed}
    return sorted(named | {MigrationRecorder.Migration._meta.db_table})


def migrate(connection: BaseDatabaseWrapper, migrations: Iterable[Migration]) -> None:
    """Bring an empty database to a state, within the transaction that is open."""
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each(migrations, executor.loader))


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is nothing to lose: no tables, or none with more than migrating wrote."""
    names = connection.introspection.table_names()
    if MigrationRecorder.Migration._meta.db_table not in names:
        return not names
    ours = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        for table in sorted(set(ours) - FILLED_BY_MIGRATING):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return False
    return True
