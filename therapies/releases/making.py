"""Making a release: all of it or nothing, and from the same content the same bytes."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from editorial.models import ContentVersion
from therapies import canonical
from therapies.reading import BrokenFixtureError
from therapies.releases import (
    archive,
    changes,
    databases,
    package,
    papers,
    producers,
    scratch,
    shelf,
    tables,
    telling,
)
from therapies.releases.bundle import CHECKSUMS, FIXTURES, Bundle, read_in_chunks, sha256_of
from therapies.releases.published import Public, public
from therapies.releases.shelf import Release

Progress = Callable[[str, int], None]
STEPS = 6
UNFINISHED = ".unfinished-"
DATABASE = "immunoref.sqlite3"


class MakingError(Exception):
    """No release was made, and why."""


@dataclass(frozen=True)
class Made:
    """The release; `is_new` is false if nothing has changed since this one was made."""

    release: Release
    is_new: bool
    left_out: list[str]


def make(
    directory: Path,
    *,
    previous: Release | None = None,
    replace: bool = False,
    progress: Progress = lambda step, done: None,
) -> Made:
    """Write a release into a directory of its own in `directory`, named by its version.

    The day of the version is that of the newest change of the content. `previous` is the release
    to compare it with, else the newest earlier one in `directory`. With `replace` the newest
    release of the same day is written anew. Raises MakingError; nothing has changed then.
    """
    last = ContentVersion.objects.first()
    if last is None:
        raise MakingError("Nothing was ever published in this database.")
    with _clear_errors(), translation.override(settings.LANGUAGE_CODE), _place(directory) as place:
        work = _Work(last.created_at, Bundle(place / "release"), place / "scratch.sqlite3")
        progress("Reading what is published", 0)
        found = public(canonical.everything())
        if ContentVersion.objects.first() != last:
            raise MakingError("The content was changed while it was read. Run it again.")
        for path, text in canonical.files(found.reference):
            work.bundle.add_text(f"{FIXTURES}/{path}", text)
        return _made(directory, work, found, previous, replace, progress)


@dataclass(frozen=True)
class _Work:
    as_of: datetime
    bundle: Bundle
    scratch: Path

    @property
    def fixtures(self) -> Path:
        return self.bundle.root / FIXTURES


def _made(
    directory: Path,
    work: _Work,
    found: Public,
    previous: Release | None,
    replace: bool,
    progress: Progress,
) -> Made:
    there = shelf.newest_first(directory)
    day = work.as_of.date()
    today = [release for release in there if release.key[:3] == (day.year, day.month, day.day)]
    last = max([*today, *there[:1]], key=lambda release: release.key, default=None)
    progress("Loading it into a database of its own", 1)
    with scratch.database(work.scratch):
        scratch.set_up()
        scratch.fill(work.fixtures)
        progress("Writing tables", 2)
        read = tables.read()
        for path, chunks in (*producers.of_tables(read), *producers.extra()):
            work.bundle.add(path, chunks)
    data = work.bundle.digest()
    if last and last.about["data_sha256"] == data and not (replace and last in today):
        return Made(last, False, found.left_out)
    version = _version(work, today, previous, replace)
    before = previous or _earlier(there, version)
    progress("Comparing it with the release before", 3)
    differing = _changes(work, before)
    names = papers.authors(found.reference)
    about = papers.about(
        version,
        work.as_of.isoformat(),
        before.version if before else None,
        names,
        [{"name": table.name, "rows": len(table.rows)} for table in read],
    ) | {"data_sha256": data}
    with scratch.database(work.scratch):
        told = telling.as_data(differing, version, about["previous"])
    _accompany(work, read, about, told, progress)
    progress("Packing the archive", 5)
    _pack(work.bundle, version)
    _put(work.bundle.root, directory / version, replace)
    progress("Done", STEPS)
    return Made(Release(directory / version, about), True, found.left_out)


def _version(work: _Work, today: list[Release], previous: Release | None, replace: bool) -> str:
    if today and replace:
        return today[0].version
    taken = [*today, *([previous] if previous else [])]
    day = work.as_of.date()
    numbers = [each.key[3] for each in taken if each.key[:3] == (day.year, day.month, day.day)]
    return shelf.name_of(day, max(numbers, default=0) + 1)


def _earlier(there: list[Release], version: str) -> Release | None:
    key = shelf.key_of(version) or ()
    return next((release for release in there if release.key < key), None)


def _changes(work: _Work, before: Release | None) -> changes.Changes | None:
    if before is None:
        return None
    old = changes.read(before.directory / FIXTURES)
    found = changes.between(old, changes.read(work.fixtures))
    changes.give_reasons(found, old, before.as_of)
    return found


def _accompany(
    work: _Work,
    read: list[tables.Table],
    about: dict[str, Any],
    told: dict[str, Any],
    progress: Progress,
) -> None:
    bundle = work.bundle
    progress("Writing the database and what accompanies it", 4)
    described = package.described(read, bundle.files, about)
    bundle.add_text("datapackage.json", package.encoded(described))
    database = work.scratch.with_name(DATABASE)
    line = ("name", "version", "date", "content_as_of", "licence", "licence_url", "citation")
    databases.write(database, read, {name: about[name] for name in line})
    bundle.add(DATABASE, read_in_chunks(database))
    bundle.add_text("changes.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    bundle.add_text("CHANGES.md", telling.as_text(told))
    papers.add(bundle, about)
    about |= {"changes": told["counts"]} | papers.contents(bundle.files)
    bundle.add_text(shelf.ABOUT, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    bundle.seal()


def _pack(bundle: Bundle, version: str) -> None:
    packed = bundle.root / shelf.archive_name(version)
    archive.write(packed, bundle.root, [*bundle.files, CHECKSUMS], packed.stem)
    line = f"{sha256_of(packed)}  {packed.name}\n"
    packed.with_name(f"{packed.name}.sha256").write_text(line, encoding="ascii")


@contextmanager
def _place(directory: Path) -> Iterator[Path]:
    """A directory beside the releases, so that what is done in it appears at once."""
    directory.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=directory))
    try:
        (place / "release").mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _put(made: Path, target: Path, replace: bool) -> None:
    """A release that is replaced is put back if the new one cannot take its place."""
    if target.exists() and not replace:
        raise MakingError(f"{target} stands there already. Give --replace to write it anew.")
    if not target.exists():
        made.rename(target)
        return
    old = target.rename(made.with_name("replaced"))
    try:
        made.rename(target)
    except OSError:
        old.rename(target)
        raise


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise MakingError(f"The release could not be written: {error.strerror}{where}.") from error
    except BrokenFixtureError as error:
        raise MakingError(f"What is published cannot stand alone: {error}.") from error
