"""Tries a file on the database and undoes it: the database's rules and the models' decide."""

import time
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, transaction
from django.db.models import F, ForeignKey, Model, Q, UniqueConstraint
from django.utils.translation import gettext as _

from therapies import loading, versions
from therapies.canonical import fixture_fields, key_fields, records_by_entry
from therapies.reading import BrokenFixtureError
from therapies.tables.checking import Checker, Draft
from therapies.tables.files import Problem
from therapies.tables.refusals import RefusedFileError
from therapies.tables.sheets import Part
from therapies.versions import Key

# A row of an entry that the database refuses is held against every rule, which takes time.
MOST_LOOKED_AT = 500
MOST_ENTRIES = 1000
TOGETHER = 20
# Seconds. One writer at a time is all that SQLite has; others ask again at least this often.
TURN = 0.1


class Trial:
    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.parts = {part.label: part for part in checker.sheet.parts}
        self.looked_at = 0

    def run(self) -> dict[str, str]:
        """What each changed entry would say, by slug. What is refused is added to the problems."""
        self._find_twins()
        drafts = [each for each in self.checker.drafts.values() if each.touched or each.removed]
        for draft in drafts:
            for key, number in draft.touched.items():
                self._clean(draft, key, number)
            if draft.is_broken:
                self._look_closer(draft)
        right = [draft for draft in drafts if not draft.is_broken]
        if len(right) > MOST_ENTRIES:
            raise RefusedFileError(
                _(
                    "The file changes more than 1,000 entries, and each would be a proposal for "
                    "somebody to read. Split it into several files."
                )
            )
        return self._try_all([right[at : at + TOGETHER] for at in range(0, len(right), TOGETHER)])

    def _try_all(self, piles: list[list[Draft]]) -> dict[str, str]:
        found: dict[str, str] = {}
        for pile in piles:
            if self.is_cut:
                break
            found |= self._try(pile)
        return found

    @property
    def is_cut(self) -> bool:
        """Whether so much is refused already that the rest was not looked at."""
        return self.looked_at >= MOST_LOOKED_AT

    def _try(self, drafts: list[Draft]) -> dict[str, str]:
        """A few entries at a time, so that nobody else waits long for the database."""
        try:
            after = _applied(drafts)
        except BrokenFixtureError as refusal:
            if len(drafts) > 1:
                return self._try_all([[draft] for draft in drafts])
            self._refused(drafts[0], str(refusal))
            return {}
        changed = (
            each for each in drafts if versions.changed_models(each.before, after[each.slug])
        )
        return {draft.slug: after[draft.slug] for draft in changed}

    def _refused(self, draft: Draft, why: str) -> None:
        draft.is_broken = True
        if not self._look_closer(draft):
            number = min([*draft.touched.values(), *draft.removed.values()])
            self.checker.problems.append(Problem(number, "", why))

    def _look_closer(self, draft: Draft) -> bool:
        """Hold each changed row against every rule; whether one of them is broken."""
        before = len(self.checker.problems)
        for key, number in draft.touched.items():
            if self.is_cut:
                break
            self.looked_at += 1
            part = self.parts[key[0]]
            instance = self._instance(draft, key)
            for constraint in part.model._meta.constraints:
                try:
                    constraint.validate(part.model, instance)
                except ValidationError as error:
                    columns = _columns(part, constraint)
                    self._add(draft, number, columns, " ".join(error.messages))
        return len(self.checker.problems) > before

    def _clean(self, draft: Draft, key: Key, number: int) -> None:
        """The model's own rules, which ask nothing of the database."""
        part = self.parts[key[0]]
        if part.model.clean is Model.clean:
            return
        try:
            _plain(part.model, draft.rows[key]).clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                columns = "" if name == NON_FIELD_ERRORS else _headers(part, {name})
                self._add(draft, number, columns, " ".join(messages))

    def _add(self, draft: Draft, number: int, columns: str, message: str) -> None:
        draft.is_broken = True
        problem = Problem(number, columns, message)
        if problem not in self.checker.problems[-20:]:
            self.checker.problems.append(problem)

    def _instance(self, draft: Draft, key: Key) -> Any:
        """The row with ids, as far as what it refers to is there."""
        model = self.parts[key[0]].model
        fields = draft.rows[key]
        instance = _plain(model, fields)
        for each in model._meta.local_fields:
            if isinstance(each, ForeignKey) and fields.get(each.name):
                setattr(instance, each.attname, _id_of(each.related_model, fields[each.name]))
        own = _id_of(model, list(key[-len(key_fields(model)) :]))
        if own is not None:
            instance.pk, instance._state.adding = own, False
        return instance

    def _find_twins(self) -> None:
        """What may stand once in the reference stands once in the file."""
        for part in self.checker.sheet.parts if self.checker.sheet.is_of_entries else ():
            for constraint in part.model._meta.constraints:
                if isinstance(constraint, UniqueConstraint):
                    self._find_twins_of(part, constraint)

    def _find_twins_of(self, part: Part, constraint: UniqueConstraint) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        for draft in self.checker.drafts.values():
            for key, number in draft.touched.items():
                values = tuple(draft.rows[key].get(name) for name in constraint.fields)
                if key[0] != part.label or not all(values):
                    continue
                first = seen.setdefault(values, number)
                if first != number:
                    said = _("The same stands already in row %(row)s.") % {"row": first}
                    self._add(draft, number, _headers(part, set(constraint.fields)), said)


def _applied(drafts: list[Draft]) -> dict[str, str]:
    """The canonical form of the entries as they would be; nothing stays of it."""
    rows = {key: fields for draft in drafts for key, fields in draft.rows.items()}
    with transaction.atomic():
        records = [{"model": key[0], "fields": fields} for key, fields in rows.items()]
        entries = loading.try_together(records)
        written = records_by_entry(entries)
        transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        time.sleep(TURN)
    return {entry.slug: versions.pack(written[entry.pk]) for entry in entries}


def _plain(model: Any, fields: dict[str, Any]) -> Any:
    """An instance without relations."""
    columns = [each for each in fixture_fields(model) if not each.is_relation]
    return model(**{each.name: each.to_python(fields[each.name]) for each in columns})


def _id_of(model: Any, key: list[Any]) -> Any:
    lookups = dict(zip(key_fields(model), key, strict=True))
    return model._default_manager.filter(**lookups).values_list("pk", flat=True).first()


def _columns(part: Part, constraint: Any) -> str:
    if isinstance(constraint, UniqueConstraint):
        return _headers(part, set(constraint.fields))
    return _headers(part, set(_named(constraint.condition)))


def _headers(part: Part, names: set[str]) -> str:
    return ", ".join(column.name for column in part.columns if column.field.name in names)


def _named(node: Any) -> Iterator[str]:
    """Fields of which a condition speaks."""
    if isinstance(node, Q):
        for child in node.children:
            yield from _named(child)
    elif isinstance(node, tuple):
        yield node[0].split("__")[0]
        yield from _named(node[1])
    elif isinstance(node, F):
        yield str(node.name)  # type: ignore[attr-defined]
    elif hasattr(node, "flatten"):
        for each in node.flatten():
            yield from _named(each) if isinstance(each, F) else ()
