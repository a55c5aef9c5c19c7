"""What a migration does and that it was made are saved together, or neither is."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from editorial.management.commands.migrate import WholeExecutor

TABLE = "editorial_trial"


class Trial(migrations.Migration):
    """Its foreign key is made at the end, and with it Django's own executor notes it later."""

    operations = [
        migrations.CreateModel(
            "trial",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("user", models.ForeignKey("editorial.User", models.CASCADE)),
            ],
        )
    ]


class StoppedError(Exception):
    pass


def stop(*args):
    raise StoppedError


def tables():
    return connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_a_migration_is_all_or_nothing(monkeypatch):
    executor, migration = WholeExecutor(connection), Trial("9999_trial", "editorial")
    state = MigrationLoader(connection).project_state()
    with monkeypatch.context() as patch, pytest.raises(StoppedError):
        patch.setattr(MigrationRecorder, "record_applied", stop)
        executor.apply_migration(state.clone(), migration)
    assert TABLE not in tables()
    executor.apply_migration(state.clone(), migration)
    assert TABLE in tables()
    with monkeypatch.context() as patch, pytest.raises(StoppedError):
        patch.setattr(MigrationRecorder, "record_unapplied", stop)
        executor.unapply_migration(state.clone(), migration)
    assert TABLE in tables()
    executor.unapply_migration(state.clone(), migration)
    assert TABLE not in tables()
    assert connection.disable_constraint_checking() == (connection.vendor == "sqlite")
    connection.enable_constraint_checking()
