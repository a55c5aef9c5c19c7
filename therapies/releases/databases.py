"""All tables in one SQLite file. The same rows give the same bytes with the same SQLite library."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from therapies.exports import FieldType
from therapies.releases.tables import Table

PAGE_SIZE = 4096
# "immu": what `file` and others may tell the database by.
APPLICATION = 0x696D6D75
TYPES = {
    FieldType.TEXT: "TEXT",
    FieldType.INTEGER: "INTEGER",
    FieldType.NUMBER: "REAL",
    FieldType.BOOLEAN: "INTEGER",
    FieldType.DATE: "TEXT",
    FieldType.LIST: "TEXT",
}


def write(path: Path, tables: Sequence[Table], release: dict[str, str]) -> None:
    """Make the file; `path` must be free. Written first beside it, with free space, then packed."""
    loose = path.with_name(f"{path.name}.loose")
    with closing(sqlite3.connect(loose, isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size={PAGE_SIZE}")
        database.execute("PRAGMA encoding='UTF-8'")
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute(f"PRAGMA application_id={APPLICATION}")
        database.execute("BEGIN")
        _about(database, tables, release)
        for table in tables:
            _table(database, table)
        database.execute("COMMIT")
        database.execute("VACUUM INTO ?", [str(path)])
    loose.unlink()


def _about(database: Any, tables: Sequence[Table], release: dict[str, str]) -> None:
    columns = ", ".join(f"{name(each)} TEXT NOT NULL" for each in release)
    database.execute(f"CREATE TABLE release ({columns})")
    _insert(database, "release", [list(release.values())])
    database.execute(
        'CREATE TABLE fields ("table" TEXT NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL, '
        'meaning TEXT NOT NULL, PRIMARY KEY ("table", field))'
    )
    told = [
        [table.name.replace("-", "_"), column.name, str(column.type), str(column.meaning)]
        for table in tables
        for column in table.columns
    ]
    _insert(database, "fields", told)


def _table(database: Any, table: Table) -> None:
    parts = [
        f"{name(column.name)} {TYPES[column.type]}"
        + (" NOT NULL" if column.name in table.key else "")
        for column in table.columns
    ]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(map(name, table.key))})")
    for field, other in table.links.items():
        parts.append(f"FOREIGN KEY ({name(field)}) REFERENCES {name(other)} (slug)")
    database.execute(f"CREATE TABLE {name(table.name)} ({', '.join(parts)})")
    _insert(database, table.name, [[_stored(each) for each in row.values()] for row in table.rows])
    for field in table.links:
        if table.key[:1] != [field]:
            index = name(f"{table.name}_{field}")
            database.execute(f"CREATE INDEX {index} ON {name(table.name)} ({name(field)})")


def _insert(database: Any, table: str, rows: list[list[Any]]) -> None:
    if rows:
        places = ", ".join("?" * len(rows[0]))
        database.executemany("INSERT INTO " + name(table) + f" VALUES ({places})", rows)


def _stored(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def name(word: str) -> str:
    """A table is called as its file is, with underscores."""
    return '"' + word.replace("-", "_").replace('"', '""') + '"'
