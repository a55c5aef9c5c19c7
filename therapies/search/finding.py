"""Finding entries by any of their names, and by the words of their statements."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps

from therapies.choices import EntryType, FoundBy
from therapies.models import Entry, LookAlike, Statement
from therapies.search import folding
from therapies.search.backends import Candidate, NameRow, backend
from therapies.search.closeness import nearest
from therapies.search.lookalikes import look_alikes
from therapies.search.lookup import IN_DATABASE, Lookup
from therapies.search.places import paths
from therapies.search.question import Question
from therapies.search.targets import TargetHit

MOST_OF_A_KIND = 20
MOST_TEXTS = 20
MOST_NEAR = 8
MOST_SUGGESTIONS = 8
MOST_SUGGESTED_TARGETS = 2
EXCERPT_BEFORE, EXCERPT_LENGTH = 60, 180


@dataclass
class Hit:
    """An entry, the name by which it was found, and where it sits."""

    entry: Entry
    found_by: FoundBy
    name: str
    path: list[str] = field(default_factory=list)
    alike: list[LookAlike] = field(default_factory=list)

    @property
    def is_own_name(self) -> bool:
        return self.found_by == FoundBy.NAME

    @property
    def kind_of_name(self) -> str:
        return str(self.found_by.label)


@dataclass
class Group:
    """What was found of one kind of entry: the best of `total`."""

    entry_type: EntryType
    hits: list[Hit]
    total: int

    @property
    def name(self) -> str:
        """The kind in the plural, as its model says it."""
        model = apps.get_model("therapies", self.entry_type.replace("_", ""))
        return str(model._meta.verbose_name_plural)

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


@dataclass
class Mention:
    """An entry with a statement that holds the words asked for."""

    entry: Entry
    section: str
    before: str
    word: str
    after: str


@dataclass
class Results:
    groups: list[Group] = field(default_factory=list)
    targets: list[TargetHit] = field(default_factory=list)
    near: list[Hit] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups) + len(self.targets)


def find(text: str, lookup: Lookup = IN_DATABASE) -> Results:
    """What is called so, grouped by kind; where nothing is, near names beside it, never instead."""
    question = Question(text)
    if not question.folded:
        return Results()
    rows = lookup.names(question, MOST_OF_A_KIND)
    mentioned = backend().texts(question, MOST_TEXTS)
    targets = lookup.targets(question)
    near_rows = [] if rows or targets else _near(question)
    wanted = {row.entry_id for row in rows} | {row.entry_id for row in near_rows}
    wanted |= {pk for pk, _ in mentioned}
    entries = lookup.entries(wanted)
    named = {row.entry_id for row in rows}
    results = Results(
        groups=_groups(rows, entries),
        targets=targets,
        near=_hits(near_rows, entries),
        mentions=_mentions([pair for pair in mentioned if pair[0] not in named], entries, question),
    )
    hits = [hit for group in results.groups for hit in group.hits] + results.near
    places = paths(hit.entry for hit in hits)
    drugs = [hit.entry.pk for hit in hits if hit.entry.entry_type == EntryType.DRUG]
    likenesses = look_alikes(drugs) if drugs else {}
    for hit in hits:
        hit.path = places[hit.entry.pk]
        hit.alike = likenesses.get(hit.entry.pk, [])
    return results


@dataclass
class Suggestions:
    """Near names stand apart, and only where nothing begins as typed."""

    hits: list[Hit] = field(default_factory=list)
    targets: list[TargetHit] = field(default_factory=list)
    near: list[Hit] = field(default_factory=list)

    @property
    def targets_first(self) -> bool:
        return any(target.is_exact for target in self.targets)


def suggest(text: str, lookup: Lookup = IN_DATABASE) -> Suggestions:
    """The few entries that what was typed so far may become, the closest first."""
    question = Question(text)
    if not question.folded:
        return Suggestions()
    order = EntryType.values
    rows = lookup.names(question, MOST_SUGGESTIONS)
    rows.sort(key=lambda row: (row.closeness, order.index(row.entry_type)))
    targets = lookup.targets(question)[:MOST_SUGGESTED_TARGETS]
    rows = rows[: MOST_SUGGESTIONS - len(targets)]
    near_rows = [] if rows or targets else _near(question)
    wanted = [row.entry_id for row in rows] + [row.entry_id for row in near_rows]
    entries = lookup.entries(wanted)
    return Suggestions(_hits(rows, entries), targets, _hits(near_rows, entries))


def near(text: str) -> list[Entry]:
    """Published entries with a name that is spelt nearly, or exactly, like the text."""
    question = Question(text)
    if not question.folded:
        return []
    candidates = _near(question)
    entries = Entry.objects.published().in_bulk([each.entry_id for each in candidates])
    return [hit.entry for hit in _hits(candidates, entries)]


def _near(question: Question) -> list[Candidate]:
    """The nearest name of each entry, the nearest entry first."""
    (candidates,) = backend().candidates([question.respelt])
    scored = []
    for each in candidates:
        errors = nearest(question.respelt, each.respelt)
        if errors is not None:
            is_part = abs(len(each.respelt) - len(question.respelt)) > errors
            scored.append((is_part, errors, each.rank, each.entry_folded, each.entry_id, each))
    best: dict[int, Candidate] = {}
    for *_, candidate in sorted(scored, key=lambda row: row[:5]):
        best.setdefault(candidate.entry_id, candidate)
    return list(best.values())[:MOST_NEAR]


def _hits(rows: Iterable[NameRow | Candidate], entries: dict[int, Entry]) -> list[Hit]:
    return [
        Hit(entries[row.entry_id], FoundBy(row.kind), row.text)
        for row in rows
        if row.entry_id in entries
    ]


def _groups(rows: list[NameRow], entries: dict[int, Entry]) -> list[Group]:
    """In the order of the kinds, but first the kinds of which a name is exactly what was asked."""
    groups = []
    for kind in EntryType:
        of_kind = [row for row in rows if row.entry_type == kind and row.entry_id in entries]
        if of_kind:
            group = Group(kind, _hits(of_kind, entries), of_kind[0].total)
            groups.append((of_kind[0].closeness, group))
    return [group for _, group in sorted(groups, key=lambda pair: pair[0])]


def _mentions(
    pairs: list[tuple[int, int]], entries: dict[int, Entry], question: Question
) -> list[Mention]:
    statements = Statement.objects.in_bulk([statement for _, statement in pairs])
    return [
        _mention(entries[pk], statements[statement], question)
        for pk, statement in pairs
        if pk in entries and statement in statements
    ]


def _mention(entry: Entry, statement: Statement, question: Question) -> Mention:
    """The statement around the word that was asked for."""
    text = statement.text
    at, length = _first_asked(text, question)
    start = 0 if at <= EXCERPT_BEFORE else text.rfind(" ", 0, at - EXCERPT_BEFORE) + 1
    stop = text.find(" ", max(start + EXCERPT_LENGTH, at + length))
    stop = len(text) if stop < 0 else stop
    before = ("… " if start else "") + text[start:at]
    after = text[at + length : stop] + (" …" if stop < len(text) else "")
    return Mention(entry, statement.get_section_display(), before, text[at : at + length], after)


def _first_asked(text: str, question: Question) -> tuple[int, int]:
    """Where the first word stands that begins as the longest of those asked for, and its length."""
    asked = max(
        (words for group in question.groups for words in group),
        key=lambda each: max(map(len, each)),
    )
    start = max(asked, key=len)
    for word in re.finditer(r"\S+", text):
        if any(each.startswith(start) for each in folding.words_of_text(word[0])):
            return word.start(), len(word[0])
    return 0, 0
