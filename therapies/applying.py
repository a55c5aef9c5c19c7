"""Brings rows of the database to what records say: adds, changes and removes as few as it takes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import ForeignKey, Model, QuerySet

from editorial import history
from editorial.models import User
from therapies.canonical import CLAIMS, CREDITS, MODELS, fixture_fields, key_fields
from therapies.characters import is_storable
from therapies.models import Entry, Source
from therapies.reading import BrokenFixtureError, Record

Key = tuple[Any, ...]
Tables = Callable[[type[Model]], QuerySet]
BATCH = 500


@dataclass
class Outcome:
    """Rows per model name."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0

    @property
    def is_change(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def _is_child(model: type[Model]) -> bool:
    return issubclass(model, Entry) and model is not Entry


def trial_id(model: type[Model], key: list[Any]) -> int:
    """Beyond all ids that are given out, and always the same for the same row."""
    return 2**62 + int(history.digest(repr((model._meta.label, key)))[:13], 16)


def _key_names(record: Record) -> list[str]:
    return list(getattr(record.model, "KEY", [User.USERNAME_FIELD]))


class Applier:
    def __init__(
        self,
        records: list[Record],
        progress: Callable[[int, int], None] = lambda done, total: None,
        tables: Tables = lambda model: model._default_manager.all(),
        is_trial: bool = False,
    ) -> None:
        self.tables = tables
        self.is_trial = is_trial
        self.records: dict[type[Model], dict[Key, Record]] = {model: {} for model in MODELS}
        self.ids: dict[type[Model], dict[Key, Any]] = {}
        self.cleaned: dict[tuple[Any, ...], Any] = {}
        self.outcome = Outcome()
        self.progress = progress
        self.total = len(records)
        self.done = 0
        for record in records:
            self._place(record)

    def _place(self, record: Record) -> None:
        key = self._key(record)
        twin = self.records[record.model].setdefault(key, record)
        if twin is not record:
            raise record.broken(f"{list(key)} stands already in {twin.place}")

    def _key(self, record: Record) -> Key:
        names = ["entry_ptr"] if _is_child(record.model) else _key_names(record)
        key: list[Any] = []
        for name in names:
            if name not in record.fields:
                raise record.broken(f"{name!r} is missing")
            value = record.fields[name]
            key += value if isinstance(value, list) else [value]
        return tuple(key[-1:]) if names == ["entry_ptr"] else tuple(key)

    def run(self, prune: bool) -> Outcome:
        for model in MODELS:
            self.ids[model] = {
                tuple(key): pk
                for pk, *key in self.tables(model).values_list("pk", *key_fields(model))
            }
        self._recognise_renamed_sources()
        self._remove_stale(prune)
        for model in MODELS:
            self._apply(model)
        return self.outcome

    def _recognise_renamed_sources(self) -> None:
        """A document keeps its address when its slug changes; two rows may not share one."""
        ids, records = self.ids[Source], self.records[Source]
        known = self.tables(Source).values_list("slug", "url")
        renamed = {url: (slug,) for slug, url in known if (slug,) not in records}
        for key, record in records.items():
            if key not in ids and record.fields.get("url") in renamed:
                ids[key] = ids.pop(renamed[record.fields["url"]])

    def _remove_stale(self, prune: bool) -> None:
        """Claims their entry's file no longer holds; with `prune` also whatever has no file."""
        loaded = set(self.records[Entry])
        removable = MODELS[1:] if prune else CLAIMS
        for model in reversed(removable):
            stale = [key for key in self.ids[model] if key not in self.records[model]]
            if model in CLAIMS and not prune:
                stale = self._of_loaded_entries(model, stale, loaded)
            if stale and model is not Entry:
                pks = [self.ids[model].pop(key) for key in stale]
                for start in range(0, len(pks), BATCH):
                    model._default_manager.filter(pk__in=pks[start : start + BATCH]).delete()
                self.outcome.removed[str(model._meta.verbose_name)] += len(pks)

    def _of_loaded_entries(self, model: Any, keys: list[Key], loaded: set[Key]) -> list[Key]:
        if not keys:
            return []
        owner = model.OWNER
        rows = self.tables(model).values_list("pk", f"{owner}__entry_type", f"{owner}__slug")
        owners = {pk: (entry_type, slug) for pk, entry_type, slug in rows}
        return [key for key in keys if owners[self.ids[model][key]] in loaded]

    def _apply(self, model: Any) -> None:
        if _is_child(model):
            for key, record in self.records[model].items():
                entry = model._meta.get_field("entry_ptr")
                self.ids[model][key] = self._resolve(record, entry, record.fields["entry_ptr"])
        columns = [each for each in fixture_fields(model) if not each.many_to_many]
        attnames = [each.attname for each in columns]
        compared = CREDITS if model is User else attnames
        rows = {row["pk"]: row for row in self.tables(model).values("pk", *attnames).iterator()}
        self.cleaned.clear()
        new, changed = [], []
        differing: set[str] = set()
        for key, record in self.records[model].items():
            pk = self.ids[model].get(key)
            instance = self._instance(record, columns, pk)
            if pk is None or pk not in rows:
                new.append((key, record, instance))
            elif others := [each for each in compared if getattr(instance, each) != rows[pk][each]]:
                changed.append((record, instance))
                differing.update(others)
        self._write(model, new, changed, [name for name in compared if name in differing])
        for relation in model._meta.local_many_to_many:
            if relation.serialize and model in self.records:
                self._apply_relation(model, relation)
        name = str(model._meta.verbose_name)
        if new and model is not Entry:
            self.outcome.added[name] += len(new)
        if changed:
            self.outcome.changed[name] += len(changed)
        self.outcome.unchanged += len(self.records[model]) - len(new) - len(changed)
        self.done += len(self.records[model])
        self.progress(self.done, self.total)

    def _instance(self, record: Record, columns: list[Any], pk: Any) -> Any:
        values = {}
        for column in columns:
            if column.name not in record.fields:
                values[column.attname] = column.get_default()
            elif isinstance(column, ForeignKey):
                values[column.attname] = self._resolve(record, column, record.fields[column.name])
            else:
                values[column.attname] = self._clean(record, column, record.fields[column.name])
        instance = record.model(**values)
        if "entry_ptr_id" not in values:
            instance.pk = pk
            if self.is_trial and pk is None:
                key = [record.fields.get(name) for name in _key_names(record)]
                instance.pk = trial_id(record.model, key)
        return instance

    def _clean(self, record: Record, column: Any, value: Any) -> Any:
        """Each value of a column is checked once: most hold a few words again and again."""
        if isinstance(value, list | dict):
            return self._checked(record, column, value)
        known = (column.attname, value.__class__, value)
        if known not in self.cleaned:
            self.cleaned[known] = self._checked(record, column, value)
        return self.cleaned[known]

    def _checked(self, record: Record, column: Any, value: Any) -> Any:
        if not is_storable(value):
            raise record.broken(f"{column.name} holds a character that no text has: {value!r}")
        try:
            return column.clean(value, None)
        except ValidationError as error:
            raise record.broken(
                f"{column.name} is {value!r}: {' '.join(error.messages)}"
            ) from error

    def _resolve(self, record: Record, relation: Any, key: Any) -> Any:
        if key is None and relation.null:
            return None
        found = self.ids[relation.related_model].get(tuple(key) if isinstance(key, list) else ())
        if found is None:
            what = relation.related_model._meta.verbose_name
            raise record.broken(f"{relation.name}: there is no {what} {key}")
        return found

    def _write(
        self, model: Any, new: list[Any], changed: list[Any], attnames: Sequence[str]
    ) -> None:
        manager = model._default_manager
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            try:
                with transaction.atomic():
                    if _is_child(model):
                        for _, _, instance in batch:
                            instance.save_base(raw=True, force_insert=True)
                    else:
                        manager.bulk_create([instance for _, _, instance in batch])
            except OperationalError:
                raise
            except DatabaseError as error:
                raise self._culprit([row[1:] for row in batch], error) from error
            for key, _, instance in batch:
                self.ids[model][key] = instance.pk
        names = [name for name in attnames if name != "entry_ptr_id"]
        for start in range(0, len(changed), BATCH):
            batch = changed[start : start + BATCH]
            try:
                with transaction.atomic():
                    manager.bulk_update([instance for _, instance in batch], names)
            except OperationalError:
                raise
            except DatabaseError as error:
                raise self._culprit(batch, error) from error

    def _culprit(self, batch: list[tuple[Record, Any]], error: DatabaseError) -> BrokenFixtureError:
        """The first row of a refused batch that is refused alone, named with its line."""
        for record, instance in batch:
            try:
                with transaction.atomic():
                    instance.save_base(raw=True)
            except DatabaseError as refusal:
                return record.broken(f"the database refuses it: {refusal}")
        return batch[0][0].broken(f"the database refuses it together with its neighbours: {error}")

    def _apply_relation(self, model: Any, relation: Any) -> None:
        through = relation.remote_field.through
        near = relation.m2m_column_name()
        far = relation.m2m_reverse_name()
        wanted = set()
        for key, record in self.records[model].items():
            for other in record.fields.get(relation.name, []):
                wanted.add((self.ids[model][key], self._resolve(record, relation, other)))
        loaded = {self.ids[model][key] for key in self.records[model]}
        rows = through.objects.filter(**{f"{relation.m2m_field_name()}__in": self.tables(model)})
        links = {(a, b): pk for pk, a, b in rows.values_list("pk", near, far)}
        gone = [pk for pair, pk in links.items() if pair[0] in loaded and pair not in wanted]
        through.objects.filter(pk__in=gone).delete()
        through.objects.bulk_create(
            through(**{near: a, far: b}) for a, b in sorted(wanted - set(links))
        )
        if gone or wanted - set(links):
            self.outcome.changed[str(relation.verbose_name)] += len(gone) + len(wanted - set(links))
