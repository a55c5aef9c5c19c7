"""Makes a backup of the database and of what lies beside it."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.backups import archive, files

MOMENT = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"immunoref-\d{8}T\d{6}Z\.tar\.gz(\.gpg)?")


@dataclass(frozen=True)
class Made:
    path: Path
    sha256: str
    removed: list[Path]


def database_of(connection: BaseDatabaseWrapper) -> Any:
    """The module for a kind of database; that of PostgreSQL needs psycopg."""
    return import_module(f"editorial.backups.{connection.vendor}")


def moment() -> str:
    return datetime.now(UTC).strftime(MOMENT)


def make(
    connection: BaseDatabaseWrapper, directory: Path, *, keep: int = 0, name: str = ""
) -> Made:
    """One more archive in the directory; then all but the newest `keep` are removed, unless 0."""
    key = settings.BACKUP_KEY_FILE
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{name or f'immunoref-{moment()}'}.tar.gz{'.gpg' if key else ''}"
    with files.scratch(connection) as place:
        about = {"database": connection.vendor, "made_at": datetime.now(UTC).isoformat()}
        about |= database_of(connection).save(connection, place)
        sha256 = archive.write(path, _all(place), about, key)
    return Made(path, sha256, _remove_old(directory, keep))


def _all(place: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(place.iterdir()):
        yield path.name, path
    yield from files.kept(Path(settings.RELEASES_DIR))


def _remove_old(directory: Path, keep: int) -> list[Path]:
    """Only what has the name of a backup is ever removed, and never all of it."""
    for partial in directory.glob(f".immunoref-*{archive.PARTIAL}"):
        if partial.stat().st_mtime < time.time() - files.LEFT_OVER:
            partial.unlink(missing_ok=True)
    if not keep:
        return []
    named = sorted(path for path in directory.iterdir() if NAME.fullmatch(path.name))
    for old in named[:-keep]:
        old.unlink()
    return named[:-keep]
