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


def slug_of(name: str, meaning: Any, relation: str = "") -> tuple[Any, ...]:
    """Slug of an entry that a row refers to; empty where it is not, or no longer, published."""
    relation = relation or name
    return (name, meaning, (f"{relation}__slug", f"{relation}__status"), FieldType.TEXT, _shown)


def _shown(slug: str | None, status: str | None) -> str:
    return slug or "" if status == Status.PUBLISHED else ""


def slugs_of(name: str, meaning: Any) -> tuple[Any, ...]:
    return (name, meaning, name, FieldType.LIST, slugs)


def day_of(name: str, meaning: Any) -> tuple[Any, ...]:
    """A date as precise as it is known."""
    precision = f"{name.removesuffix('_on')}_precision"
    return (name, meaning, (name, precision), FieldType.TEXT, precise)


def columns(*columns: tuple[Any, ...]) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns)


ENTRY = (
    ("name", _("Name"), "name"),
    ("slug", _("Last part of the page's address"), "slug"),
)
REVIEWED = (("reviewed_on", _("Day of the last review"), "reviewed_on", FieldType.DATE),)
CLAIMED = (
    ("note", _("Note"), "note"),
    ("source_url", _("Address of the source"), "source__url"),
    ("source_locator", _("Where in the source"), "locator"),
)
SOURCED = (("source_url", _("Address of the source of these facts"), "source__url"),)
SYNONYMS = (("synonyms", _("Other names"), "synonyms", FieldType.LIST),)
