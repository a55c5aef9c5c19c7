"""Addresses of lists: what a query keeps, and the one under which a list is known."""

from urllib.parse import urlencode

from django.http import HttpRequest

# Other arrangements of the same list.
ARRANGEMENTS = ("sort", "page_size", "compare", "choices")


def query_without(request: HttpRequest, *names: str) -> str:
    """The query string less some names and less what is empty, ending in & where there is any."""
    query = request.GET.copy()
    for name in list(query):
        values = [value for value in query.getlist(name) if value]
        if name in names or not values:
            del query[name]
        else:
            query.setlist(name, values)
    text = query.urlencode()
    return f"{text}&" if text else ""


def canonical(request: HttpRequest, page_number: int, *arrangements: str) -> tuple[str, bool]:
    """The standing address of a list, and whether the list is whole.

    It has the filters, in one order, and not how the rows are arranged. A page of the whole list
    has its own address, unless the rows are arranged otherwise: its rows are others then.
    """
    query = request.GET.copy()
    noise = (*ARRANGEMENTS, *arrangements)
    arranged = [name for name in noise if query.pop(name, None)]
    query.pop("page", None)
    if query:
        filters = [(name, sorted(values)) for name, values in sorted(query.lists())]
        return f"{request.path}?{urlencode(filters, doseq=True)}", False
    if page_number > 1 and not arranged:
        return f"{request.path}?page={page_number}", True
    return request.path, True
