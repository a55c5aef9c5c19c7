"""The canonical form: an entry with all its claims as one plain Django fixture.

A file holds the sources that only it cites, the entry, and its claims, each sorted by natural key,
without primary keys. Each vocabulary is one file. What several files cite stands in
`10_sources/shared.json`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model, QuerySet

from editorial.models import User
from therapies.choices import EntryType
from therapies.models import (
    Approval,
    AwaitedDrug,
    ClaimCheck,
    Comparison,
    Condition,
    Country,
    Drug,
    Entry,
    GlossaryTerm,
    Indication,
    Institution,
    LabelCount,
    Milestone,
    Name,
    NotFound,
    PivotalResult,
    Product,
    Production,
    Rate,
    Regulator,
    ResearchOutput,
    Route,
    SafetyDataset,
    SideEffect,
    Source,
    Statement,
    Target,
    TherapyType,
    Trial,
    Warning,
)

MAINTAINERS = "maintainers"
PEOPLE = PurePosixPath("00_people/maintainers.json")
SHARED_SOURCES = PurePosixPath("10_sources/shared.json")
VOCABULARIES = {
    Target: PurePosixPath("20_vocabularies/targets.json"),
    Route: PurePosixPath("20_vocabularies/routes.json"),
    Regulator: PurePosixPath("20_vocabularies/regulators.json"),
    GlossaryTerm: PurePosixPath("20_vocabularies/glossary.json"),
}
FOLDERS = {
    TherapyType: "30_therapy_types",
    Condition: "40_conditions",
    SideEffect: "50_side_effects",
    Drug: "60_drugs",
    Country: "70_countries",
    Institution: "71_institutions",
    Trial: "72_trials",
    ClaimCheck: "80_claims",
}
CLAIMS = (
    AwaitedDrug,
    Name,
    Production,
    Indication,
    Approval,
    LabelCount,
    Warning,
    SafetyDataset,
    Rate,
    Comparison,
    PivotalResult,
    Milestone,
    Product,
    ResearchOutput,
    NotFound,
    Statement,
)
# What a row refers to comes before it.
MODELS: tuple[type[Model], ...] = (User, Source, *VOCABULARIES, Entry, *FOLDERS, *CLAIMS)

KINDS = {model.TYPE: model for model in FOLDERS}
CREDITS = ("username", "public_name", "affiliation", "orcid")
NO_SIGN_IN = {"password": "!", "is_active": False}
BATCH = 2000

Record = dict[str, Any]


class CanonicalEncoder(DjangoJSONEncoder):
    """Decimals without trailing zeros, so that both databases write the same text."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Decimal):
            return format(o.normalize() if o else Decimal(0), "f")
        return super().default(o)


def encode(records: Iterable[Record]) -> str:
    return json.dumps(list(records), indent=2, ensure_ascii=False, cls=CanonicalEncoder) + "\n"


def fixture_fields(model: Any) -> list[Any]:
    """Columns and many-to-many relations that a fixture of the model carries.

    A child table's `entry_ptr` is among them: it is how the row says whose child it is. Of an
    account only what is credited in public is kept, and that it cannot sign in.
    """
    if model is User:
        return [User._meta.get_field(name) for name in (*CREDITS, *NO_SIGN_IN)]
    own = [field for field in model._meta.local_fields if field.serialize and not field.primary_key]
    parents = [field for field in model._meta.local_fields if field.name == "entry_ptr"]
    return [*parents, *own, *(each for each in model._meta.local_many_to_many if each.serialize)]


def key_fields(model: Any) -> list[str]:
    """The natural key as flat lookups."""
    return model.key_lookups() if hasattr(model, "key_lookups") else [model.USERNAME_FIELD]


class Row(NamedTuple):
    pk: int
    owner: int
    key: tuple[str, ...]
    record: Record


def _rows(model: Any, owner: str = "pk", of: Collection[int] | None = None) -> list[Row]:
    """Every row as a record, sorted by natural key; `owner` names the id that `of` limits."""
    fields = fixture_fields(model)
    columns = [field for field in fields if not field.many_to_many]
    related = {field.name: _key_of(field) for field in columns if isinstance(field, ForeignKey)}
    paths = [path for field in columns for path in related.get(field.name, [field.name])]
    queryset = model._default_manager.order_by()
    if of is not None:
        queryset = queryset.filter(**{f"{owner}__in": of})
    links = {
        field.name: _links(field, None if of is None else queryset)
        for field in fields
        if field.many_to_many
    }
    label, keys = model._meta.label_lower, key_fields(model)
    rows = []
    for pk, owned, *values in queryset.values_list("pk", owner, *keys, *paths).iterator(BATCH):
        rest = iter(values[len(keys) :])
        written: dict[str, Any] = {}
        for field in columns:
            if field.name in related:
                parts = [next(rest) for _ in related[field.name]]
                written[field.name] = None if parts[-1] is None else parts
            else:
                written[field.name] = next(rest)
        written |= {name: found.get(pk, []) for name, found in links.items()}
        key = tuple(str(part) for part in values[: len(keys)])
        rows.append(Row(pk, owned, key, {"model": label, "fields": written}))
    return sorted(rows, key=lambda row: row.key)


