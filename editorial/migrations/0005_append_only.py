"""Versions, confirmations and audit events are never changed: the database itself refuses it.

Removing is left to the chain of hashes, which shows it: whoever empties a database for a test
removes rows. A later migration that makes SQLite rebuild one of these tables drops its trigger;
tests/test_check_history.py then fails, and `install` runs again.
"""

from django.db import migrations

TABLES = ("editorial_version", "editorial_confirmation", "editorial_auditevent")

SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {table}_append_only');
END
"""

POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is only ever added to'
        USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_append_only';
END $$
"""

POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only()
"""


def install(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTION.format(table=table))
            schema_editor.execute(POSTGRESQL_TRIGGER.format(table=table))
        else:
            schema_editor.execute(SQLITE.format(table=table))


def remove(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_append_only()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only")


class Migration(migrations.Migration):
    dependencies = [("editorial", "0004_audit_event")]
    operations = [migrations.RunPython(install, remove)]
