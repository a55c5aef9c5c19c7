"""Queries of addresses as names with their values."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote_plus, urlencode

Lists = Mapping[str, Sequence[str]]


def read(query: str) -> dict[str, list[str]]:
    """What Django's QueryDict reads, at less cost, of a query of ASCII letters."""
    lists: dict[str, list[str]] = {}
    for text in query.split("&"):
        if text:
            name, _equals, value = text.partition("=")
            if "%" in text or "+" in text:
                name, value = unquote_plus(name), unquote_plus(value)
            lists.setdefault(name, []).append(value)
    return lists


def written(lists: Lists) -> str:
    """As a query string, in the order given."""
    return "&".join([pair(name, value) for name, values in lists.items() for value in values])


@lru_cache(2_000)
def pair(name: str, value: str) -> str:
    return urlencode({name: value})
