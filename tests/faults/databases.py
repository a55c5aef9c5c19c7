"""Databases of both kinds that are made, copied, stopped and started."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from bench.servers import free_port

# Of the programs that are begun by the tests, too.
PORT = int(os.environ.setdefault("FAULTS_PORT", str(free_port())))


class Sqlite:
    kind = "SQLite"

    def __init__(self, place: Path) -> None:
        self.place = place

    def path(self, name: str) -> Path:
        return self.place / f"{name}.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite:///{self.path(name)}"

    def make(self, name: str) -> None:
        for path in self.place.glob(f"{name}.sqlite3*"):
            path.unlink()

    def copy(self, name: str, to: str, at: "Sqlite | None" = None) -> None:
        """With what is only in its log so far."""
        self.make(to)
        with (
            closing(sqlite3.connect((at or self).path(name))) as given,
            closing(sqlite3.connect(self.path(to))) as made,
        ):
            given.backup(made)


class Postgresql:
    """Databases of a server that `running` starts."""

    kind = "PostgreSQL"

    def __init__(self, place: Path) -> None:
        self.place = place

    def url(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{PORT}/{name}"

    def say(self, *statements: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def make(self, name: str, template: str = "template0") -> None:
        self.say(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        )

    def copy(self, name: str, to: str, at: "Postgresql | None" = None) -> None:
        self.make(to, name)

    @contextmanager
    def on(self, disk: Path, name: str) -> Iterator[None]:
        """The tables of a database are on that disk meanwhile."""
        self.say(
            f"CREATE TABLESPACE small LOCATION '{disk}'",
            f'ALTER DATABASE "{name}" SET TABLESPACE small',
        )
        try:
            yield
        finally:
            self.say(f'DROP DATABASE "{name}" WITH (FORCE)', "DROP TABLESPACE small")

    def _control(self, *words: str) -> None:
        program = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1]
        told = f"-s -w -D {self.place}/data -l {self.place}/log"
        command = " ".join([str(program), told, *words])
        subprocess.run(["su", "postgres", "-s", "/bin/sh", "-c", command], check=True)

    def begin(self) -> None:
        (self.place / "data").mkdir()
        shutil.chown(self.place / "data", "postgres")
        (self.place / "log").touch()
        shutil.chown(self.place / "log", "postgres")
        self._control("-o '--auth=trust --encoding=UTF8'", "initdb")
        self.start()

    def start(self) -> None:
        # What is killed here is never the machine.
        settings = f"-p {PORT} -k /tmp -c listen_addresses=127.0.0.1 -c fsync=off"
        self._control(f"-o '{settings}'", "start")

    def stop(self) -> None:
        self._control("-m immediate", "stop")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()


Database = Sqlite | Postgresql
KINDS: dict[str, type[Database]] = {"sqlite": Sqlite, "postgresql": Postgresql}
