"""What a file would change, entry by entry, and everything in it that is wrong."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _

from therapies import versions
from therapies.canonical import records_by_entry
from therapies.models import Entry
from therapies.tables.cells import Column, normal
from therapies.tables.files import Line, Problem, Table
from therapies.tables.sheets import REMOVE, Part, Sheet
from therapies.versions import Key

MOST_SUGGESTIONS = 100
YES = {"yes": True, "no": False, "": False}


@dataclass
class Draft:
    """An entry as the file would have it."""

    slug: str
    entry: Entry | None
    before: str
    rows: dict[Key, dict[str, Any]]
    # Where the file states a row, and of which cells.
    stated: dict[Key, Line] = field(default_factory=dict)
    touched: dict[Key, int] = field(default_factory=dict)
    removed: dict[Key, int] = field(default_factory=dict)
    added: set[Key] = field(default_factory=set)
    is_broken: bool = False

    @cached_property
    def spellings(self) -> dict[Key, Key]:
        """Keys of live rows by their spelling in a cell."""
        return {_spelt(key): key for key in self.rows}

    def known(self, key: Key) -> Key:
        return key if key in self.rows else self.spellings.get(_spelt(key), key)


def _spelt(key: Key) -> Key:
    return tuple(normal(part) for part in key)


class References:
    """Slugs and ids of what cells may name, read once for each kind."""

    def __init__(self) -> None:
        self.tables: dict[Any, dict[str, int]] = {}
        self.suggested = 0

    def of(self, model: Any) -> dict[str, int]:
        if model not in self.tables:
            rows = model._default_manager.order_by("slug").values_list("slug", "pk")
            self.tables[model] = dict(rows)
        return self.tables[model]

    def refusal(self, model: Any, slugs: Iterable[str], known: Iterable[str] | None = None) -> str:
        """Says which slug is unknown, with near ones; nothing if all are there."""
        there = self.of(model) if known is None else list(known)
        unknown = [slug for slug in slugs if slug not in there]
        if not unknown:
            return ""
        name = model._meta.verbose_name
        said = _("There is no %(name)s “%(slug)s”.") % {"name": name, "slug": unknown[0][:120]}
        self.suggested += 1
        if self.suggested > MOST_SUGGESTIONS:
            return said
        near = difflib.get_close_matches(unknown[0][:120], there, n=3)
        return f"{said} {_('Near it: %(slugs)s.') % {'slugs': ', '.join(near)}}" if near else said


class Checker:
    """Reads the lines of one file into drafts of the entries that they name."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        self.problems = list(table.problems)
        self.references = References()
        self.drafts: dict[str, Draft] = {}
        self.unread = {problem.row for problem in table.problems}
        self.unread_cells = {(problem.row, problem.column) for problem in table.problems}

    def run(self) -> None:
        self._load()
        for line in self.table.lines:
            self._line(line)
        for draft in self.drafts.values():
            self._orphans(draft)

    def _load(self) -> None:
        known = self.references.of(self.sheet.model)
        named = {line.cells[self.sheet.entry_header] for line in self.table.lines}
        pks = sorted(known[slug] for slug in named if slug in known)
        for start in range(0, len(pks), versions.BATCH):
            entries = Entry.objects.filter(pk__in=pks[start : start + versions.BATCH])
            records = records_by_entry(list(entries))
            for entry in entries:
                before = versions.pack(records[entry.pk])
                rows = versions.by_key(versions.unpack(before))
                self.drafts[entry.slug] = Draft(entry.slug, entry, before, rows)

    def problem(self, line: Line, column: str, message: str, draft: Draft | None = None) -> None:
        if (line.number, column) not in self.unread_cells:
            self.problems.append(Problem(line.number, column, message))
        if draft:
            draft.is_broken = True

    def _draft(self, line: Line) -> Draft | None:
        header = self.sheet.entry_header
        slug = line.cells[header]
        if slug not in self.drafts:
            if not slug:
                self.problem(line, header, _("It must not be empty."))
                return None
            if not self.sheet.is_of_entries:
                self.problem(line, header, self.references.refusal(self.sheet.model, [slug]))
                return None
            self.drafts[slug] = Draft(slug, None, "[]", {})
        draft = self.drafts[slug]
        draft.is_broken |= line.number in self.unread
        return draft

    def _line(self, line: Line) -> None:
        draft = self._draft(line)
        if draft is None:
            return
        parts = self._parts(line, draft)
        keys = [self._key(part, line, draft) for part in parts]
        if None in keys or not parts:
            return
        stated = [(part, key) for part, key in zip(parts, keys, strict=True) if key]
        is_removal = self._is_removal(line, draft)
        if is_removal is None or self._is_twin(line, draft, *stated[-1]):
            return
        if is_removal:
            self._remove(line, draft, stated[-1][1])
            return
        for part, key in stated:
            self._state(part, key, line, draft)

    def _parts(self, line: Line, draft: Draft) -> tuple[Part, ...]:
        """All parts, or those before the last where the line says nothing of it."""
        last = self.sheet.last
        if not self.sheet.parents or not last.keys:
            return self.sheet.parts
        if any(line.cells[column.name] for column in last.keys):
            return self.sheet.parts
        for column in last.others:
            if line.cells.get(column.name):
                name = ", ".join(each.name for each in last.keys)
                said = _("It is given, but “%(name)s” is empty.") % {"name": name}
                self.problem(line, column.name, said, draft)
                return ()
        return self.sheet.parents

    def _key(self, part: Part, line: Line, draft: Draft) -> Key | None:
        """The key of a row that is there, or a right key of a new one."""
        key = draft.known(part.key(part.key_fields(line.cells)))
        if key in draft.rows:
            return key
        is_right = True
        for column in part.keys:
            try:
                value = column.read(line.cells[column.name])
            except ValidationError as error:
                self.problem(line, column.name, " ".join(error.messages), draft)
                is_right = False
            else:
                is_right &= self._refers(column, value, line, draft)
        return key if is_right else None

    def _refers(self, column: Column, value: Any, line: Line, draft: Draft) -> bool:
        model = column.field.related_model
        if model is None or not value:
            return True
        slugs = [key[-1] for key in value] if isinstance(value[0], list) else value
        refusal = self.references.refusal(model, slugs)
        if refusal:
            self.problem(line, column.name, refusal, draft)
        return not refusal

    def _is_removal(self, line: Line, draft: Draft) -> bool | None:
        said = line.cells.get(REMOVE, "").lower()
        if said not in YES:
            self.problem(line, REMOVE, _("Write “yes” to remove the row, or nothing."), draft)
            return None
        return YES[said]

    def _is_twin(self, line: Line, draft: Draft, part: Part, key: Key) -> bool:
        """Whether another line states the same row already."""
        if part is not self.sheet.last or key not in draft.stated:
            return False
        names = part.keys or self.sheet.parts[0].keys
        said = _("The same row stands already in row %(row)s.") % {"row": draft.stated[key].number}
        self.problem(line, names[0].name, said, draft)
        return True

    def _remove(self, line: Line, draft: Draft, key: Key) -> None:
        draft.stated[key] = line
        if draft.rows.pop(key, None) is None:
            self.problem(line, REMOVE, _("There is no such row to remove."), draft)
        draft.removed[key] = line.number

    def _state(self, part: Part, key: Key, line: Line, draft: Draft) -> None:
        first = draft.stated.setdefault(key, line)
        if first is not line:
            self._must_agree(part, first, line, draft)
            return
        old = draft.rows.get(key)
        if old is None and part in self.sheet.parents and self._is_unknown(part, line, draft):
            return
        new = dict(old) if old else part.new() | part.key_fields(line.cells)
        is_right = True
        for column in part.others:
            is_right &= self._cell(column, old, new, line, draft)
        if is_right and new != old:
            draft.rows[key] = new
            draft.touched[key] = line.number
            if old is None:
                draft.added.add(key)

    def _cell(
        self,
        column: Column,
        old: dict[str, Any] | None,
        new: dict[str, Any],
        line: Line,
        draft: Draft,
    ) -> bool:
        each: Field = column.field
        text = line.cells.get(column.name)
        if old is not None and (text is None or text == normal(column.write(old[each.name]))):
            return True
        if text is None and each.has_default():
            return True
        try:
            value = column.read(text or "")
        except ValidationError as error:
            self.problem(line, column.name, " ".join(error.messages), draft)
            return False
        new[each.name] = value
        return self._refers(column, value, line, draft)

    def _must_agree(self, part: Part, first: Line, line: Line, draft: Draft) -> None:
        for column in part.others:
            if line.cells.get(column.name) != first.cells.get(column.name):
                said = _("It says otherwise than row %(row)s, which is about the same %(name)s.")
                name = part.model._meta.verbose_name
                self.problem(line, column.name, said % {"row": first.number, "name": name}, draft)

    def _is_unknown(self, part: Part, line: Line, draft: Draft) -> bool:
        """Named by its key alone, and not there: misspelt rather than new."""
        if self.sheet.is_of_entries or any(line.cells.get(each.name) for each in part.others):
            return False
        (column,) = part.keys
        known = [key[-1] for key in draft.rows if key[0] == part.label]
        slugs = [line.cells[column.name]]
        self.problem(line, column.name, self.references.refusal(part.model, slugs, known), draft)
        return True

    def _orphans(self, draft: Draft) -> None:
        """Rows that would belong to nothing because what they belong to is removed."""
        last = self.sheet.last
        gone = {key[1:]: row for key, row in draft.removed.items() if key[0] != last.label}
        if not gone or last.link is None:
            return
        for key, fields in draft.rows.items():
            number = gone.pop(tuple(fields[last.link.field]), 0) if key[0] == last.label else 0
            if number:
                said = _("It cannot be removed while rows belong to it: remove them too.")
                self.problem(Line(number, {}), REMOVE, said, draft)
