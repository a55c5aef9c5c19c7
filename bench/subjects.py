"""The databases that are measured: made once for each size, with a flat copy for Datasette."""

import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.addresses import FACETS
from bench.servers import ROOT, VAR

SEED = 1
# Of a drug, on average.
RATES = 30
INDEXES = (
    "modality, route, status, name",
    "route, status, modality, name",
    "status, modality, route, name",
    "name",
)
# What the made-up rows depend on: where it changes, databases are made anew. Migrations are run on
# those that are there, for the largest takes long to make.
MADE_BY = ("bench/generate.py", "bench/synthetic/*.py")


@dataclass(frozen=True)
class Subject:
    size: int
    database: str
    flat: Path
    faceted: Path
    drugs: list[dict[str, Any]]


def subject(size: int, server: str = "") -> Subject:
    """A database of that many drugs: of SQLite, or on the PostgreSQL server of the address."""
    VAR.mkdir(parents=True, exist_ok=True)
    name = f"made_{size}_{_digest()}"
    database = _on_server(server, name) if server else f"sqlite:///{VAR}/{name}.sqlite3"
    ready = VAR / f"{name}{'.postgresql' if server else ''}.ready"
    # Datasette names a database after its file, and addresses hold the name.
    flat, faceted = (VAR / name / f"{each}.db" for each in ("flat", "faceted"))
    if not ready.exists():
        print(f"Making a reference of {size:,} drugs (once) …", file=sys.stderr)
        if not server:
            for path in VAR.glob(f"{name}.sqlite3*"):
                path.unlink()
        numbers = {"--drugs": size, "--rates": RATES, "--seed": SEED}
        options = [str(part) for pair in numbers.items() for part in pair]
        _in_django(database, "bench/generate.py", *options, "--migrate", "--search", "--history")
        ready.touch()
    else:
        _in_django(database, "manage.py", "migrate", "--verbosity", "0")
    for path in (flat, faceted):
        if not path.exists():
            _in_django(database, "bench/subjects.py", str(path))
    return Subject(size, database, flat, faceted, read_flat(flat))


def real(server: str = "") -> dict[str, Any]:
    """The fixtures loaded into an empty database, by a process of its own; how long it took."""
    command = [sys.executable, str(ROOT / "bench/real.py"), server]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _digest() -> str:
    content = b"".join(
        path.read_bytes() for pattern in MADE_BY for path in sorted(ROOT.glob(pattern))
    )
    return hashlib.sha256(content).hexdigest()[:8]


def _on_server(server: str, name: str) -> str:
    import psycopg

    with (
        psycopg.connect(server, autocommit=True) as connection,
        contextlib.suppress(psycopg.errors.DuplicateDatabase),
    ):
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _in_django(database: str, script: str, *arguments: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database, "DEBUG": "false"}
    command = [sys.executable, str(ROOT / script), *arguments]
    subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=sys.stderr)  # noqa: S603


def read_flat(path: Path) -> list[dict[str, Any]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM drugs ORDER BY name")]


def write_flat(path: Path) -> None:
    """The columns of the site's own JSON."""
    from therapies.listings import DRUGS
    from therapies.models import Drug

    routes = dict(Drug.objects.values_list("slug", "routes__slug"))
    rows = DRUGS.queryset.all().published().for_list()
    records = [record | {"route": routes[record["slug"]]} for record in DRUGS.export.records(rows)]
    _write(path, records)


def write_faceted(path: Path) -> None:
    """The same drugs with all that a facet of the site says of each: one value where there is one
    for each drug, else a list as JSON, which is what Datasette counts of a relation to many."""
    from django.http import QueryDict

    from therapies.listings import DRUGS
    from therapies.published import said

    filterset = DRUGS.filtered(QueryDict())
    rows = DRUGS.queryset.all().published()
    records: dict[int, dict[str, Any]] = {
        pk: {"slug": slug, "name": name}
        for pk, slug, name in rows.values_list("pk", "slug", "name")
    }
    for name, facet in filterset.facets.items():
        told: dict[int, list[str]] = {pk: [] for pk in records}
        for pk, value, _label in sorted(said.read(facet, filterset.queryset).pairs()):
            told[pk].append(value)
        for pk, values in told.items():
            records[pk][name] = values[0] if name in FACETS else values
    _write(path, list(records.values()))


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    """As a table with indexes that answer alone."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    names = list(records[0])
    with contextlib.closing(sqlite3.connect(path)) as connection:
        columns = ", ".join(f'"{name}" TEXT' for name in names if name != "slug")
        connection.execute(f"CREATE TABLE drugs (slug TEXT PRIMARY KEY, {columns})")
        marks = ", ".join("?" for _ in names)
        listed = ", ".join(f'"{name}"' for name in names)
        connection.executemany(
            f"INSERT INTO drugs ({listed}) VALUES ({marks})",  # noqa: S608
            ([_plain(value) for value in record.values()] for record in records),
        )
        for number, columns in enumerate(INDEXES):
            connection.execute(f"CREATE INDEX drugs_{number} ON drugs ({columns})")
        connection.commit()
        connection.execute("VACUUM")
        connection.execute("ANALYZE")


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value or "")


if __name__ == "__main__":
    from bench.generate import set_up

    set_up(migrate=False)
    asked = Path(sys.argv[1])
    write = write_faceted if asked.stem == "faceted" else write_flat
    write(asked)
