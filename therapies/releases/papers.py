"""What accompanies the data of a release: how to read, cite and use it."""

import json
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from therapies.canonical import Reference
from therapies.releases.bundle import FIXTURES, Bundle, Kept
from therapies.releases.shelf import FORM

TITLE = "immunoref: an open, evidence-linked reference of immunotherapies"
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
NOTICES = (
    "Facts and figures come from the sources that each claim cites. Single ATC codes are shown "
    "with attribution to the WHO Collaborating Centre for Drug Statistics Methodology. Names of "
    "side effects follow the spelling of MedDRA preferred terms; MedDRA codes are not used. "
    "Disease codes come from the Disease Ontology (CC0) and ICD-10; identifiers of institutions "
    "from the Research Organization Registry (CC0)."
)
# Described in the README by name.
USUAL_FOLDERS = {"csv", "jsonl", FIXTURES}


def authors(reference: Reference) -> list[str]:
    """Whoever is credited in public for what is released."""
    people = [person["fields"] for person in reference.people]
    return [person["public_name"] or person["username"] for person in people]


def citation(names: Sequence[str], version: str) -> str:
    return f"{', '.join(names)}. {TITLE}. Release {version}. CC BY 4.0."


def add(bundle: Bundle, about: dict[str, Any]) -> None:
    context = {
        "version": about["version"],
        "day": about["date"],
        "tables": about["tables"],
        "citation": about["citation"],
        "notices": NOTICES,
        "authors": [json.dumps(name, ensure_ascii=False) for name in about["authors"]],
        "others": sorted({f"{_folder(path)}/" for path in bundle.files if _is_other(path)}),
    }
    for name in ("README.md", "LICENSE", "CITATION.cff"):
        bundle.add_text(name, render_to_string(f"releases/{name}", context))


def _folder(path: str) -> str:
    return path.partition("/")[0]


def _is_other(path: str) -> bool:
    return "/" in path and _folder(path) not in USUAL_FOLDERS


def about(
    version: str, as_of: str, previous: str | None, names: list[str], tables: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "form": FORM,
        "name": "immunoref",
        "version": version,
        "date": as_of[:10],
        "content_as_of": as_of,
        "previous": previous,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "authors": names,
        "citation": citation(names, version),
        "tables": tables,
    }


def contents(files: dict[str, Kept]) -> dict[str, Any]:
    """Each file with size and checksum; of the fixtures their number and size alone."""
    own = {path: kept for path, kept in files.items() if _folder(path) != FIXTURES}
    sizes = [kept.size for path, kept in files.items() if path not in own]
    return {
        "files": [
            {"path": path, "bytes": kept.size, "sha256": kept.sha256}
            for path, kept in sorted(own.items())
        ],
        "fixtures": {"files": len(sizes), "bytes": sum(sizes)},
    }
