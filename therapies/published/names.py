"""All names of what is published, so that what is typed is answered without asking the database.

A misspelt name alone is compared with those that the database knows by their trigrams.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from copy import copy
from typing import Self

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from editorial.choices import Status
from editorial.models import ContentVersion
from therapies.choices import EntryType, FoundBy
from therapies.models import Entry, SearchName
from therapies.published.shelf import Shelf
from therapies.published.texts import Beginnings, Pairs, Texts, matching
from therapies.search import folding
from therapies.search.backends import NameRow
from therapies.search.lookup import IN_DATABASE, Lookup
from therapies.search.question import Question
from therapies.search.targets import TargetHit, bound_targets, find_targets

# Beyond this they would fill the memory: the database answers.
MOST_NAMES = 300_000
TYPES = sorted(EntryType.values)
KINDS = FoundBy.values
SHOWN = ("id", "entry_type", "name", "slug")
# Of a name all that cannot be told from the others.
TOLD = ("entry_id", "entry_type", "entry__name", "entry__slug", "kind", "text")
Told = tuple[int, str, str, str, str, str]


class NameIndex:
    """Entries and names have numbers, in the order in which equally close ones are offered: kinds
    of entries, entries by name, names of an entry by rank. Never changed once built, so that
    threads may share it."""

    name = "names"

    def __init__(self, version: int = 0) -> None:
        self.version = version
        self._pks = array("q")
        self._types = bytearray()
        self._names, self._slugs = Texts(), Texts()
        self._entry_of = array("I")
        self._kinds = bytearray()
        self._texts = Texts()
        # Names that are spelt otherwise in American; of the others one spelling is enough.
        self._of_two: set[int] = set()
        # Where the names of each kind of entry end.
        self._ends: list[int] = []
        all_folded, all_respelt, later_words = Pairs(), Pairs(), Pairs()
        for number, (folded, respelt, words) in enumerate(self._read()):
            all_folded.add(folded.encode(), number)
            if respelt != folded:
                self._of_two.add(number)
                all_respelt.add(respelt.encode(), number)
            # With the first of them the name begins.
            for word in words.encode().split(b" ")[1:]:
                later_words.add(word, number)
        self._folded, self._respelt = Beginnings(all_folded), Beginnings(all_respelt)
        self._later_words = Beginnings(later_words)
        self._by_pk = array("I", sorted(range(len(self._pks)), key=self._pks.__getitem__))
        self._read_targets()

    def _read_targets(self) -> None:
        self._bound = bound_targets()
        pairs = Pairs()
        for number, bound in enumerate(self._bound):
            for name in bound.names:
                for word in folding.words_of_name(name):
                    pairs.add(word.encode(), number)
        self._bound_words = Beginnings(pairs)

    def _read(self) -> Iterator[tuple[str, str, str]]:
        """Folded, respelt and words of each name in order; the rest of it is kept on the way."""
        for number, entry_type in enumerate(TYPES):
            rows = _published().filter(entry_type=entry_type)
            for pk, _type, name, slug, kind, text, folded, respelt, words in rows.values_list(
                *TOLD, "folded", "respelt", "words"
            ).iterator():
                if not self._pks or self._pks[-1] != pk:
                    self._pks.append(pk)
                    self._types.append(number)
                    self._names.append(name.encode())
                    self._slugs.append(slug.encode())
                self._entry_of.append(len(self._pks) - 1)
                self._kinds.append(KINDS.index(kind))
                self._texts.append(text.encode())
                yield folded, respelt, words
            self._ends.append(len(self._entry_of))

    def renewed(self, version: int) -> Self | None:
        """The same for a later version, where every publication since was of one entry and left
        its names as they were."""
        subjects = ContentVersion.subjects_between(self.version, version)
        if subjects is None or not self._still_says(subjects):
            return None
        index = copy(self)
        index.version = version
        index._read_targets()
        return index

    def _still_says(self, subjects: set[tuple[str, str]]) -> bool:
        """Of some entries, by kind and slug, what is published."""
        entries = Entry.objects.filter(slug__in=[slug for _kind, slug in subjects])
        pks = {
            (entry_type, slug): pk
            for pk, entry_type, slug in entries.values_list("pk", "entry_type", "slug")
        }
        if not subjects <= pks.keys():
            return False
        changed = [pks[subject] for subject in subjects]
        told = _published().filter(entry__in=changed).values_list(*TOLD)
        return sorted(told) == sorted(row for pk in changed for row in self._told(pk))

    def _told(self, pk: int) -> Iterator[Told]:
        entry = self._entry(pk)
        if entry is not None:
            shown = (pk, TYPES[self._types[entry]], self._names[entry], self._slugs[entry])
            first, end = bisect_left(self._entry_of, entry), bisect_right(self._entry_of, entry)
            for name in range(first, end):
                yield *shown, KINDS[self._kinds[name]], self._texts[name]

    def __len__(self) -> int:
        return len(self._entry_of)

    @property
    def size(self) -> int:
        """Bytes of what grows with the names."""
        held = (
            self._names,
            self._slugs,
            self._texts,
            self._folded,
            self._respelt,
            self._later_words,
        )
        numbers = (self._pks, self._by_pk, self._entry_of)
        arrays = sum(each.itemsize * len(each) for each in numbers)
        return arrays + len(self._types) + len(self._kinds) + sum(each.size for each in held)

    def names(self, question: Question, most: int) -> list[NameRow]:
        closest_first = (
            self._spelt(question, Beginnings.of_whole),
            self._spelt(question, Beginnings.of),
            matching(self._with_word, question.groups),
        )
        entries = set(map(self._entry_of.__getitem__, closest_first[-1]))
        totals = Counter(map(self._types.__getitem__, entries))
        levels = [sorted(names) for names in closest_first]
        return [
            row for number in sorted(totals) for row in self._best(levels, number, totals, most)
        ]

    def _spelt(
        self, question: Question, find: Callable[[Beginnings, str], Sequence[int]]
    ) -> list[int]:
        """Names by their spelling, and by the American one."""
        found = [*find(self._folded, question.folded), *find(self._respelt, question.respelt)]
        if question.respelt != question.folded:
            also = find(self._folded, question.respelt)
            found += [name for name in also if name not in self._of_two]
        return found

    def _with_word(self, beginning: str) -> Sequence[int]:
        return [*self._folded.of(beginning), *self._later_words.of(beginning)]

    def _best(
        self, levels: list[list[int]], entry_type: int, totals: Counter[int], most: int
    ) -> list[NameRow]:
        """Of entries of one kind each its best name, the closest first."""
        first, end = self._ends[entry_type - 1] if entry_type else 0, self._ends[entry_type]
        best: dict[int, NameRow] = {}
        for closeness, names in enumerate(levels):
            for name in names[bisect_left(names, first) : bisect_left(names, end)]:
                entry = self._entry_of[name]
                if entry not in best:
                    best[entry] = self._row(entry, name, closeness, totals[entry_type])
                if len(best) == most:
                    return list(best.values())
        return list(best.values())

    def _row(self, entry: int, name: int, closeness: int, total: int) -> NameRow:
        return NameRow(
            self._pks[entry],
            TYPES[self._types[entry]],
            KINDS[self._kinds[name]],
            self._texts[name],
            closeness,
            total,
        )

    def targets(self, question: Question) -> list[TargetHit]:
        numbers = sorted(matching(self._bound_words.of, question.groups))
        return find_targets(question, [self._bound[number] for number in numbers])

    def entries(self, pks: Collection[int]) -> dict[int, Entry]:
        """Of each what is shown; whatever else is asked of one is read then."""
        known = ((pk, self._entry(pk)) for pk in pks)
        found = {pk: self._shown(entry) for pk, entry in known if entry is not None}
        missing = [pk for pk in pks if pk not in found]
        return found | IN_DATABASE.entries(missing) if missing else found

    def _entry(self, pk: int) -> int | None:
        place = bisect_left(self._by_pk, pk, key=self._pks.__getitem__)
        if place < len(self._by_pk) and self._pks[entry := self._by_pk[place]] == pk:
            return entry
        return None

    def _shown(self, entry: int) -> Entry:
        entry_type = TYPES[self._types[entry]]
        values = (self._pks[entry], entry_type, self._names[entry], self._slugs[entry])
        return Entry.from_db(DEFAULT_DB_ALIAS, SHOWN, values)


def _published() -> QuerySet:
    """In the order of their numbers, within one kind of entries."""
    rows = SearchName.objects.filter(entry__status=Status.PUBLISHED)
    return rows.order_by("entry_folded", "entry_id", "rank", "folded")


def _index(kind: type[NameIndex], version: int, former: NameIndex | None) -> NameIndex | None:
    if former and (index := former.renewed(version)):
        return index
    return kind(version) if SearchName.objects.count() <= MOST_NAMES else None


shelf = Shelf(_index, takes_over=True)


def current() -> Lookup:
    """The names of the version in force, or the database while they are not there."""
    return shelf.current(NameIndex) or IN_DATABASE
