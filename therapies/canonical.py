"""The canonical form: an entry with all its claims as one plain Django fixture.

A file holds the sources that only it cites, the entry, and its claims, each sorted by natural key,
without primary keys. Each vocabulary is one file. What several files cite stands in
`10_sources/shared.json`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, ForeignKey, Model, QuerySet

from editorial.models import User
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
    Production,
    Rate,
    Regulator,
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
    Milestone,
    NotFound,
    Statement,
)
# What a row refers to comes before it.
MODELS: tuple[type[Model], ...] = (User, Source, *VOCABULARIES, Entry, *FOLDERS, *CLAIMS)

Record = dict[str, Any]


class CanonicalEncoder(DjangoJSONEncoder):
    """Decimals without trailing zeros, so that both databases write the same text."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Decimal):
            return format(o.normalize() if o else Decimal(0), "f")
        return super().default(o)


def encode(records: Iterable[Record]) -> str:
    return json.dumps(list(records), indent=2, ensure_ascii=False, cls=CanonicalEncoder) + "\n"


def _with_keys(model: Any) -> QuerySet:
    """All rows, with every relation loaded that a natural key needs."""
    paths = set()
    for field in model._meta.local_fields:
        if isinstance(field, ForeignKey) and field.name != "entry_ptr":
            related = field.related_model
            inner = related.key_lookups() if hasattr(related, "key_lookups") else []
            paths.add(field.name)
            paths |= {f"{field.name}__{each.rpartition('__')[0]}" for each in inner if "__" in each}
    queryset = model._default_manager.select_related(*paths)
    return queryset.prefetch_related(*(field.name for field in model._meta.local_many_to_many))


def _records(rows: Iterable[Model]) -> list[Record]:
    return serializers.serialize(
        "python", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )


def _sorted(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: tuple(str(part) for part in row.natural_key()))


def _claims_by_entry(entries: set[int] | None) -> dict[int, list[Model]]:
    found: dict[int, list[Model]] = defaultdict(list)
    for model in CLAIMS:
        rows = _with_keys(model)
        owner = f"{model.OWNER}_id"
        if entries is not None:
            rows = rows.filter(**{f"{owner}__in": entries})
        rows = rows.annotate(owner_pk=F(owner))
        for row in _sorted(rows):
            found[row.owner_pk].append(row)
    return found


def _cited(rows: Iterable[Model]) -> set[int]:
    """Ids of all sources that the rows cite, by whatever relation."""
    cited = set()
    for row in rows:
        for field in row._meta.local_fields:
            if field.related_model is Source:
                cited.add(getattr(row, field.attname))
    return cited - {None}


def entry_records(entry: Entry) -> list[Record]:
    """One entry with its claims and every source they cite, whoever else cites it."""
    child = _with_keys(type(entry)).get(pk=entry.pk)
    rows = [child, *_claims_by_entry({entry.pk}).get(entry.pk, [])]
    sources = _sorted(Source.objects.filter(pk__in=_cited(rows)))
    return _records([*sources, entry.entry_ptr, *rows])  # type: ignore[attr-defined]


def files() -> Iterator[tuple[PurePosixPath, str]]:
    """Every file of the reference with its text, in the order of loading; none is empty."""
    for path, records in _all_records():
        if records:
            yield path, encode(records)


def _all_records() -> Iterator[tuple[PurePosixPath, list[Record]]]:
    yield PEOPLE, _records(User.objects.filter(username=MAINTAINERS))
    claims = _claims_by_entry(None)
    rows_of: dict[PurePosixPath, list[Model]] = {
        path: _sorted(_with_keys(vocabulary)) for vocabulary, path in VOCABULARIES.items()
    }
    for model, folder in FOLDERS.items():
        for child in _with_keys(model).select_related("entry_ptr").order_by("slug"):
            path = PurePosixPath(folder, f"{child.slug}.json")
            rows_of[path] = [child.entry_ptr, child, *claims.get(child.pk, [])]
    citations = Counter(pk for rows in rows_of.values() for pk in _cited(rows))
    sources = {source.pk: source for source in Source.objects.all()}
    alone = {pk for pk, times in citations.items() if times == 1}
    yield SHARED_SOURCES, _records(_sorted(sources[pk] for pk in sources if pk not in alone))
    for path, rows in rows_of.items():
        own = _sorted(sources[pk] for pk in _cited(rows) & alone)
        yield path, _records([*own, *rows])
