"""A record of openFDA's drug labels, read and checked. Of its texts only places are taken."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from therapies.importing import fields
from therapies.importing.fields import refused
from therapies.importing.refusals import PassedOverError, RefusedRecordError

SET_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
BOXED, INDICATIONS, WARNINGS = "boxed_warning", "indications_and_usage", "warnings_and_cautions"
SECTIONS = (BOXED, INDICATIONS, WARNINGS, "warnings")
# "1.1 Melanoma" opens a part of section 1; "(1.1)" and "[see 14.1]" only point to one.
HEADING = re.compile(r"(?<![\d.(])(\d{1,2})\.(\d{1,2})\s+(?=[A-Z])")
FIRST_WORDS = 6


@dataclass(frozen=True)
class Passage:
    """Where a text stands in a label: its section, its first letter counted from 0, its length."""

    section: str
    start: int
    length: int
    first_words: str

    def __str__(self) -> str:
        end = self.start + self.length
        return f"{self.section}, letters {self.start} to {end}, begins “{self.first_words}”"


@dataclass(frozen=True)
class Label:
    set_id: str
    version: str
    effective: date
    brand_names: tuple[str, ...]
    generic_names: tuple[str, ...]
    manufacturers: tuple[str, ...]
    application_numbers: tuple[str, ...]
    is_original_packager: bool
    passages: tuple[Passage, ...]

    @property
    def address(self) -> str:
        return f"https://api.fda.gov/drug/label.json?search=set_id:%22{self.set_id}%22"

    def of(self, section: str) -> list[Passage]:
        return [each for each in self.passages if each.section == section]


def read(record: Any) -> Label:
    """Raises RefusedRecordError, or PassedOverError for a label that names no product."""
    if not isinstance(record, dict):
        raise RefusedRecordError("it is no object")
    set_id = fields.text(record, "set_id").lower()
    if not SET_ID.fullmatch(set_id):
        raise refused("set_id", set_id, "not the identifier of a label")
    effective = fields.compact_day("effective_time", fields.text(record, "effective_time"))
    label = Label(
        set_id=set_id,
        version=_version(record),
        effective=effective,
        brand_names=tuple(fields.texts(record, "openfda.brand_name")),
        generic_names=tuple(fields.texts(record, "openfda.generic_name")),
        manufacturers=tuple(fields.texts(record, "openfda.manufacturer_name")),
        application_numbers=tuple(fields.texts(record, "openfda.application_number")),
        is_original_packager=_is_original(record),
        passages=tuple(each for name in SECTIONS for each in _passages(record, name)),
    )
    if not label.brand_names or not label.generic_names:
        raise PassedOverError("a label without names of a product")
    return label


def _version(record: dict[str, Any]) -> str:
    version = fields.text(record, "version")
    if version and not version.isdigit():
        raise refused("version", version, "not a number")
    return version


def _is_original(record: dict[str, Any]) -> bool:
    """Written as true or as "true", in a list."""
    values = fields.rows(record, "openfda.is_original_packager")
    return any(str(value).lower() == "true" for value in values)


def _passages(record: dict[str, Any], section: str) -> list[Passage]:
    """The numbered parts of a section, or all of it where it has none."""
    text = " ".join(fields.texts(record, section))
    if not text:
        return []
    starts = _headings(text) or [0]
    ends = [*starts[1:], len(text)]
    return [
        Passage(section, start, end - start, " ".join(text[start:end].split()[:FIRST_WORDS]))
        for start, end in zip(starts, ends, strict=True)
    ]


def _headings(text: str) -> list[int]:
    """Only those that count up by one from the first: other numbers are doses and tables."""
    found: list[int] = []
    expected = None
    for match in HEADING.finditer(text):
        number = (int(match[1]), int(match[2]))
        if number == (expected or (number[0], 1)):
            found.append(match.start())
            expected = (number[0], number[1] + 1)
    return found