def _key_of(relation: Any) -> list[str]:
    return [f"{relation.name}__{lookup}" for lookup in key_fields(relation.related_model)]


def _links(relation: Any, rows: QuerySet | None) -> dict[int, list[list[Any]]]:
    """Natural keys of what each row is related to, by the row's id."""
    near, far = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    queryset = relation.remote_field.through._default_manager.all()
    if rows is not None:
        queryset = queryset.filter(**{f"{near}__in": rows.values("pk")})
    found: dict[int, list[list[Any]]] = defaultdict(list)
    keys = [f"{far}__{lookup}" for lookup in key_fields(relation.related_model)]
    for pk, *key in queryset.values_list(f"{near}_id", *keys):
        found[pk].append(key)
    return {pk: sorted(keys) for pk, keys in found.items()}


def _claims_by_entry(entries: Collection[int] | None) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = defaultdict(list)
    for model in CLAIMS:
        for row in _rows(model, f"{model.OWNER}_id", entries):
            found[row.owner].append(row.record)
    return found


def cited(records: Iterable[Record]) -> set[str]:
    """Slugs of all sources that the records cite, by whatever relation."""
    return {
        record["fields"][name][0]
        for record in records
        for name in _source_fields(record["model"])
        if record["fields"].get(name)
    }


@cache
def _source_fields(label: str) -> tuple[str, ...]:
    columns = apps.get_model(label)._meta.local_fields
    return tuple(column.name for column in columns if column.related_model is Source)


def entry_records(entry: Entry) -> list[Record]:
    """One entry with its claims and every source they cite, whoever else cites it."""
    return records_by_entry([entry])[entry.pk]


def records_by_entry(entries: Collection[Entry]) -> dict[int, list[Record]]:
    """The same for many entries, by id, in as many queries as for one kind of entry."""
    pks = {entry.pk for entry in entries}
    claims = _claims_by_entry(pks)
    own = {row.pk: row.record for row in _rows(Entry, of=pks)}
    found = {}
    for model in {KINDS[EntryType(entry.entry_type)] for entry in entries}:
        for row in _rows(model, of=pks):
            found[row.pk] = [own[row.pk], row.record, *claims.get(row.pk, [])]
    slugs = {pk: cited(records) for pk, records in found.items()}
    wanted = Source.objects.filter(slug__in=set().union(*slugs.values()))
    sources = {
        row.key[0]: row.record
        for row in _rows(Source, of=list(wanted.values_list("pk", flat=True)))
    }
    return {
        pk: [*(sources[slug] for slug in sorted(slugs[pk])), *records]
        for pk, records in found.items()
    }


class Reference(NamedTuple):
    """All records: accounts, sources by slug, and each file's own without its sources."""

    people: list[Record]
    sources: dict[str, Record]
    records_of: dict[PurePosixPath, list[Record]]


def files(of: Reference | None = None) -> Iterator[tuple[PurePosixPath, str]]:
    """Every file of the reference with its text, in the order of loading; none is empty."""
    for path, records in _filed(of or everything()):
        if records:
            yield path, encode(records)


def everything() -> Reference:
    """What the database holds, drafts included."""
    people = [row.record for row in _rows(User, of=_credited())]
    for person in people:
        person["fields"] |= NO_SIGN_IN
    claims = _claims_by_entry(None)
    entries = {row.pk: row.record for row in _rows(Entry)}
    records_of: dict[PurePosixPath, list[Record]] = {
        path: [row.record for row in _rows(vocabulary)] for vocabulary, path in VOCABULARIES.items()
    }
    for model, folder in FOLDERS.items():
        for row in _rows(model):
            path = PurePosixPath(folder, f"{row.key[0]}.json")
            records_of[path] = [entries[row.pk], row.record, *claims.get(row.pk, [])]
    return Reference(people, {row.key[0]: row.record for row in _rows(Source)}, records_of)


def _filed(reference: Reference) -> Iterator[tuple[PurePosixPath, list[Record]]]:
    sources = reference.sources
    yield PEOPLE, reference.people
    citing = {path: cited(records) for path, records in reference.records_of.items()}
    citations = Counter(slug for slugs in citing.values() for slug in slugs)
    alone = {slug for slug, times in citations.items() if times == 1}
    yield SHARED_SOURCES, [sources[slug] for slug in sorted(sources) if slug not in alone]
    for path, records in reference.records_of.items():
        own = [sources[slug] for slug in sorted(citing[path] & alone)]
        yield path, [*own, *records]


def _credited() -> set[int]:
    """Accounts that fixtures name; of those that can sign in nothing but the credit is kept."""
    named = Entry.objects.values_list("published_by", "reviewed_by").distinct()
    pks = {pk for pair in named for pk in pair if pk is not None}
    return pks | set(User.objects.filter(username=MAINTAINERS).values_list("pk", flat=True))
