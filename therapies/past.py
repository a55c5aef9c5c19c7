"""An old version of an entry as a page: read from its records alone.

The live tables give nothing but today's names of what the records refer to. A field or a kind of
row that the models no longer know is shown as it was recorded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import DecimalField, ForeignKey, IntegerField, ManyToManyField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editorial.choices import Status
from therapies.canonical import CLAIMS, KINDS, Record
from therapies.choices import Audience, Section
from therapies.models import Entry, Source
from therapies.versions import PAPERWORK
from therapies.wording import (
    Fields,
    Names,
    Word,
    field_of,
    label_of,
    model_of,
    named,
    plural_of,
    written,
)

ENTRY, SOURCE = Entry._meta.label_lower, Source._meta.label_lower
OWN = {model._meta.label_lower for model in KINDS.values()}
CITATION = ("source", "locator", "note")
# What a reader knows from where the row stands.
SILENT = {"slug", "entry_ptr", "entry_type", "position", "name", "upper_bounds", *PAPERWORK}
WARNING, STATEMENT = "therapies.warning", "therapies.statement"
INDICATION, APPROVAL = "therapies.indication", "therapies.approval"
DATASET, RATE = "therapies.safetydataset", "therapies.rate"
TOLD_APART = {ENTRY, SOURCE, WARNING, STATEMENT, INDICATION, APPROVAL, DATASET, RATE, *OWN}


@dataclass(frozen=True)
class Citation:
    """The number of a source on this page and the place in it; `date` is the date's own source."""

    number: int
    locator: str = ""
    note: str = ""
    date: int = 0


@dataclass(frozen=True)
class Told:
    """One or more values under one label, or a sentence without; with what they rest on."""

    words: list[Word]
    label: str = ""
    citation: Citation | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    heads: list[Told]
    rows: list[list[Told]]
    has_citations: bool


@dataclass
class Block:
    title: list[Word] = field(default_factory=list)
    look: str = ""
    facts: list[Told] = field(default_factory=list)
    texts: list[Told] = field(default_factory=list)
    lines: list[Told] = field(default_factory=list)
    table: Table | None = None
    citation: Citation | None = None


@dataclass
class Part:
    title: str
    anchor: str
    blocks: list[Block]


