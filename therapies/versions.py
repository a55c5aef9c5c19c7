"""Brings the history to what is live: one version for each entry that says something new."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from editorial import edition, history
from editorial.choices import Status
from editorial.models import Proposal, User, Version
from therapies.canonical import MODELS, CanonicalEncoder, Record, key_fields, records_by_entry
from therapies.models import Entry

BATCH = 400
PLACES = {model._meta.label_lower: place for place, model in enumerate(MODELS)}
# When and by whom it was published or reviewed says nothing of the content.
PAPERWORK = frozenset(
    {"published_at", "published_by", "reviewed_on", "reviewed_by", "review_due_on"}
)

Key = tuple[str, ...]


def pack(records: Iterable[Record]) -> str:
    """The canonical form on one line, as history and proposals keep it."""
    return json.dumps(
        list(records), ensure_ascii=False, separators=(",", ":"), cls=CanonicalEncoder
    )


def unpack(content: str) -> list[Record]:
    return json.loads(content)


def content_of(entry: Entry) -> str:
    return pack(records_by_entry([entry])[entry.pk])


def key_of(record: Record) -> Key:
    """Model and natural key of a row."""
    model: Any = apps.get_model(record["model"])
    if "entry_ptr" in record["fields"]:
        return (record["model"], *map(str, record["fields"]["entry_ptr"]))
    names = getattr(model, "KEY", None) or key_fields(model)
    parts: list[str] = []
    for name in names:
        value = record["fields"][name]
        parts += [str(part) for part in value] if isinstance(value, list) else [str(value)]
    return (record["model"], *parts)


def by_key(records: Iterable[Record]) -> dict[Key, dict[str, Any]]:
    return {key_of(record): record["fields"] for record in records}


def told(label: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something of the content."""
    if label != Entry._meta.label_lower:
        return fields
    return {name: value for name, value in fields.items() if name not in PAPERWORK}


def changed_models(before: str, after: str) -> list[str]:
    """Labels of the models whose rows differ, in the order of the canonical form."""
    old, new = by_key(unpack(before)), by_key(unpack(after))
    labels = {
        key[0]
        for key in {*old, *new}
        if key not in old or key not in new or told(key[0], old[key]) != told(key[0], new[key])
    }
    return sorted(labels, key=PLACES.__getitem__)


def record(
    entries: Collection[Entry],
    reason: str,
    *,
    author: User | None = None,
    publisher: User | None = None,
    override: str = "",
    proposal: Proposal | None = None,
) -> list[Version]:
    """Add a version for each of the entries that is not as its last version says.

    What was never public has no history.
    """
    told_of = [entry for entry in entries if entry.status != Status.DRAFT]

    def drafts() -> Iterator[history.Draft]:
        for entry, content, last in _changed(told_of):
            yield history.Draft(
                kind=entry.entry_type,
                slug=entry.slug,
                name=entry.name,
                content=content,
                reason=reason,
                sections=changed_models(last.content, content) if last else [],
                author=author,
                publisher=publisher,
                override=override,
                proposal=proposal,
            )

    return history.append(drafts())


def _changed(entries: list[Entry]) -> Iterator[tuple[Entry, str, Version | None]]:
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        subjects = [(entry.entry_type, entry.slug) for entry in batch]
        newest = Version.objects.newest(subjects).defer("content")
        last = {(version.kind, version.slug): version for version in newest}
        records = records_by_entry(batch)
        for entry in batch:
            content = pack(records[entry.pk])
            known = last.get((entry.entry_type, entry.slug))
            if known is None or known.digest != history.digest(content):
                yield entry, content, known


def unrecorded(progress: Callable[[int], None] = lambda done: None) -> Iterator[str]:
    """Entries that were public and say something else than their last version."""
    public = list(Entry.objects.exclude(status=Status.DRAFT).order_by("entry_type", "slug"))
    for start in range(0, len(public), BATCH):
        batch = public[start : start + BATCH]
        for entry, content, last in _changed(batch):
            if last and _only_has_new_fields(last.content, content):
                continue
            where = f"{entry.entry_type} {entry.slug}"
            if last is None:
                yield f"{where}: it is public and has no version"
            else:
                yield f"{where}: it differs from version {last.number}, the last one"
        progress(start + len(batch))


def _only_has_new_fields(before: str, after: str) -> bool:
    """Whether all that differs is what models have learnt or lost since; what they learnt is empty.

    Migrating adds columns and writes no versions: nobody says anything by it.
    """
    old, new = by_key(unpack(before)), by_key(unpack(after))
    return old.keys() == new.keys() and all(
        value == old[key][name] if name in old[key] else _is_empty(key[0], name, value)
        for key, fields in new.items()
        for name, value in fields.items()
    )


def _is_empty(label: str, name: str, value: Any) -> bool:
    field = apps.get_model(label)._meta.get_field(name)
    return value == [] if field.many_to_many else value == field.get_default()


def vanished() -> list[str]:
    """What has a history and is in the database no more."""
    present = set(Entry.objects.values_list("entry_type", "slug"))
    newest = Version.objects.newest().order_by("kind", "slug").values_list("kind", "slug")
    return [f"{kind} {slug}" for kind, slug in newest if (kind, slug) not in present]


def last_of(kind: str, slug: str) -> Version | None:
    return Version.objects.of(kind, slug).first()


def based_on(entry: Entry, digest: str) -> Version | None:
    """The version with this digest, whether or not it is the last."""
    based_on_live(entry)
    return Version.objects.of(entry.entry_type, entry.slug).filter(digest=digest).first()


def based_on_live(entry: Entry) -> Version | None:
    """The last version, none for a draft; one is added for an entry that changed without one."""
    with transaction.atomic():
        if record([entry], "as it stood, read from the database"):
            edition.raise_version(f"recorded: {entry}", subject=entry.subject)
    return last_of(entry.entry_type, entry.slug)
