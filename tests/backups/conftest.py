"""Databases of their own beside the tests' one, and commands run as an operator runs them."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import factories
from therapies import search

ROOT = Path(__file__).resolve().parent.parent.parent
IS_SQLITE = connection.vendor == "sqlite"
KEY = "correct horse battery staple\n"


@dataclass(frozen=True)
class Place:
    """A database, and a directory for releases."""

    url: str
    path: Path

    def manage(self, *words: Any, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "RELEASES_DIR": str(self.path / "releases"),
            "SECRET_KEY": "of the tests",
        }

    def connect(self) -> Any:
        if IS_SQLITE:
            path = self.url.removeprefix("sqlite:///")
            types = sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES
            return closing(sqlite3.connect(path, timeout=20, detect_types=types))
        # It is there where there is PostgreSQL.
        psycopg = pytest.importorskip("psycopg")
        return psycopg.connect(self.url, options="-c timezone=UTC")

    def rows(self) -> dict[str, list[str]]:
        with self.connect() as handle:
            return all_rows(handle.cursor())


def all_rows(cursor: Any) -> dict[str, list[str]]:
    """Of every table there is, those of full-text search too."""
    if IS_SQLITE:
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    cursor.execute(names)
    found = {}
    for (name,) in cursor.fetchall():
        what = "*" if IS_SQLITE else "one::text"
        cursor.execute(f'SELECT {what} FROM "{name}" AS one')
        found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def rows_here() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        return all_rows(cursor)


@pytest.fixture
def new_place(tmp_path: Path, transactional_db: None) -> Iterator[Callable[[str], Place]]:
    """Makes an empty database."""
    made = []

    def make(name: str) -> Place:
        path = tmp_path / name
        path.mkdir()
        if IS_SQLITE:
            return Place(f"sqlite:///{path}/database.sqlite3", path)
        given = connection.settings_dict
        database = f"{given['NAME']}_{name}"
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}"')
            cursor.execute(f'CREATE DATABASE "{database}"')
        made.append(database)
        user = ":".join(filter(None, (given["USER"], given["PASSWORD"])))
        address = f"{given['HOST'] or '127.0.0.1'}:{given['PORT'] or 5432}"
        return Place(f"postgres://{user}@{address}/{database}", path)

    yield make
    with connection.cursor() as cursor:
        for database in made:
            cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture
def releases(tmp_path: Path, settings: Any) -> Path:
    """Files beside the database."""
    root = tmp_path / "releases-here"
    (root / "2026.11.21").mkdir(parents=True)
    (root / "2026.11.21" / "release.json").write_text("{}")
    (root / ".unfinished-x").mkdir()
    (root / ".unfinished-x" / "half").write_text("")
    settings.RELEASES_DIR = root
    return root


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(KEY)
    return path


@pytest.fixture
def content(transactional_db: None, releases: Path) -> None:
    """Entries, their versions, accounts, a search index."""
    drug = factories.full_drug(1)
    factories.full_history(drug)
    search.rebuild()
