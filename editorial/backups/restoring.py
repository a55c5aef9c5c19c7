"""Puts a backup back, after everything that can be checked before was checked."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.backups import archive, files, making, schema
from editorial.backups.archive import About
from editorial.backups.errors import BackupError
from editorial.edition import watch


class NotEmptyError(BackupError):
    """There is something in the database that restoring would replace."""


class OnlyTheDatabaseError(BackupError):
    """The database is the last thing that can be undone; what follows it failed."""

    what_stands = "The database is restored, the releases are not"


@dataclass(frozen=True)
class Restored:
    about: About
    # What was there before.
    kept: Path | None
    releases_aside: Path | None


def verify(connection: BaseDatabaseWrapper, path: Path) -> About:
    """Whether the archive could be put back into this database; BackupError says why not."""
    with files.scratch(connection) as place:
        return _unpacked(connection, path, place)


def restore(
    connection: BaseDatabaseWrapper,
    path: Path,
    *,
    may_replace: bool = False,
    keeps_present: bool = True,
) -> Restored:
    """Either all of the archive is in the database, or BackupError and all is as it was."""
    with files.scratch(connection) as place:
        about = _unpacked(connection, path, place)
        kept = None
        try:
            is_empty = schema.is_empty(connection)
        except DatabaseError as error:
            raise BackupError(
                f"the database cannot be read ({error}): move its file, with those that begin "
                "with the same name, to another place and run this again"
            ) from error
        if not is_empty:
            if not may_replace:
                raise NotEmptyError("the database is not empty")
            if keeps_present:
                name = f"before-restore-{making.moment()}"
                kept = making.make(connection, path.absolute().parent, name=name).path
        releases = Path(settings.RELEASES_DIR)
        with files.brought(place, releases) as take_their_place:
            making.database_of(connection).replace(connection, place, about)
            watch.forget()
            try:
                aside = take_their_place()
            except OSError as error:
                raise OnlyTheDatabaseError(f"{error}. Free its cause and restore again") from error
    return Restored(about, kept, aside)


def _unpacked(connection: BaseDatabaseWrapper, path: Path, place: Path) -> About:
    about = archive.unpack(path, place, settings.BACKUP_KEY_FILE)
    if about["database"] != connection.vendor:
        raise BackupError(
            f"{path} is of {about['database']}, and DATABASE_URL names {connection.vendor}. "
            "A release (make_release, load_release) carries the content from one to the other"
        )
    schema.refuse_unknown(about["migrations"], str(path))
    making.database_of(connection).check(connection, place, about)
    return about
