"""Reads fixture files into records that know their file and line."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from therapies.canonical import MODELS


class BrokenFixtureError(Exception):
    """A file that cannot be loaded: which, where and why, in the words of whoever edits it."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")


@dataclass
class Record:
    path: Path
    line: int
    model: type[Model]
    fields: dict[str, Any]

    def broken(self, reason: str) -> BrokenFixtureError:
        return BrokenFixtureError(self.path, self.line, reason)


def digest(directory: Path) -> str:
    """SHA-256 over names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(directory.rglob("*.json")):
        total.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def read(directory: Path) -> list[Record]:
    records = [record for path in sorted(directory.rglob("*.json")) for record in _read_file(path)]
    if not records:
        raise BrokenFixtureError(directory, 1, "there are no fixtures here")
    return records


def _read_file(path: Path) -> Iterable[Record]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BrokenFixtureError(path, 1, f"not UTF-8: {error.reason}") from error
    try:
        if not isinstance(json.loads(text), list):
            raise BrokenFixtureError(path, 1, "a fixture is a list")
    except json.JSONDecodeError as error:
        raise BrokenFixtureError(path, error.lineno, f"not JSON: {error.msg}") from error
    decoder = json.JSONDecoder()
    at = text.index("[") + 1
    line = text.count("\n", 0, at) + 1
    while True:
        start = at
        while text[at] in " \t\r\n,":
            at += 1
        if text[at] == "]":
            return
        line += text.count("\n", start, at)
        item, end = decoder.raw_decode(text, at)
        yield _record(path, line, item)
        line += text.count("\n", at, end)
        at = end


def _record(path: Path, line: int, item: Any) -> Record:
    if not isinstance(item, dict) or not isinstance(item.get("fields"), dict):
        raise BrokenFixtureError(path, line, 'a row has "model" and "fields"')
    try:
        model = apps.get_model(str(item.get("model")))
    except (LookupError, ValueError):
        model = None
    if model not in MODELS:
        raise BrokenFixtureError(path, line, f"{item.get('model')!r} is not part of the reference")
    unknown = set(item["fields"]) - {each.name for each in fixture_fields(model)}
    if unknown:
        raise BrokenFixtureError(path, line, f"unknown field {sorted(unknown)[0]!r}")
    return Record(path, line, model, item["fields"])


def fixture_fields(model: Any) -> list[Any]:
    """Columns and many-to-many relations that a fixture of the model carries.

    A child table's `entry_ptr` is among them: it is how the row says whose child it is.
    """
    own = [field for field in model._meta.local_fields if field.serialize and not field.primary_key]
    parents = [field for field in model._meta.local_fields if field.name == "entry_ptr"]
    return [*parents, *own, *(each for each in model._meta.local_many_to_many if each.serialize)]
