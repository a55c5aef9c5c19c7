"""What differs between two forms of an entry, row by row, and how two changes go together."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from therapies.canonical import Record, cited
from therapies.mentions import names_of
from therapies.models import Entry, Source
from therapies.versions import PAPERWORK, PLACES, Key, by_key, key_of, told, unpack
from therapies.wording import Names, date_of, label_of, plural_of, title_of, written

SOURCE = Source._meta.label_lower
ENTRY = Entry._meta.label_lower
LONG = 60
MISSING: Any = object()


@dataclass(frozen=True)
class Piece:
    """A part of a text: kept, taken out or put in."""

    text: str
    change: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        """A long text word by word; nothing for a short value, which is shown whole."""
        if min(len(self.before), len(self.after)) < LONG:
            return []
        old, new = (re.findall(r"\S+\s*", text) for text in (self.before, self.after))
        pieces = []
        for name, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
            if name == "equal":
                pieces.append(Piece("".join(old[a:b]), "kept"))
                continue
            pieces += [Piece("".join(old[a:b]), "removed")] if a < b else []
            pieces += [Piece("".join(new[c:d]), "added")] if c < d else []
        return pieces


@dataclass
class RowChange:
    """A row that was added, removed or changed, with the sources it cites now."""

    title: str
    change: str
    fields: list[FieldChange]
    sources: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class SectionChange:
    title: str
    rows: list[RowChange]


def between(before: str, after: str, names: Names | None = None) -> list[SectionChange]:
    """All differences, grouped by kind of row in the order of the canonical form.

    `names` are those of what the records mention, where somebody has asked for them already.
    """
    old, new = unpack(before), unpack(after)
    names = names_of([*old, *new]) if names is None else names
    old_rows, new_rows = by_key(old), by_key(new)
    sources = by_key(row for row in [*old, *new] if row["model"] == SOURCE)
    sections: dict[str, SectionChange] = {}
    for key in sorted({*old_rows, *new_rows}, key=lambda key: (PLACES[key[0]], key)):
        row = _row_change(key, old_rows.get(key), new_rows.get(key), names)
        if row is None:
            continue
        now: Record = {"model": key[0], "fields": new_rows.get(key) or old_rows[key]}
        if key[0] == SOURCE:
            row.title = now["fields"]["title"]
        else:
            row.sources = [sources[SOURCE, slug] for slug in sorted(cited([now]))]
        if key[0] not in sections:
            sections[key[0]] = SectionChange(plural_of(key[0]), [])
        sections[key[0]].rows.append(row)
    return list(sections.values())


def _row_change(
    key: Key, old: dict[str, Any] | None, new: dict[str, Any] | None, names: Names
) -> RowChange | None:
    before, after = (told(key[0], fields or {}) for fields in (old, new))
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    told_of = dict.fromkeys(date_of(name) for name in differing)
    shown = [name for name in told_of if name not in PAPERWORK and name != "entry_ptr"]
    changes = [
        FieldChange(
            label_of(key[0], name),
            written(key[0], name, before, names),
            written(key[0], name, after, names),
        )
        for name in shown
    ]
    if old is not None and new is not None and not changes:
        return None
    change = "added" if old is None else "removed" if new is None else "changed"
    kept = [each for each in changes if each.before or each.after]
    return RowChange(title_of(key, names), change, kept)


@dataclass
class Merged:
    """Two changes of one base put together; nothing may be published while they contradict."""

    records: list[Record]
    conflicts: list[RowChange]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What both say; where both changed the same field differently, theirs, and a conflict."""
    rows = [by_key(unpack(content)) for content in (base, mine, theirs)]
    conflicts: list[RowChange] = []
    found: list[Record] = []
    for key in sorted(set().union(*rows), key=lambda key: (PLACES[key[0]], key)):
        ancestor, ours, other = (each.get(key, MISSING) for each in rows)
        fields = _merged_row(key, ancestor, ours, other, conflicts)
        if fields is not MISSING:
            found.append({"model": key[0], "fields": fields})
    return Merged(_with_cited_sources(found), conflicts)


def _merged_row(key: Key, base: Any, mine: Any, theirs: Any, conflicts: list[RowChange]) -> Any:
    if mine in (base, theirs) or _same(key, mine, base):
        return theirs
    if theirs is base or _same(key, theirs, base):
        return mine
    if MISSING in (base, mine, theirs):
        conflicts.append(_conflict(key, mine, theirs, [*_names(mine), *_names(theirs)]))
        return theirs
    clashes = []
    fields = dict(theirs)
    for name in theirs:
        if mine.get(name) in (base.get(name), theirs[name]):
            continue
        if theirs[name] == base.get(name):
            fields[name] = mine.get(name)
        elif name not in PAPERWORK:
            clashes.append(name)
    if clashes:
        conflicts.append(_conflict(key, mine, theirs, clashes))
    return fields


def _names(row: Any) -> Iterator[str]:
    return iter(() if row is MISSING else row)


def _same(key: Key, one: Any, other: Any) -> bool:
    if one is MISSING or other is MISSING:
        return one is other
    return told(key[0], one) == told(key[0], other)


def _conflict(key: Key, mine: Any, theirs: Any, names: Iterable[str]) -> RowChange:
    """Their value before, mine after, of each field in which they differ."""
    left = {} if theirs is MISSING else theirs
    right = {} if mine is MISSING else mine
    changes = [
        FieldChange(
            label_of(key[0], name), written(key[0], name, left), written(key[0], name, right)
        )
        for name in dict.fromkeys(names)
        if left.get(name) != right.get(name)
    ]
    return RowChange(title_of(key), "conflict", changes)


def _with_cited_sources(records: list[Record]) -> list[Record]:
    wanted = cited(row for row in records if row["model"] != SOURCE)
    return [row for row in records if row["model"] != SOURCE or key_of(row)[1] in wanted]
