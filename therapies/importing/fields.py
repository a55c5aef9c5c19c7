"""Takes values out of documents of others; each error names the field and what stands there."""

import re
from datetime import date
from typing import Any
from unicodedata import category

from therapies.choices import Precision
from therapies.importing.refusals import RefusedRecordError

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHOWN = 60
NO_LETTERS = ("Cc", "Cs")


def refused(name: str, value: Any, why: str) -> RefusedRecordError:
    return RefusedRecordError(f"{name} is {str(value)[:SHOWN]!r}: {why}")


def at(document: Any, path: str) -> Any:
    """What stands at the end of a path of keys; nothing where a step is missing."""
    steps = path.split(".")
    for number, step in enumerate(steps):
        if document is None:
            return None
        if not isinstance(document, dict):
            raise refused(".".join(steps[:number]) or "the record", document, "not an object")
        document = document.get(step)
    return document


def text(document: Any, path: str) -> str:
    value = at(document, path)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refused(path, value, "not a text")
    return _clean(value)


def _clean(value: str) -> str:
    """On one line, without the control characters and halves of letters that JSON may hold."""
    kept = (each for each in value if each.isspace() or category(each) not in NO_LETTERS)
    return " ".join("".join(kept).split())


def rows(document: Any, path: str) -> list[Any]:
    value = at(document, path)
    if value is None:
        return []
    if not isinstance(value, list):
        raise refused(path, value, "not a list")
    return value


def texts(document: Any, path: str) -> list[str]:
    """Texts of a list, each once, empty ones left out."""
    found = rows(document, path)
    if not all(isinstance(each, str) for each in found):
        raise refused(path, found, "not a list of texts")
    cleaned = map(_clean, found)
    return [each for each in dict.fromkeys(cleaned) if each]


def day(name: str, value: str) -> tuple[date, Precision]:
    """A year, a month or a day, as the first day of it and how precise that is."""
    match = DATE.fullmatch(value)
    if match is None:
        raise refused(name, value, "not a date such as 2024, 2024-05 or 2024-05-17")
    year, month, of_month = match.groups()
    precision = Precision.DAY if of_month else Precision.MONTH if month else Precision.YEAR
    return _date(name, value, year, month or "1", of_month or "1"), precision


def compact_day(name: str, value: str) -> date:
    match = COMPACT_DATE.fullmatch(value)
    if match is None:
        raise refused(name, value, "not a date such as 20240517")
    return _date(name, value, *match.groups())


def _date(name: str, value: str, *parts: str) -> date:
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise refused(name, value, "no day of the calendar") from error
