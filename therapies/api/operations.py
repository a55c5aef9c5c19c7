"""The operations: two for each list, and one that says which lists there are.

They need nothing of django-ninja, which describes them in `openapi`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from therapies.api import asking, document, keys, problems
from therapies.api.ordering import Order
from therapies.api.resources import ALL, CLAIMS, Record, Resource
from therapies.api.serving import answer

View = Callable[..., HttpResponse]


def index(request: HttpRequest) -> HttpResponse:
    asking.of_nothing(request.GET)
    start = request.build_absolute_uri(reverse("api:lists")).rstrip("/")
    lists = [
        {
            "name": each.name,
            "meaning": str(each.listing.meaning),
            "links": {
                "self": request.build_absolute_uri(each.list_address()),
                "one": f"{start}{each.template}",
                "page": request.build_absolute_uri(reverse(each.listing.page))
                if each.listing.page
                else None,
            },
        }
        for each in ALL
    ]
    links = {
        "self": request.build_absolute_uri(),
        "openapi": request.build_absolute_uri(reverse("api:openapi")),
        "docs": request.build_absolute_uri(reverse("api:docs")),
    }
    return answer(request, {"links": links, "lists": lists})


def list_of(resource: Resource) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        asked = asking.of_list(resource, request.GET)
        order = Order(resource.listing.rows(asked.filterset))
        rows = order.rows
        if asked.cursor:
            rows = order.after(asked.cursors.read(asked.cursor, order))
        found = list(rows[: asked.limit + 1])
        shown, following = found[: asked.limit], ""
        if len(found) > len(shown):
            cursor = asked.cursors.write(order.place(shown[-1]))
            following = _with_cursor(request, cursor)
        body: dict[str, Any] = {
            "links": {"self": request.build_absolute_uri(), "next": following or None}
        }
        if asked.wants_count:
            body["count"] = asked.filterset.qs.count()
        body["results"] = [resource.record(request, row, asked.fields) for row in shown]
        return answer(request, body, following)

    return view


def _with_cursor(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query[asking.CURSOR] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def detail_of(resource: Resource) -> View:
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        fields = asking.of_detail(resource, request.GET)
        lookups = keys.lookups(resource.model, parts)
        row = None
        if lookups is not None:
            row = resource.published().for_list().filter(**lookups).first()
        if row is None:
            raise problems.nothing()
        record = resource.record(request, row, fields)
        if resource.claims and (fields is None or CLAIMS in fields):
            record[CLAIMS] = _claims(request, resource, row)
        links = {"self": request.build_absolute_uri(resource.address(row))}
        return answer(request, {"links": links, "result": record})

    return view


def _claims(request: HttpRequest, resource: Resource, row: Any) -> dict[str, list[Record]]:
    return {
        each.name: [each.record(request, claim, None) for claim in each.of(row)]
        for each in resource.claims
    }


@dataclass(frozen=True)
class Operation:
    """What is done at an address; `path` has the parts of a key in braces."""

    path: str
    view: View
    name: str
    group: str
    model: Any = None


def _of(resource: Resource) -> tuple[Operation, Operation]:
    several = Operation(f"/{resource.name}/", list_of(resource), resource.name, resource.group)
    name = f"{document.ONE_OF}{resource.name}"
    one = Operation(resource.template, detail_of(resource), name, resource.group, resource.model)
    return several, one


START = Operation("/", index, document.INDEX, "start")
OF_LISTS = tuple(operation for resource in ALL for operation in _of(resource))