class Past:
    """One version, put together as parts of a page with numbered sources."""

    def __init__(self, records: Iterable[Record], names: Names) -> None:
        self.rows: dict[str, list[Fields]] = defaultdict(list)
        for record in records:
            self.rows[record["model"]].append(record["fields"])
        self.approvals = self._beneath(APPROVAL, "indication")
        self.rates = self._beneath(RATE, "dataset")
        self.names = names
        self.known_sources = {row["slug"]: row for row in self.rows[SOURCE]}
        self.numbers: dict[str, int] = {}
        self.parts = [part for part in self._parts() if part.blocks]

    @property
    def is_retired(self) -> bool:
        return any(row.get("status") == Status.RETIRED for row in self.rows[ENTRY])

    @property
    def sources(self) -> list[Fields]:
        """In the order of their numbers, dates in words."""
        cited = [self.known_sources.get(slug, {"slug": slug}) for slug in self.numbers]
        return [
            {"title": row.get("title") or row["slug"], "url": row.get("url", "")}
            | {name: written(SOURCE, name, row) for name in ("publisher", "published")}
            | {"read_on": written(SOURCE, "accessed_on", row)}
            for row in cited
        ]

    def _parts(self) -> Iterator[Part]:
        yield Part(_("Facts"), "facts", [self._facts()])
        yield Part(_("Warnings"), "warnings", [self._warning(row) for row in self._all(WARNING)])
        yield from self._statements()
        yield self._part(INDICATION, [self._indication(row) for row in self._all(INDICATION)])
        yield self._part(DATASET, [self._dataset(row) for row in self._all(DATASET)])
        known = [model._meta.label_lower for model in CLAIMS]
        for label in [*known, *(label for label in sorted(self.rows) if label not in known)]:
            if label not in TOLD_APART and self.rows.get(label):
                yield self._part(label, [Block(table=self._table(label, self._all(label)))])

    def _part(self, label: str, blocks: list[Block]) -> Part:
        return Part(capfirst(plural_of(label)), label.rpartition(".")[2], blocks)

    def _all(self, label: str) -> list[Fields]:
        """Rows in the order in which the site shows them."""
        model = model_of(label)
        names = [name for name in model._meta.ordering if isinstance(name, str)] if model else []

        def place(row: Fields) -> list[tuple[bool, str]]:
            values = [row.get(name) for name in names]
            return [(value is not None, str(value)) for value in values]

        return sorted(self.rows.get(label, []), key=place)

    def _beneath(self, label: str, relation: str) -> dict[str, list[Fields]]:
        """Rows by the last part of the natural key of the row they belong to."""
        found: dict[str, list[Fields]] = defaultdict(list)
        for row in self._all(label):
            found[row[relation][-1]].append(row)
        return found

    def _facts(self) -> Block:
        block = Block()
        for row in self.rows[ENTRY]:
            silent = {"status"} if row.get("status") == Status.PUBLISHED else set()
            block.facts += self._told(ENTRY, row, silent)
        for label in OWN:
            for row in self.rows.get(label, []):
                block.facts += self._told(label, row)
                block.citation = self._citation(row)
        return block

    def _warning(self, row: Fields) -> Block:
        text = Told(self._words(WARNING, "text", row), citation=self._citation(row))
        kind = Word(capfirst(written(WARNING, "kind", row)))
        about = Told([kind, *self._words(WARNING, "regulator", row)])
        return Block(self._words(WARNING, "title", row), "warning", texts=[text], lines=[about])

    def _statements(self) -> Iterator[Part]:
        order = {name: place for place, name in enumerate([*Section.values, *Audience.values])}
        found: dict[str, dict[str, list[Fields]]] = defaultdict(lambda: defaultdict(list))
        for row in sorted(self.rows[STATEMENT], key=lambda row: int(row.get("position") or 0)):
            found[row.get("section", "")][row.get("audience", "")].append(row)
        for section in sorted(found, key=lambda name: order.get(name, len(order))):
            blocks = []
            for audience in sorted(found[section], key=lambda name: order.get(name, len(order))):
                rows = found[section][audience]
                texts = [
                    Told(self._words(STATEMENT, "text", row), citation=self._citation(row))
                    for row in rows
                ]
                is_plain = audience == Audience.EVERYONE
                title = [] if is_plain else self._words(STATEMENT, "audience", rows[0])
                look = "statements" if is_plain else "professional"
                blocks.append(Block(title, look, texts=texts))
            yield Part(written(STATEMENT, "section", {"section": section}), section, blocks)

    def _indication(self, row: Fields) -> Block:
        title = self._words(INDICATION, "condition", row)
        facts = self._told(INDICATION, row, {"drug", "condition"})
        approvals = [self._approval(each) for each in self.approvals[row["slug"]]]
        return Block(title, facts=facts, lines=approvals)

    def _approval(self, row: Fields) -> Told:
        status = capfirst(written(APPROVAL, "status", row))
        start = written(APPROVAL, "decided_on", row) or _("date not found")
        end = written(APPROVAL, "ended_on", row)
        words = [Word(status), Word(f"{start} – {end}" if end else start)]
        regulator = "".join(word.text for word in self._words(APPROVAL, "regulator", row))
        return Told(words, regulator, self._citation(row))

    def _dataset(self, row: Fields) -> Block:
        rates = self.rates[row["slug"]]
        return Block(
            self._words(DATASET, "title", row),
            facts=self._told(DATASET, row, {"drug", "title"}),
            citation=self._citation(row),
            table=self._table(RATE, rates) if rates else None,
        )

    def _table(self, label: str, rows: list[Fields]) -> Table:
        """A column for every field that some row fills; the owner of the rows is the page."""
        owner = getattr(model_of(label), "OWNER", "").partition("__")[0]
        has_citations = any("source" in row for row in rows)
        silent = (SILENT - {"name"}) | {owner} | (set(CITATION) if has_citations else set())
        names = [name for name in dict.fromkeys(n for row in rows for n in row) if _shown(name)]
        filled = [n for n in names if n not in silent and any(written(label, n, r) for r in rows)]
        filled.sort(key=lambda name: not all(written(label, name, row) for row in rows))
        heads = [_head(label, name) for name in filled]
        cells = [
            [
                Told(self._words(label, name, row), head.label, is_number=head.is_number)
                for name, head in zip(filled, heads, strict=True)
            ]
            + ([Told([], citation=self._citation(row))] if has_citations else [])
            for row in rows
        ]
        return Table(heads, cells, has_citations)

    def _told(self, label: str, row: Fields, silent: Iterable[str] = ()) -> list[Told]:
        hidden = {*SILENT, *silent} | (set(CITATION) if "source" in row else set())
        return [
            Told(words, capfirst(label_of(label, name)))
            for name in row
            if name not in hidden and _shown(name) and (words := self._words(label, name, row))
        ]

    def _words(self, label: str, name: str, row: Fields) -> list[Word]:
        value = row.get(name)
        relation = field_of(label, name)
        if isinstance(relation, ManyToManyField) and value:
            return [named(relation, key, self.names) for key in value]
        if isinstance(relation, ForeignKey) and value:
            return [named(relation, value, self.names)]
        text = written(label, name, row)
        if not text:
            return []
        if name in row.get("upper_bounds", []):
            text = f"< {text}"
        return [Word(text, text if text.startswith("https://") else "")]

    def _citation(self, row: Fields) -> Citation | None:
        if not row.get("source"):
            return None
        date = self._number(row["date_source"]) if row.get("date_source") else 0
        number = self._number(row["source"])
        return Citation(number, row.get("locator", ""), row.get("note", ""), date)

    def _number(self, key: list[str]) -> int:
        return self.numbers.setdefault(key[0], len(self.numbers) + 1)


def _shown(name: str) -> bool:
    return not name.endswith("_precision")


def _head(label: str, name: str) -> Told:
    is_number = isinstance(field_of(label, name), DecimalField | IntegerField)
    return Told([], capfirst(label_of(label, name)), is_number=is_number)
