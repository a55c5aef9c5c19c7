"""Whether the files of a release are those it was made of: no other, none less, none changed."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from therapies.releases import archive
from therapies.releases.bundle import CHECKSUMS, sha256_of
from therapies.releases.shelf import Release, archive_name, checksums_in, opened

MOST_NAMED = 10


class UnsoundReleaseError(Exception):
    """The files are not those of a release."""


@contextmanager
def unpacked(path: Path) -> Iterator[Release]:
    """The release in a directory or an archive, every file checked.

    Raises UnsoundReleaseError, or OSError if it cannot be read.
    """
    if path.is_dir():
        yield verified(path)
        return
    with TemporaryDirectory(prefix="immunoref-") as place:
        try:
            directory = archive.extract(path, Path(place))
        except archive.UnsafeArchiveError as error:
            raise UnsoundReleaseError(f"{path.name}: {error}") from error
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise UnsoundReleaseError(f"{path.name} is not a whole zip archive: {error}") from error
        yield verified(directory)


def verified(directory: Path) -> Release:
    sums = directory / CHECKSUMS
    if sums.is_symlink() or not sums.is_file():
        raise UnsoundReleaseError(f"{directory.name} is no release: it has no {CHECKSUMS}")
    try:
        expected = checksums_in(sums.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UnsoundReleaseError(f"{CHECKSUMS} has a line that is none: {error}") from error
    if unsafe := [path for path in expected if not archive.is_safe(path)]:
        raise UnsoundReleaseError(f"{CHECKSUMS} names places outside: {_some(unsafe)}")
    present = set(_files(directory))
    if missing := expected.keys() - present:
        raise UnsoundReleaseError(f"missing: {_some(missing)}")
    release = opened(directory)
    if release is None:
        raise UnsoundReleaseError("release.json is missing or of a form that is not known here")
    own = archive_name(release.version)
    if extra := present - expected.keys() - {CHECKSUMS, own, f"{own}.sha256"}:
        raise UnsoundReleaseError(f"not part of the release: {_some(extra)}")
    changed = [path for path, sha256 in expected.items() if sha256_of(directory / path) != sha256]
    if changed:
        raise UnsoundReleaseError(f"not as it was released: {_some(changed)}")
    return release


def _files(directory: Path) -> Iterator[str]:
    for path in directory.rglob("*"):
        name = path.relative_to(directory).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise UnsoundReleaseError(f"{name} is a link or no file")
        if path.is_file():
            yield name


def _some(paths: set[str] | list[str]) -> str:
    shown = ", ".join(sorted(paths)[:MOST_NAMED])
    left = len(paths) - MOST_NAMED
    return f"{shown} and {left} more" if left > 0 else shown
