"""Addresses of lists: what a query keeps, and the one under which a list is known."""

import re
from collections.abc import Mapping, Sequence

from therapies.filters.addresses import Lists, written

NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
NUMBERS = ("page", "page_size")
# Other arrangements of the same list.
ARRANGEMENTS = ("sort", "page_size", "compare", "choices")


def unasked(page_sizes: Sequence[int], usual: Mapping[str, str]) -> dict[str, str]:
    """What a form sends though nobody asked for it: the tidy address is without."""
    return {"page": "1", "page_size": str(page_sizes[0]), **usual}


def tidied(lists: Lists, usual: Mapping[str, str]) -> dict[str, list[str]]:
    """What was asked, less what is empty and what nobody asked for."""
    kept = {}
    for name, values in lists.items():
        if some := [each for each in values if each and usual.get(name) != each]:
            kept[name] = some
    return kept


def query_without(lists: Lists, *names: str) -> str:
    """The query string less some names and less what is empty, ending in & where there is any."""
    kept = {
        name: [value for value in values if value]
        for name, values in lists.items()
        if name not in names
    }
    text = written(kept)
    return f"{text}&" if text else ""


def canonical(path: str, lists: Lists, page_number: int, *arrangements: str) -> tuple[str, bool]:
    """The standing address of a list, and whether the list is whole.

    It has the filters, in one order, and not how the rows are arranged. A page of the whole list
    has its own address, unless the rows are arranged otherwise: its rows are others then.
    """
    noise = (*ARRANGEMENTS, *arrangements)
    filters = {name: sorted(lists[name]) for name in sorted(lists) if name not in noise}
    filters.pop("page", None)
    if filters:
        return f"{path}?{written(filters)}", False
    if page_number > 1 and not any(lists.get(name) for name in noise):
        return f"{path}?page={page_number}", True
    return path, True
