"""Natural keys as addresses: /rates/<drug>/<dataset>/<side effect>/.

A part may hold any text. What an address cannot carry as it is, is written with a tilde: ~0 for a
tilde, ~1 for a slash, ~2 for a dot where the part is nothing but dots, ~ alone for no text.
"""

import re
from functools import reduce
from typing import Any
from urllib.parse import quote

from django.db.models import Field, Model

SLUG = "slug"
EMPTY = "~"
LONGEST_NUMBER = 9
_WRITTEN = {"~": "~0", "/": "~1"}
_READ = {"~0": "~", "~1": "/", "~2": "."}


def parameters(model: Any) -> dict[str, str]:
    """Names of the parts of an address, each with its lookup: drug → dataset__drug__slug."""
    return {_name(lookup): lookup for lookup in model.key_lookups()}


def _name(lookup: str) -> str:
    *path, last = lookup.split("__")
    return path[-1] if last == SLUG and path else last


def written(part: Any) -> str:
    text = str(part)
    if not text:
        return EMPTY
    if not text.strip("."):
        return "~2" * len(text)
    return quote("".join(_WRITTEN.get(letter, letter) for letter in text), safe="")


def read(part: str) -> str:
    if part == EMPTY:
        return ""
    return re.sub("~[012]", lambda found: _READ[found[0]], part)


def address(row: Any) -> str:
    return "".join(f"{written(part)}/" for part in row.natural_key())


def lookups(model: Any, parts: dict[str, str]) -> dict[str, str] | None:
    """Conditions on a row; None where no row can have such a key."""
    found = {}
    for name, lookup in parameters(model).items():
        text = read(parts[name])
        # Each row has one address: what is written otherwise than here leads nowhere.
        if "\x00" in text or written(text) != quote(parts[name], safe=""):
            return None
        if is_number(model, lookup) and not _is_plain_number(text):
            return None
        found[lookup] = text
    return found


def is_number(model: type[Model], lookup: str) -> bool:
    return "Integer" in field_of(model, lookup).get_internal_type()


def field_of(model: Any, lookup: str) -> Field:
    """The field at the end of a path of relations."""
    *path, last = lookup.split("__")
    end = reduce(lambda at, name: at._meta.get_field(name).related_model, path, model)
    return end._meta.get_field(last)


def _is_plain_number(text: str) -> bool:
    digits = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return digits and str(int(text)) == text
