"""Writes the index from what is published: all of it, or one entry."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from therapies.choices import EntryType, FoundBy, NameKind, Section
from therapies.models import (
    Condition,
    Country,
    Drug,
    Entry,
    Institution,
    Name,
    Product,
    SearchName,
    SearchText,
    SideEffect,
    Statement,
    Trial,
)
from therapies.search import folding, lookalikes
from therapies.search.backends import backend

BATCH = 2000
LONGEST_NAME = 250
RANKS = {kind: place for place, kind in enumerate(FoundBy.values)}
SECTIONS = {section: place for place, section in enumerate(Section.values)}

# Fields that name an entry of one kind; a field may hold a list.
NAMING_FIELDS: tuple[tuple[Any, str, FoundBy], ...] = (
    (Drug, "atc_codes", FoundBy.ATC_CODE),
    (Condition, "plain_name", FoundBy.PLAIN_NAME),
    (Condition, "icd10_codes", FoundBy.DISEASE_CODE),
    (Condition, "doid", FoundBy.DISEASE_CODE),
    (SideEffect, "plain_name", FoundBy.PLAIN_NAME),
    (Institution, "native_name", FoundBy.NATIVE_NAME),
    (Institution, "ror_id", FoundBy.CODE),
    (Trial, "registry_id", FoundBy.REGISTRY_NUMBER),
    (Country, "iso_code", FoundBy.COUNTRY_CODE),
)

Names = dict[int, list[tuple[FoundBy, str]]]


@transaction.atomic
def rebuild() -> int:
    """Index everything that is published; returns the number of names."""
    written = rebuild_names()
    lookalikes.write_all()
    return written


def rebuild_names() -> int:
    """The same without comparing each drug's names with all others."""
    SearchName.objects.all().delete()
    SearchText.objects.all().delete()
    written = _write(Entry.objects.published())
    backend().settle()
    return written


@transaction.atomic
def update(entry: Entry) -> None:
    """Bring the index to what the entry says now; of one that is not published nothing is left."""
    SearchName.objects.filter(entry_id=entry.pk).delete()
    SearchText.objects.filter(entry_id=entry.pk).delete()
    _write(Entry.objects.published().filter(pk=entry.pk))
    if entry.entry_type == EntryType.DRUG:
        lookalikes.write(entry.pk)


def is_built() -> bool:
    """False for a database that was filled before there was an index."""
    return SearchName.objects.exists() or not Entry.objects.published().exists()


def _write(entries: QuerySet) -> int:
    names = _names(entries)
    rows = list(entries.order_by("pk").values_list("pk", "entry_type", "name"))
    folded = {pk: folding.fold(name)[:LONGEST_NAME] for pk, _, name in rows}
    indexed = [
        row for pk, entry_type, _ in rows for row in _rows_of(pk, entry_type, folded[pk], names[pk])
    ]
    SearchName.objects.bulk_create(indexed, batch_size=BATCH)
    statements = Statement.objects.filter(entry__in=entries).order_by("pk")
    SearchText.objects.bulk_create(
        (
            SearchText(
                statement_id=pk,
                entry_id=entry_id,
                rank=SECTIONS[section],
                words=" ".join(folding.words_of_text(text)),
                entry_folded=folded[entry_id],
            )
            for pk, entry_id, section, text in statements.values_list(
                "pk", "entry_id", "section", "text"
            ).iterator()
        ),
        batch_size=BATCH,
    )
    return len(indexed)


def _names(entries: QuerySet) -> Names:
    names: Names = defaultdict(list)
    for pk, name, synonyms in entries.values_list("pk", "name", "synonyms"):
        names[pk].append((FoundBy.NAME, name))
        names[pk] += [(FoundBy.SYNONYM, synonym) for synonym in synonyms]
    for model, field, kind in NAMING_FIELDS:
        values = model.objects.filter(pk__in=entries.values("pk")).values_list("pk", field)
        for pk, value in values:
            names[pk] += [(kind, each) for each in _listed(value)]
    drug_names = Name.objects.filter(drug__in=entries.values("pk")).order_by("text", "pk")
    for pk, name_kind, text in drug_names.values_list("drug_id", "kind", "text"):
        names[pk].append((FoundBy(NameKind(name_kind).value), text))
    products = Product.objects.filter(country__in=entries.values("pk")).order_by("name", "pk")
    for pk, text in products.values_list("country_id", "name"):
        names[pk].append((FoundBy.PRODUCT, text))
    return names


def _listed(value: Any) -> Iterable[str]:
    return value if isinstance(value, list) else [value] if value else []


def _rows_of(
    pk: int, entry_type: str, entry_folded: str, names: list[tuple[FoundBy, str]]
) -> Iterator[SearchName]:
    """A row for each spelling, of the kind that is preferred."""
    seen = set()
    for kind, text in sorted(names, key=lambda name: RANKS[name[0]]):
        folded = folding.fold(text)[:LONGEST_NAME]
        if folded and folded not in seen:
            seen.add(folded)
            yield SearchName(
                entry_id=pk,
                entry_type=entry_type,
                kind=kind,
                rank=RANKS[kind],
                text=text[:LONGEST_NAME],
                folded=folded,
                respelt=folding.respell(folded),
                words=" ".join(folding.words_of_name(text)),
                entry_folded=entry_folded,
            )
