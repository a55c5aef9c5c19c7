"""Fields of records in a reader's words. What the models no longer know is shown as it stands."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, ForeignKey, PositiveIntegerField
from django.utils.translation import gettext as _

from therapies.choices import Precision
from therapies.dates import precise

Fields = dict[str, Any]


@dataclass(frozen=True)
class Word:
    """A value, with the address of what it names where that is public."""

    text: str
    address: str = ""


# By kind of entry, else label of the model, and the last part of the natural key.
Names = dict[tuple[str, str], Word]


@cache
def model_of(label: str) -> Any:
    """The model of a record, or None: an old version may be of one that is gone."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


@cache
def field_of(label: str, name: str) -> Any:
    model = model_of(label)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def label_of(label: str, name: str) -> str:
    field = field_of(label, name)
    return str(field.verbose_name) if field else name.replace("_", " ")


def plural_of(label: str) -> str:
    """What rows of this kind are called together."""
    model = model_of(label)
    if model is None:
        return label.rpartition(".")[2]
    if label == "therapies.entry":
        return _("name and status")
    if "entry_ptr" in {field.name for field in model._meta.local_fields}:
        return _("facts")
    return str(model._meta.verbose_name_plural)


def whose(model: Any) -> str:
    """Under what the names of its rows are kept in `Names`."""
    return str(model.TYPE.value) if hasattr(model, "TYPE") else str(model._meta.label_lower)


def named(relation: Any, key: Any, names: Names) -> Word:
    """What a relation leads to: by its name, else by the last part of its natural key."""
    last = str(key[-1] if isinstance(key, list) else key)
    found = relation is not None and relation.related_model
    return names.get((whose(relation.related_model), last), Word(last)) if found else Word(last)


def precision_of(name: str) -> str:
    """The field that says how precisely a date is known."""
    return f"{name.removesuffix('_on')}_precision"


def date_of(name: str) -> str:
    """The date whose precision the field is, for the two are told as one; else the field."""
    return f"{name.removesuffix('_precision')}_on" if name.endswith("_precision") else name


def written(label: str, name: str, fields: Fields, names: Names | None = None) -> str:
    """The value of one field of a record; dates as precisely as the record says."""
    value = fields.get(name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = field_of(label, name)
    if isinstance(value, list):
        keys = [value] if isinstance(field, ForeignKey) else value
        return ", ".join(named(field, key, names or {}).text for key in keys)
    if isinstance(field, DateField):
        return _day(value, fields.get(precision_of(name)) or Precision.DAY)
    if type(field) is PositiveIntegerField:
        return str(intcomma(value))
    choices = dict(field.flatchoices) if field and getattr(field, "choices", None) else {}
    return str(choices.get(value, value))


def _day(value: object, precision: str) -> str:
    try:
        return precise(date.fromisoformat(str(value)[:10]), precision)
    except ValueError:
        return str(value)


def title_of(key: tuple[str, ...], names: Names | None = None) -> str:
    """What tells a row from others of its kind: its natural key without its owner."""
    label, *parts = key
    model: Any = model_of(label)
    lookups = model.key_lookups() if hasattr(model, "key_lookups") else []
    owner = getattr(model, "OWNER", "")
    if not owner or len(lookups) != len(parts):
        return parts[-1]
    pairs = zip(lookups, parts, strict=True)
    own = [(name, part) for name, part in pairs if part and not name.startswith(f"{owner}__")]
    return ", ".join(_key_part(label, name, part, names or {}) for name, part in own)


def _key_part(label: str, lookup: str, part: str, names: Names) -> str:
    name = lookup.partition("__")[0]
    if name == lookup:
        return written(label, name, {name: part})
    return named(field_of(label, name), part, names).text
