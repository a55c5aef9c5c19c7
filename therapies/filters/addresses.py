"""Queries of addresses as names with their values."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlencode

Lists = Mapping[str, Sequence[str]]


def written(lists: Lists) -> str:
    """As a query string, in the order given."""
    return "&".join(_pair(name, value) for name, values in lists.items() for value in values)


@lru_cache(2_000)
def _pair(name: str, value: str) -> str:
    return urlencode({name: value})
