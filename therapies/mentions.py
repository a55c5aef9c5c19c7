"""What records mention by natural key, by the names it has today."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey, ManyToManyField
from django.urls import reverse

from editorial.choices import Status
from therapies.canonical import Record
from therapies.choices import EntryType
from therapies.models import Entry, Indication, SafetyDataset
from therapies.models.base import KindOfEntry
from therapies.models.taxonomy import Vocabulary
from therapies.wording import Names, Word, model_of, named, whose


def names_of(records: Iterable[Record]) -> Names:
    """Names of entries by one query, of words by one for each vocabulary; rows by their titles."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        rows[record["model"]].append(record["fields"])
    wanted: dict[Any, set[str]] = defaultdict(set)
    for label, found in rows.items():
        for relation in _relations(label):
            for value in filter(None, (row.get(relation.name) for row in found)):
                keys = value if isinstance(relation, ManyToManyField) else [value]
                wanted[relation.related_model] |= {key[-1] for key in keys}
    kinds = {model for model in wanted if issubclass(model, Entry)}
    names = _entries(kinds, set().union(*(wanted[model] for model in kinds)))
    for model in wanted.keys() - kinds:
        known = model._default_manager.filter(slug__in=wanted[model]).values_list("slug", "name")
        names |= {(whose(model), slug): Word(name) for slug, name in known}
    return names | _titles(rows, names)


def _entries(kinds: set[Any], slugs: set[str]) -> Names:
    entries = Entry.objects.filter(entry_type__in={model.TYPE for model in kinds}, slug__in=slugs)
    names = {}
    for kind, slug, name, status in entries.values_list("entry_type", "slug", "name", "status"):
        is_public = status == Status.PUBLISHED
        address = reverse(f"{EntryType(kind)}-detail", args=[slug]) if is_public else ""
        names[str(kind), slug] = Word(name, address)
    return names


def _titles(rows: dict[str, list[dict[str, Any]]], names: Names) -> Names:
    """Rows that other rows belong to are called by what they say of themselves."""
    titles = {}
    for row in rows.get(whose(SafetyDataset), []):
        titles[whose(SafetyDataset), row["slug"]] = Word(row.get("title") or row["slug"])
    condition = Indication._meta.get_field("condition")
    for row in rows.get(whose(Indication), []):
        what = named(condition, row.get("condition") or [row["slug"]], names).text
        told = row.get("setting") or row.get("population") or ""
        titles[whose(Indication), row["slug"]] = Word(f"{what}: {told}" if told else what)
    return titles


def _relations(label: str) -> list[Any]:
    """Relations of a row to entries and words, without the one to its owner."""
    model = model_of(label)
    if model is None:
        return []
    owner = getattr(model, "OWNER", "").partition("__")[0]
    columns = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [
        each
        for each in columns
        if isinstance(each, ForeignKey | ManyToManyField)
        and each.name != owner
        and issubclass(each.related_model, KindOfEntry | Vocabulary)
    ]
