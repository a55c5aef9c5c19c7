"""A database of an earlier release is brought to this one, and says what it said."""

import json
from pathlib import Path

import pytest

from tests.backups.conftest import IS_SQLITE, new_place  # noqa: F401

# What the program of 21 November 2026 wrote, by write_rows.py, and how far it had migrated.
ROWS = Path(__file__).parent / "2026-11-21.json"
THEN = {"therapies": "0011", "editorial": "0005"}

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(place, *target):
    done = place.manage("migrate", *target)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shape(place):
    """Tables, columns, indexes, constraints, triggers: by their names."""
    if IS_SQLITE:
        asked = "SELECT type, name, COALESCE(sql, '') FROM sqlite_master"
    else:
        asked = (
            "SELECT 'column', table_name || '.' || column_name, data_type || is_nullable "
            "FROM information_schema.columns WHERE table_schema = 'public' "
            "UNION SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "UNION SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal"
        )
    with place.connect() as handle:
        cursor = handle.cursor()
        cursor.execute(asked)
        return {name: (kind, text) for kind, name, text in cursor.fetchall()}


def write(place, tables):
    """As they stood there; what refers to what is checked at the end."""
    mark = "?" if IS_SQLITE else "%s"
    with place.connect() as handle:
        cursor = handle.cursor()
        for table, rows in tables.items():
            names = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join([mark] * len(rows[0]))
            statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
            cursor.executemany(statement, [list(row.values()) for row in rows])
        handle.commit()


def read(place, tables):
    """The same columns of the same rows, as text."""
    found = {}
    with place.connect() as handle:
        cursor = handle.cursor()
        for table, rows in tables.items():
            names = ", ".join(f'CAST("{name}" AS text)' for name in rows[0])
            cursor.execute(f'SELECT {names} FROM "{table}"')
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def test_an_earlier_database_is_migrated_and_says_what_it_said(new_place):  # noqa: F811
    tables = json.loads(ROWS.read_text(encoding="utf-8"))
    place = new_place("upgraded")
    migrate(place)
    today = shape(place)
    for app, name in THEN.items():
        assert "Unapplying" in migrate(place, app, name)
    write(place, tables)
    before = read(place, tables)
    assert {name: len(rows) for name, rows in before.items()} == {
        name: len(rows) for name, rows in tables.items()
    }
    migrate(place)
    assert read(place, tables) == before
    assert shape(place) == today
    checked = place.manage("check_history")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert (
        "12 versions in one unbroken chain; 8 entries as their last version says." in checked.stdout
    )
    backed_up = place.manage("backup", place.path / "kept")
    assert backed_up.returncode == 0, backed_up.stderr
