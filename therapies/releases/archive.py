"""All files of a release in one zip, and back. The same files give the same bytes.

The bytes of the archive depend on the compression library as well; those of the files in it do not.
"""

import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from therapies.releases.bundle import CHUNK

# The first moment that the format can name; nothing in a release tells when it was made.
MOMENT = (1980, 1, 1, 0, 0, 0)
UNIX = 3
LEVEL = 9
MOST_BYTES = 4 << 30
MOST_FILES = 200_000


class UnsafeArchiveError(Exception):
    """The archive would write somewhere else, or more than it may."""


def write(path: Path, root: Path, names: Iterable[str], folder: str) -> None:
    """Put the named files of `root` into the archive, in order, under one folder."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in sorted(names):
            member = zipfile.ZipInfo(f"{folder}/{name}", MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = UNIX
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(member, (root / name).read_bytes(), compresslevel=LEVEL)


def extract(path: Path, target: Path) -> Path:
    """Unpack into `target`, which is empty; the one folder that all files are in.

    Raises UnsafeArchiveError before anything is written, and zipfile.BadZipFile.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _refuse_unsafe(members)
        for member in members:
            if member.is_dir():
                continue
            file = target / member.filename
            file.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as packed, file.open("xb") as unpacked:
                while chunk := packed.read(CHUNK):
                    unpacked.write(chunk)
    return target / PurePosixPath(members[0].filename).parts[0]


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise UnsafeArchiveError("it holds more than a release can")
    if len(set(names)) < len(names):
        raise UnsafeArchiveError("a file is in it twice")
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not is_safe(member.filename.rstrip("/")):
            raise UnsafeArchiveError(f"{member.filename!r} would be written outside of it")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise UnsafeArchiveError(f"{member.filename!r} is a link or no file")
    if len({PurePosixPath(name).parts[0] for name in names}) != 1:
        raise UnsafeArchiveError("a release is one folder")


def is_safe(path: str) -> bool:
    """Whether it leads to a place below where it is put, on every system."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not set(path) & set("\\:\0")
