"""Every part that others made, read from the pins and from each VENDOR.txt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from license_expression import ExpressionError, get_spdx_licensing
from pip_requirements_parser import RequirementsFile

ROOT = Path(__file__).resolve().parent.parent
# Each set holds all of those before it.
PINS = {
    "to run": "requirements.txt",
    "to run at scale": "requirements-scale.txt",
    "to develop": "requirements-dev.txt",
}
TO_RUN, _AT_SCALE, TO_DEVELOP = PINS
VENDOR = "VENDOR.txt"
FIELD = re.compile(r"^  (name|version|licence|sha256) +(.+)$")
# Packages that still name their licence in words, by their SPDX identifier. Where the words leave
# open which of several it is, the identifier does too.
BSD = "LicenseRef-BSD"
IN_WORDS = {
    "MIT License": "MIT",
    "BSD License": BSD,
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "GNU General Public License (GPL)": "GPL-1.0-or-later",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Artistic License": "Artistic-1.0-Perl",
}
CLASSIFIER = "License :: "
KNOWN = get_spdx_licensing()


class UnknownPartError(Exception):
    """A part of which the licence or the content cannot be told; the text says what is missing."""


@dataclass(frozen=True)
class Part:
    """A package, or a file that is kept here (then `file` is its path from the root).

    `licence` is an SPDX expression. `hashes` are SHA-256: of every distribution that may be
    installed, or of the file as it is kept.
    """

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]
    needed: str
    file: str = ""


def parts() -> list[Part]:
    return [*packages(), *files()]


def packages() -> Iterator[Part]:
    """Pinned packages, each in the first set that needs it."""
    seen = set()
    for needed, name in PINS.items():
        for pin in RequirementsFile.from_file(str(ROOT / name)).requirements:
            if pin.name in seen:
                continue
            seen.add(pin.name)
            hashes = tuple(sorted(each.removeprefix("sha256:") for each in pin.hash_options))
            yield Part(pin.name, pin.get_pinned_version, licence_of(pin.name), hashes, needed)


def licence_of(package: str) -> str:
    """As its installed metadata say, in identifiers of SPDX."""
    try:
        about = metadata(package)
    except PackageNotFoundError as error:
        raise UnknownPartError(f"{package} is pinned and not installed.") from error
    stated = (about.get_all("License-Expression") or about.get_all("License") or [""])[0]
    for said in (stated, IN_WORDS.get(stated, ""), _classified(about)):
        if said and _is_of_spdx(said):
            return said
    raise UnknownPartError(f"{package} names no licence that SPDX knows.")


def _is_of_spdx(said: str) -> bool:
    try:
        return set(KNOWN.unknown_license_keys(said)) <= {BSD}
    except ExpressionError:
        return False


def _classified(about: PackageMetadata) -> str:
    words = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or []
        if each.startswith(CLASSIFIER) and not each.endswith(":: OSI Approved")
    ]
    return " OR ".join(IN_WORDS.get(each, each) for each in words)


def files() -> Iterator[Part]:
    """Files of others, held against the hash that was written down for them."""
    for record in sorted(ROOT.glob("*/**/" + VENDOR)):
        place = record.parent
        if place.relative_to(ROOT).parts[0] in ("var", "staticfiles", ".venv"):
            continue
        needed = TO_DEVELOP if "tests" in place.relative_to(ROOT).parts else TO_RUN
        for name, fields in _records(record):
            kept = place / name
            digest = sha256(kept.read_bytes()).hexdigest()
            if digest != fields["sha256"]:
                raise UnknownPartError(f"{kept.relative_to(ROOT)} is not what {VENDOR} describes")
            yield Part(
                fields["name"],
                fields["version"],
                fields["licence"],
                (digest,),
                needed,
                kept.relative_to(ROOT).as_posix(),
            )


def _records(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A line with the file's name, then its fields, indented."""
    name, fields = "", {}
    for line in [*path.read_text(encoding="utf-8").splitlines(), "end"]:
        if found := FIELD.match(line):
            fields[found[1]] = found[2]
        elif line and not line.startswith(" "):
            if fields:
                yield name, fields
            name, fields = line.strip(), {}
