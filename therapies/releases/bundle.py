"""The files of a release while it is written, each with its checksum."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHECKSUMS = "SHA256SUMS"
FIXTURES = "fixtures"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Kept:
    size: int
    sha256: str


@dataclass
class Bundle:
    root: Path
    files: dict[str, Kept] = field(default_factory=dict)

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        total, size = hashlib.sha256(), 0
        with target.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
                total.update(chunk)
                size += len(chunk)
        self.files[path] = Kept(size, total.hexdigest())

    def add_text(self, path: str, text: str) -> None:
        self.add(path, [text.encode()])

    def digest(self) -> str:
        """SHA-256 over the names and checksums of what was added so far."""
        return hashlib.sha256(self._sums().encode()).hexdigest()

    def seal(self) -> None:
        """Write the checksums of all files, as `sha256sum --check` reads them."""
        (self.root / CHECKSUMS).write_bytes(self._sums().encode())

    def _sums(self) -> str:
        return "".join(f"{kept.sha256}  {path}\n" for path, kept in sorted(self.files.items()))


def read_in_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sha256_of(path: Path) -> str:
    total = hashlib.sha256()
    for chunk in read_in_chunks(path):
        total.update(chunk)
    return total.hexdigest()
