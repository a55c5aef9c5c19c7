"""Addresses near the one that was asked for."""

from django.http import HttpRequest


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
