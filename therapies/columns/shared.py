"""Columns that several downloads have, and how columns are declared."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from editorial.choices import Status
from therapies.exports import Column, FieldType


def precise(day: date | None, precision: str) -> str:
    if day is None:
        return ""
    return f"{day:%Y-%m-%d}"[: {"year": 4, "month": 7}.get(precision, 10)]


def slugs(entries: Iterable[Any]) -> list[str]:
    """Of those that are published."""
    return [entry.slug for entry in entries if entry.status == Status.PUBLISHED]


def slug(entry: Any) -> str:
    """Of an entry that a row refers to; empty where it is not, or no longer, published."""
    return "".join(slugs([entry])) if entry else ""


def columns(*columns: tuple[Any, ...]) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns)


ENTRY = (
    ("name", _("Name"), lambda row: row.name),
    ("slug", _("Last part of the page's address"), lambda row: row.slug),
)
REVIEWED = (
    ("reviewed_on", _("Day of the last review"), lambda row: row.reviewed_on, FieldType.DATE),
)
CLAIMED = (
    ("note", _("Note"), lambda row: row.note),
    ("source_url", _("Address of the source"), lambda row: row.source.url),
    ("source_locator", _("Where in the source"), lambda row: row.locator),
)
SOURCED = (("source_url", _("Address of the source of these facts"), lambda row: row.source.url),)
SYNONYMS = (("synonyms", _("Other names"), lambda row: row.synonyms, FieldType.LIST),)
