"""One file that holds others: a tar in gzip, with what it is and a SHA-256 of each file at its end.

An archive without that end is not whole. gzip's own sum covers what the SHA-256 do not.
"""

import gzip
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from editorial.backups.encryption import decrypting, encrypting
from editorial.backups.errors import BackupError

ABOUT = "about.json"
FORM = 1
LEVEL = 6
CHUNK = 1 << 20
GZIP = b"\x1f\x8b"
PARTIAL = ".partial"

About = dict[str, Any]


class _Summed(io.RawIOBase):
    """Counts and sums what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum, self.size = file, sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sum.update(data)
        self.size += len(data)
        return data

    @property
    def kept(self) -> dict[str, Any]:
        return {"size": self.size, "sha256": self.sum.hexdigest()}


def write(path: Path, files: Iterable[tuple[str, Path]], about: About, key: Path | None) -> str:
    """Make the archive; it has its name only once it is whole and on the disk. Its SHA-256."""
    partial = path.with_name(f".{path.name}{PARTIAL}")
    # Where another process is writing the same, this fails before anything of its is touched.
    with open(partial, "xb", opener=_for_owner) as file:
        try:
            _write(file, files, about, key)
            file.flush()
            os.fsync(file.fileno())
            found = _sum_of(partial)
            partial.rename(path)
            sync(path.parent)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    return found


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        summed = _Summed(file)
        while summed.read(CHUNK):
            pass
    return summed.kept["sha256"]


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sync(directory: Path) -> None:
    """Names in a directory are on the disk only after this."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(
    to: IO[bytes], files: Iterable[tuple[str, Path]], about: About, key: Path | None
) -> None:
    kept = {}
    with (
        encrypting(to, key) as out,
        gzip.GzipFile("", "wb", LEVEL, out, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for name, path in files:
            with path.open("rb") as file:
                summed = _Summed(file)
                tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), summed)
                kept[name] = summed.kept
        text = json.dumps({"form": FORM, "files": kept} | about, indent=1).encode()
        member = tarfile.TarInfo(ABOUT)
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))


def unpack(path: Path, into: Path, key: Path | None) -> About:
    """Every file of the archive, as it was when it was made; else BackupError."""
    try:
        with _plain(path, key) as plain, gzip.GzipFile(fileobj=plain, mode="rb") as packed:
            found = _extract(packed, into)
            while packed.read(CHUNK):
                pass
    except (EOFError, zlib.error, tarfile.TarError, gzip.BadGzipFile) as error:
        raise BackupError(f"{path} is damaged or cut off: {error}") from error
    except BackupError as error:
        raise BackupError(f"{path}: {error}") from error
    return _checked(path, into, found)


@contextmanager
def _plain(path: Path, key: Path | None) -> Iterator[IO[bytes]]:
    # Without a buffer: GnuPG reads on from where the file itself stands.
    with path.open("rb", buffering=0) as file:
        beginning = file.read(len(GZIP))
        file.seek(0)
        if beginning == GZIP:
            yield file
        elif not beginning:
            raise BackupError("the file is empty")
        elif key is None:
            raise BackupError("it is encrypted, or no backup: set BACKUP_KEY_FILE")
        else:
            with decrypting(file, key) as plain:
                yield plain


def _extract(packed: gzip.GzipFile, into: Path) -> dict[str, dict[str, Any]]:
    found = {}
    with tarfile.open(fileobj=packed, mode="r|") as tar:
        for member in tar:
            source = tar.extractfile(member) if member.isreg() else None
            if source is None or not _is_safe(member.name) or member.name in found:
                raise BackupError(f"{member.name!r} does not belong into a backup")
            target = into / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            summed = _Summed(source)
            with target.open("xb") as file:
                while data := summed.read(CHUNK):
                    file.write(data)
            found[member.name] = summed.kept
    return found


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and "\0" not in name


def _checked(path: Path, into: Path, found: dict[str, dict[str, Any]]) -> About:
    if found.pop(ABOUT, None) is None:
        raise BackupError(f"{path} is cut off: it does not say what it holds")
    try:
        about = json.loads((into / ABOUT).read_bytes())
        form, files = about["form"], about["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{path} is damaged: it does not say what it holds") from error
    if form != FORM:
        raise BackupError(f"{path} has form {form}; this release reads form {FORM}")
    for name in sorted(files.keys() | found.keys()):
        if files.get(name) != found.get(name):
            raise BackupError(f"{path} is damaged: {name} is not as it was when it was made")
    return about
