"""Directories that are backed up with the database, and the room that work needs."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.backups.archive import sync

RELEASES = "releases"
SCRATCH = ".immunoref-scratch-"
INCOMING, ASIDE = ".restoring-", "before-restore-"
LEFT_OVER = 24 * 3600


@contextmanager
def scratch(connection: BaseDatabaseWrapper) -> Iterator[Path]:
    """Room for the whole database in plain, where it lies in plain anyway: beside SQLite's file.

    For PostgreSQL it is the directory for temporary files (TMPDIR).
    """
    file = Path(str(connection.settings_dict["NAME"]))
    is_file = connection.vendor == "sqlite" and file.is_absolute() and file.parent.is_dir()
    room = file.parent if is_file else Path(tempfile.gettempdir())
    _sweep(room)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=room) as place:
        yield Path(place)


def _sweep(room: Path) -> None:
    """What a stop in the middle left lying."""
    for old in room.glob(f"{SCRATCH}*"):
        if old.stat().st_mtime < time.time() - LEFT_OVER:
            shutil.rmtree(old, ignore_errors=True)


def kept(root: Path) -> Iterator[tuple[str, Path]]:
    """Every finished file below a directory, by the name it has in the archive."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        is_finished = not any(part.startswith((".", ASIDE)) for part in name.parts)
        if is_finished and path.is_file():
            yield f"{RELEASES}/{name.as_posix()}", path


@contextmanager
def brought(place: Path, root: Path) -> Iterator[Callable[[], Path | None]]:
    """Files of an archive, on the disk beside those that are there, and what makes them take over.

    That gives the directory to which those which were there are moved, if there are any. The
    directory itself stays: it may be a volume.
    """
    archived = place / RELEASES
    present = [path for path in root.glob("*") if not path.name.startswith((".", ASIDE))]
    if not present and not archived.is_dir():
        yield lambda: None
        return
    root.mkdir(parents=True, exist_ok=True)
    incoming = Path(tempfile.mkdtemp(prefix=INCOMING, dir=root))

    def take_their_place() -> Path | None:
        aside = None
        if present:
            aside = Path(tempfile.mkdtemp(prefix=f"{ASIDE}{datetime.now(UTC):%Y%m%d}-", dir=root))
            for path in present:
                path.rename(aside / path.name)
        for path in incoming.iterdir():
            path.rename(root / path.name)
        sync(root)
        return aside

    try:
        if archived.is_dir():
            shutil.copytree(archived, incoming, dirs_exist_ok=True)
        yield take_their_place
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
