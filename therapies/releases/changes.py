"""What differs between the fixtures of two releases, and why as far as the history says."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from editorial import history
from editorial.models import User, Version
from therapies.canonical import Record, cited
from therapies.models import Entry, Source
from therapies.versions import PAPERWORK, PLACES, Key, key_of, pack, told

Subject = tuple[str, str]
ENTRY, SOURCE, USER = (model._meta.label_lower for model in (Entry, Source, User))
WAYS = ("added", "changed", "removed")


@dataclass
class Content:
    """The records of a release: of each entry its own, and sources and vocabularies."""

    entries: dict[Subject, list[Record]] = field(default_factory=dict)
    others: dict[Key, Record] = field(default_factory=dict)
    unknown: int = 0

    def packed(self, subject: Subject) -> str:
        """The entry as its history would keep it."""
        records = self.entries[subject]
        sources = [self.others[SOURCE, slug] for slug in sorted(cited(records))]
        return pack([*sources, *records])

    def rows(self, subject: Subject) -> dict[Key, Record]:
        return {key_of(record): record for record in self.entries.get(subject, [])}


def read(fixtures: Path) -> Content:
    """Rows of a kind that this program no longer knows are counted and left out."""
    content = Content()
    for path in sorted(fixtures.rglob("*.json")):
        own = []
        for record in json.loads(path.read_text(encoding="utf-8")):
            key = _key(record)
            if key is None:
                content.unknown += 1
            elif key[0] == SOURCE or (key[0] != USER and _is_word(path)):
                content.others[key] = record
            elif key[0] != USER:
                own.append(record)
        for record in own:
            if record["model"] == ENTRY:
                content.entries[subject_of(record)] = own
    return content


def _key(record: Record) -> Key | None:
    try:
        return key_of(record) if record["model"] in PLACES else None
    except (LookupError, TypeError):
        return None


def _is_word(path: Path) -> bool:
    return path.parent.name == "20_vocabularies"


def subject_of(record: Record) -> Subject:
    return record["fields"]["entry_type"], record["fields"]["slug"]


@dataclass
class Row:
    key: Key
    change: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def fields(self) -> list[str]:
        """Names of those that differ; of a row that came or went, none are told one by one."""
        return _differing(self.key[0], self.before, self.after) if self.change == "changed" else []


@dataclass
class EntryChange:
    subject: Subject
    name: str
    change: str
    rows: list[Row]
    reasons: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Changes:
    entries: list[EntryChange]
    others: list[Row]
    unknown: int

    def counts(self) -> dict[str, dict[str, int]]:
        claims = Counter(
            row.change
            for entry in self.entries
            for row in entry.rows
            if row.key[0] != ENTRY and "entry_ptr" not in (row.before or row.after)
        )
        sources = Counter(row.change for row in self.others if row.key[0] == SOURCE)
        words = Counter(row.change for row in self.others if row.key[0] != SOURCE)
        ways = ("added", "changed", "reviewed", "withdrawn")
        entries = Counter(entry.change for entry in self.entries)
        return {
            "entries": {way: entries[way] for way in ways},
            "claims": {way: claims[way] for way in WAYS},
            "sources": {way: sources[way] for way in WAYS},
            "vocabularies": {way: words[way] for way in WAYS},
        }


def between(before: Content, after: Content) -> Changes:
    found = []
    for subject in sorted({*before.entries, *after.entries}):
        old, new = before.rows(subject), after.rows(subject)
        rows = list(_rows(old, new))
        change = "added" if not old else "withdrawn" if not new else "changed" if rows else ""
        if not change and _paperwork(subject, old) != _paperwork(subject, new):
            change = "reviewed"
        if change:
            found.append(EntryChange(subject, _name(subject, new or old), change, rows))
    return Changes(found, list(_rows(before.others, after.others)), before.unknown)


def _paperwork(subject: Subject, rows: dict[Key, Record]) -> dict[str, Any]:
    fields = rows[ENTRY, *subject]["fields"]
    return {name: fields.get(name) for name in PAPERWORK}


def _name(subject: Subject, rows: dict[Key, Record]) -> str:
    return rows[ENTRY, *subject]["fields"]["name"]


def _rows(old: dict[Key, Record], new: dict[Key, Record]) -> Iterator[Row]:
    for key in sorted({*old, *new}, key=lambda key: (PLACES[key[0]], key)):
        before, after = (rows[key]["fields"] if key in rows else {} for rows in (old, new))
        change = "added" if key not in old else "removed" if key not in new else "changed"
        if change != "changed" or _differing(key[0], before, after):
            yield Row(key, change, before, after)


def _differing(label: str, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """A field that is new in the form of records and holds nothing has not changed."""
    old, new = told(label, before), told(label, after)
    return [
        name
        for name in {**old, **new}
        if old.get(name) != new.get(name)
        and (old.get(name) or new.get(name) or (name in old and name in new))
        and name not in PAPERWORK
    ]


def give_reasons(changes: Changes, before: Content, since: datetime) -> None:
    """From the history of this database: of each version after the one that was released."""
    wanted = {entry.subject: entry for entry in changes.entries}
    released = {
        subject: history.digest(before.packed(subject))
        for subject in wanted
        if subject in before.entries
    }
    kept: dict[Subject, list[tuple[Any, ...]]] = defaultdict(list)
    versions = Version.objects.order_by("kind", "slug", "number").values_list(
        "kind", "slug", "number", "digest", "created_at", "reason"
    )
    for kind, slug, *rest in versions.iterator():
        if (kind, slug) in wanted:
            kept[kind, slug].append(tuple(rest))
    for subject, entry in wanted.items():
        entry.reasons = list(_after(kept[subject], released.get(subject), since))


def _after(
    versions: list[tuple[Any, ...]], released: str | None, since: datetime
) -> Iterable[dict[str, Any]]:
    """Versions after the last with the released content; where there is none, by their day."""
    digests = [version[1] for version in versions]
    if released in digests:
        place = len(digests) - digests[::-1].index(released)
        later = versions[place:]
    else:
        later = [version for version in versions if version[2] > since]
    for number, _digest, created_at, reason in later:
        yield {"version": number, "date": f"{created_at:%Y-%m-%d}", "reason": reason}
