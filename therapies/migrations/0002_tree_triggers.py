"""No circle in a tree: the database itself refuses a parent that lies below its child.

A CHECK sees one row only, so this is a trigger. A later migration that makes SQLite rebuild one of
these tables drops its triggers; tests/models/test_trees.py then fails, and `install` runs again.
"""

from django.db import migrations

TABLES = ("therapies_therapytype", "therapies_condition")

SQLITE = """
CREATE TRIGGER {table}_no_circle_{event} BEFORE {event} ON {table}
WHEN NEW.parent_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {table}_no_circle')
    WHERE NEW.entry_ptr_id IN (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.parent_id
            UNION
            SELECT parent_id FROM {table} JOIN above ON entry_ptr_id = above.id
            WHERE parent_id IS NOT NULL
        )
        SELECT id FROM above
    );
END
"""

POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL AND NEW.entry_ptr_id IN (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.parent_id
            UNION
            SELECT parent_id FROM {table} JOIN above ON entry_ptr_id = above.id
            WHERE parent_id IS NOT NULL
        )
        SELECT id FROM above
    ) THEN
        RAISE EXCEPTION 'circle in {table}'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_no_circle';
    END IF;
    RETURN NEW;
END $$
"""

POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_no_circle BEFORE INSERT OR UPDATE OF parent_id ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_no_circle()
"""


def install(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTION.format(table=table))
            schema_editor.execute(POSTGRESQL_TRIGGER.format(table=table))
        else:
            for event in ("INSERT", "UPDATE"):
                schema_editor.execute(SQLITE.format(table=table, event=event))


def remove(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_no_circle ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_no_circle()")
        else:
            for event in ("INSERT", "UPDATE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_circle_{event}")


class Migration(migrations.Migration):
    dependencies = [("therapies", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
