"""Reads fixture files into records that know their file and line."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from therapies.canonical import MODELS, fixture_fields


class BrokenFixtureError(Exception):
    """A row that cannot be loaded: which, where and why, in the words of whoever edits it."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")


@dataclass
class Record:
    place: str
    model: type[Model]
    fields: dict[str, Any]

    def broken(self, reason: str) -> BrokenFixtureError:
        return BrokenFixtureError(self.place, reason)


def digest(directory: Path) -> str:
    """SHA-256 over names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(directory.rglob("*.json")):
        total.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def read(directory: Path) -> list[Record]:
    records = [record for path in sorted(directory.rglob("*.json")) for record in _read_file(path)]
    if not records:
        raise BrokenFixtureError(_at(directory, 1), "there are no fixtures here")
    return records


def _read_file(path: Path) -> Iterable[Record]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BrokenFixtureError(_at(path, 1), f"not UTF-8: {error.reason}") from error
    try:
        if not isinstance(json.loads(text), list):
            raise BrokenFixtureError(_at(path, 1), "a fixture is a list")
    except json.JSONDecodeError as error:
        raise BrokenFixtureError(_at(path, error.lineno), f"not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        # Numbers of thousands of digits, and lists within thousands of lists.
        raise BrokenFixtureError(_at(path, 1), f"nothing that can be read: {error}") from error
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
        yield _record(_at(path, line), item)
        line += text.count("\n", at, end)
        at = end


def _at(path: Path, line: int) -> str:
    return f"{path}, line {line}"


def from_records(records: Iterable[dict[str, Any]]) -> list[Record]:
    """Records that stand in no file, each named by its kind and its first words."""
    return [_record(_named(item), item) for item in records]


def _named(item: dict[str, Any]) -> str:
    """What kind of row it is, and what tells it from others of its kind."""
    model: Any = apps.get_model(item["model"])
    names = getattr(model, "KEY", ())[-1:]
    return " ".join([str(model._meta.verbose_name), *(str(item["fields"].get(n)) for n in names)])


def _record(place: str, item: Any) -> Record:
    if not isinstance(item, dict) or not isinstance(item.get("fields"), dict):
        raise BrokenFixtureError(place, 'a row has "model" and "fields"')
    try:
        model = apps.get_model(str(item.get("model")))
    except (LookupError, ValueError):
        model = None
    if model not in MODELS:
        raise BrokenFixtureError(place, f"{item.get('model')!r} is not part of the reference")
    unknown = set(item["fields"]) - {each.name for each in fixture_fields(model)}
    if unknown:
        raise BrokenFixtureError(place, f"unknown field {sorted(unknown)[0]!r}")
    return Record(place, model, item["fields"])
