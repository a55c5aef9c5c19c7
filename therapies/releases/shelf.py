"""Which releases there are: a directory with one directory each, named by its version."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from therapies.releases.bundle import CHECKSUMS, Kept, sha256_of

ABOUT = "release.json"
CHANGES = "changes.json"
FORM = 1
LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<path>.+)", re.ASCII)
VERSION = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.([1-9]\d{0,4}))?", re.ASCII)


def key_of(version: str) -> tuple[int, ...] | None:
    """Day and number within the day, by which versions are in order; None if it is no version."""
    found = VERSION.fullmatch(version)
    return tuple(int(part or 1) for part in found.groups()) if found else None


def name_of(day: date, number: int) -> str:
    return f"{day:%Y.%m.%d}" + (f".{number}" if number > 1 else "")


@dataclass(frozen=True)
class Release:
    """One that was made. `about` is its release.json."""

    directory: Path
    about: dict[str, Any]

    @property
    def version(self) -> str:
        return self.about["version"]

    @property
    def key(self) -> tuple[int, ...]:
        return key_of(self.version) or ()

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.about["content_as_of"])

    @property
    def archive(self) -> Path:
        return self.directory / archive_name(self.version)

    @property
    def archive_sum(self) -> Path:
        return self.archive.with_name(f"{self.archive.name}.sha256")

    @property
    def is_whole(self) -> bool:
        files = (self.archive, self.archive_sum, self.directory / CHECKSUMS)
        return all(file.is_file() for file in files)

    @property
    def archived(self) -> Kept:
        """Size and checksum of the archive."""
        line = self.archive_sum.read_text(encoding="ascii")
        return Kept(self.archive.stat().st_size, line.split()[0])

    @cached_property
    def changes(self) -> dict[str, Any]:
        return json.loads((self.directory / CHANGES).read_text(encoding="utf-8"))

    def checksum(self, path: str) -> str | None:
        """SHA-256 of a file of the release; None of whatever is not part of it."""
        if path == self.archive.name:
            return self.archived.sha256
        if path in (CHECKSUMS, self.archive_sum.name):
            return sha256_of(self.directory / path)
        sums = self.directory / CHECKSUMS
        return _checksums(sums, sums.stat().st_mtime_ns).get(path)


def archive_name(version: str) -> str:
    return f"immunoref-{version}.zip"


def find(directory: Path, version: str) -> Release | None:
    """A release that stands whole in the directory; a name that is no version is never a path."""
    if key_of(version) is None:
        return None
    found = opened(directory / version)
    return found if found and found.version == version and found.is_whole else None


def opened(directory: Path) -> Release | None:
    try:
        about = json.loads((directory / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_known = isinstance(about, dict) and about.get("form") == FORM
    return Release(directory, about) if is_known else None


def newest_first(directory: Path) -> list[Release]:
    return sorted(_all(directory), key=lambda release: release.key, reverse=True)


def _all(directory: Path) -> Iterator[Release]:
    try:
        names = [path.name for path in directory.iterdir()]
    except OSError:
        return
    for name in names:
        if release := find(directory, name):
            yield release


@lru_cache(maxsize=32)
def _checksums(sums: Path, changed: int) -> dict[str, str]:
    """By path; `changed` makes a file that was written anew be read anew."""
    return checksums_in(sums.read_text(encoding="utf-8"))


def checksums_in(text: str) -> dict[str, str]:
    """Raises ValueError for a line that is not a checksum and a path."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        parts = LINE.fullmatch(line)
        if parts is None or parts["path"] in found:
            raise ValueError(line)
        found[parts["path"]] = parts["sha256"]
    return found
